"""A family on the phone, or its paper form: an officer writes the whole sign-up down on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from register import assisting, joining
from register.access import CHANGE_FAMILIES, only_for, reader
from register.forms.assisted import AssistedForm
from register.questions import left_out
from register.views.opened import keep_open


@only_for(CHANGE_FAMILIES)
@never_cache
@sensitive_post_parameters()
def assisted(request: HttpRequest) -> HttpResponse:
    page = AssistedForm(request.POST if request.method == "POST" else None, left_out=left_out())
    if page.is_sent and page.is_valid():
        return _write_down(request, page)
    return _page(request, page)


def _write_down(request: HttpRequest, page: AssistedForm) -> HttpResponse:
    by = reader(request)
    try:
        family = assisting.write_down(page.sign_up(by.staff_email), by=by, is_signed=not page.can_be_written_to)
    except joining.AlreadySent as earlier:
        family = earlier.family
    except assisting.NumberTaken:
        page.before.by_kind["contact"].add_error("phone", _("A family that joined without e-mail has this number already. Look for it first."))
        return _page(request, page)
    keep_open(request, family, _("Written down for the family"))
    return redirect(reverse("register_family", args=[family.pk]) + "?added=1")


def _page(request: HttpRequest, page: AssistedForm) -> HttpResponse:
    return render(request, "register/admin/assisted.html", {"page": page, "has_errors": page.is_sent})
