"""The calendar of what a family would get."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.groups import months
from campaigns.groups.months import Month
from campaigns.groups.pages import show
from campaigns.writing.desk.pages import may_read


@require_safe
@may_read
def calendar(request: HttpRequest) -> HttpResponse:
    """One month; others by links."""
    month = Month.read(request.GET.get("month", ""))
    weeks = months.by_week(month, months.entries(month))
    title = _("Calendar: %(month)s") % {"month": formats.date_format(month.first, "F Y")}
    most = {"most": settings.MESSAGES_A_MONTH, "fewer": settings.MESSAGES_A_MONTH_FEWER}
    return show(request, "calendar", title, month=month, weeks=weeks, crowds=months.crowds(month), **most)
