"""A family on the phone, or its paper form: an officer writes the whole sign-up down on one page."""

import datetime as dt

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from register import assisting, joining
from register.access import CHANGE_FAMILIES, only_for, reader
from register.forms.assisted import AGAIN, AssistedForm
from register.questions import left_out
from register.views.opened import keep_open

# What was typed when the sign-in ended, in the session.
KEPT = "register_written"
KEPT_FOR = dt.timedelta(days=1)


@only_for(CHANGE_FAMILIES)
@never_cache
@sensitive_post_parameters()
def assisted(request: HttpRequest) -> HttpResponse:
    """A POST writes it down, or changes the page; what was typed before the sign-in ended stands there until then."""
    if request.method == "POST":
        request.session.pop(KEPT, None)
    if "empty" in request.POST:
        return redirect("register_assisted")
    page = AssistedForm(request.POST if request.method == "POST" else _typed_before(request), left_out=left_out())
    if page.is_sent and page.is_valid():
        return _write_down(request, page)
    return _page(request, page)


def keep_written(request: HttpRequest) -> bool:
    """Whether what was typed on this page waits in the session of a browser whose sign-in has ended: for that officer alone, who signs in again.

    The page carries its officer's signed number, so nothing that anybody else sends is kept.
    """
    try:
        officer = _signer().unsign(request.POST.get("by", ""), max_age=KEPT_FOR)
    except BadSignature:
        return False
    request.session[KEPT] = [officer, request.POST.urlencode()]
    return True


def _typed_before(request: HttpRequest) -> QueryDict | None:
    officer, typed = request.session.get(KEPT, ("", ""))
    return QueryDict(f"{typed}&{AGAIN}=1") if officer == str(reader(request).pk) else None


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="register.assisted")


def _write_down(request: HttpRequest, page: AssistedForm) -> HttpResponse:
    by = reader(request)
    try:
        family = assisting.write_down(page.sign_up(by.staff_email), by=by, is_signed=not page.can_be_written_to)
    except joining.AlreadySent as earlier:
        family = earlier.family
    except assisting.LeftSince:
        told = _(
            "A family with this number, or with this name and postcode, has left on that day or later. "
            "It may be this one: then its old form counts no more. Ask it to sign a new one if it wants to join again."
        )
        page.told.add_error("paper_date", told)
        return _page(request, page)
    keep_open(request, family, _("Written down for the family"))
    return redirect(reverse("register_family", args=[family.pk]) + ("?added=1" if page.can_be_written_to else "?to-write=1"))


def _page(request: HttpRequest, page: AssistedForm) -> HttpResponse:
    context = {"page": page, "has_errors": page.is_sent, "by": _signer().sign(str(reader(request).pk))}
    return render(request, "register/admin/assisted.html", context)
