"""The desk's pages and buttons. What a button may do is asked where it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from campaigns import signing
from campaigns.admin_views import staff_of
from campaigns.desk import reading
from campaigns.desk.forms import ChangesForm, SignForm
from campaigns.desk.progress import progress
from campaigns.models import Mailing, MailingState
from campaigns.sending import control
from register.views.pressed import by_button

may_see = permission_required("campaigns.view_mailing")
may_write = permission_required("campaigns.change_mailing")
may_sign = permission_required("campaigns.sign_mailing")
may_send = permission_required("campaigns.send_mailing")


@require_safe
@may_see
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Mailing.objects.select_related("campaign", "version__mailing__campaign"), pk=pk))


@may_write
@by_button("mailing", "pk")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask every organisation to sign."""
    try:
        signing.ask_for_sign_off(get_object_or_404(Mailing, pk=pk), by=staff_of(request))
    except signing.NothingWritten:
        messages.error(request, _("Nothing is written yet: a first message is needed."))
    except signing.NoTime:
        messages.error(request, _("Say from when until when it may be sent."))
    except signing.ForumAndCouncil:
        messages.error(request, _("Choose who signs it: the forum and the council at least."))
    except signing.HasMistakes as problem:
        first = problem.mistakes[0]
        messages.error(request, _("Something must be mended first. %(where)s: %(what)s") % {"where": first.where, "what": first.what})
        return redirect("mailing_words", pk)
    except signing.NotNow:
        _say_not_now(request)
    else:
        messages.success(request, _("Each organisation has a mail now that asks it to read and sign."))
    return redirect("mailing", pk)


@may_write
@by_button("mailing", "pk")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, signing.take_back, _("It is a draft again. What was signed stays on record."))


@may_sign
@by_button("mailing", "pk")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the very version that was read, or say what should change."""
    found = get_object_or_404(Mailing.objects.select_related("campaign", "version__mailing__campaign"), pk=pk)
    form = (ChangesForm if "changes" in request.POST else SignForm)(request.POST, mailing=found, by=staff_of(request))
    if not form.is_valid():
        return _page(request, found, form)
    try:
        messages.success(request, form.answer())
    except signing.ChangedMeanwhile:
        messages.error(request, _("It was changed a moment ago, so nothing is signed. Please read what is new."))
    except signing.NotForThem as problem:
        raise PermissionDenied from problem
    except signing.WroteIt:
        messages.error(request, _("You wrote a part of it, so somebody else signs."))
    except signing.SignedAlready:
        messages.error(request, _("This is signed already, or you have signed it for another organisation. One person signs for one."))
    except signing.NotNow:
        _say_not_now(request)
    return redirect("mailing", pk)


@may_send
@by_button("mailing", "pk")
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        return _do(request, pk, control.schedule, _("It begins by itself when its time comes."))
    except control.NotSigned:
        messages.error(request, _("Not every organisation has signed exactly these words. Nothing is sent before."))
        return redirect("mailing", pk)


@may_send
@by_button("mailing", "pk")
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, control.take_off, _("It is not scheduled any more. Nobody was written to."))


@may_send
@by_button("mailing", "pk")
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, control.pause, _("Paused. What a carrier has taken already is on its way; the rest waits."))


@may_send
@by_button("mailing", "pk")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, control.resume, _("It goes on."))


@may_send
@by_button("mailing", "pk")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, control.cancel, _("Cancelled. Whoever has not got it gets nothing."))


@may_send
@by_button("mailing", "pk")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, control.close, _("Closed. Its numbers stay."))


def _do(request: HttpRequest, pk: int, action: Callable[[Mailing], object], told: str) -> HttpResponse:
    try:
        action(get_object_or_404(Mailing, pk=pk))
    except signing.NotNow:
        _say_not_now(request)
    else:
        messages.success(request, told)
    return redirect("mailing", pk)


def _say_not_now(request: HttpRequest) -> None:
    messages.error(request, _("That can’t be done in its state, which may have changed a moment ago. Look at it below."))


def _page(request: HttpRequest, found: Mailing, wrong: SignForm | None = None) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("campaign:index"), "label": _("Campaigns")},
        {"url": request.path, "label": str(found)},
    ]
    named = {"page_title": str(found), "header_title": _("Messages of “%(campaign)s”") % {"campaign": found}, "header_icon": "mail", "breadcrumbs_items": trail}
    context = named | {"mailing": found, "progress": progress(found), "states": MailingState, "wrong": wrong} | _version(request, found)
    return render(request, "campaigns/desk/mailing.html", context, status=422 if wrong else 200)


def _version(request: HttpRequest, found: Mailing) -> dict[str, Any]:
    """What there is to read and to sign; nothing while it is a draft that nobody was asked to sign."""
    version = found.version
    if version is None:
        return {}
    signed = reading.signings(version, staff_of(request))
    earlier = reading.signed_before(version, [each.organisation for each in signed if each.can_sign])
    return {
        "version": version,
        "signings": signed,
        "earlier": earlier,
        "messages_read": reading.messages_of(version, earlier),
        "gone": reading.gone_from(version, earlier),
        "plan": reading.plan_in_words(version),
        "plan_changes": reading.plan_changes(version, earlier),
        "history": found.sign_offs.select_related("organisation").order_by("-pk"),
        "sign_form": SignForm(mailing=found, by=staff_of(request)),
        "changes_form": ChangesForm(mailing=found, by=staff_of(request)),
    }
