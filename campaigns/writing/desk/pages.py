"""What every page of the desk of messages has: its trail, and who may open it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import permission_required

from accounts.models import User
from campaigns.models import Mailing, Message

may_read = permission_required("campaigns.view_mailing")
may_start = permission_required("campaigns.add_mailing")
may_plan = permission_required("campaigns.change_mailing")
may_delete_all = permission_required("campaigns.delete_mailing")
may_write = permission_required("campaigns.change_message")
may_add = permission_required("campaigns.add_message")
may_delete = permission_required("campaigns.delete_message")
may_keep = permission_required("campaigns.add_messagetemplate")

STAYS = gettext_lazy("These messages can’t be changed any more: families may have them already, or they were cancelled. To write again, start another campaign.")
THERE_ALREADY = gettext_lazy("There is a message for this channel, language, format and time already. Nothing was added.")


def show(request: HttpRequest, template: str, title: str, *, mailing: Mailing | None = None, **context: Any) -> HttpResponse:
    """A page of the desk. `mailing`: whose messages it is about, in the trail."""
    steps = trail(mailing)
    if request.path != steps[-1]["url"]:
        steps.append({"url": request.path, "label": title})
    head = {"page_title": title, "header_title": title, "header_icon": "mail", "breadcrumbs_items": steps, "mailing": mailing}
    return render(request, f"campaigns/writing/{template}.html", head | context)


def trail(mailing: Mailing | None = None) -> list[dict[str, str]]:
    steps = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("mailings"), "label": _("Messages")}]
    return [*steps, {"url": reverse("mailing_words", args=[mailing.pk]), "label": str(mailing)}] if mailing else steps


def mailing_of(pk: int) -> Mailing:
    """Raises Http404."""
    return get_object_or_404(Mailing.objects.select_related("campaign", "segment"), pk=pk)


def message_of(pk: int) -> Message:
    """Raises Http404."""
    return get_object_or_404(Message.objects.select_related("mailing__campaign", "language"), pk=pk)


def staff_of(request: HttpRequest) -> User:
    """Who does it. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
