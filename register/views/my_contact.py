"""A family's new e-mail address or mobile: asked for here, and used once the code that went there is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import phones, texts
from register import actions, confirming, contacting
from register.contacting import Kind
from register.forms.question import Question
from register.forms.staying import CodeForm
from register.models import Channel, Confirmation, Family
from register.telling import as_kept
from register.views.own_page import carried, give_waiting, question_page, saved, waiting_choice, waiting_words
from register.views.private import of_family, words
from register.views.refusals import HOUR, busy, is_within_an_hour

TOO_MANY_TODAY = gettext_lazy("So many messages went there today that no more may go. Nothing has changed. Please try again tomorrow, or call us.")
TOO_MANY_NOW = gettext_lazy("So much was sent from your place in this hour that we have to wait. Nothing has changed. Please press the button again in an hour, or call us.")
PAGES = {Kind.NEW_EMAIL: "my_family_email_sent", Kind.NEW_PHONE: "my_family_phone"}


def change_contact(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    """An e-mail address and a mobile are asked first; without any nobody could reach the family."""
    if not is_within_an_hour(request, "mail"):
        return _too_many(request, family, "contact", form)
    choice = waiting_choice(request, family)
    try:
        asked = contacting.change(family, **form.cleaned_data, for_texts=choice is not None and choice.channel == Channel.TEXT)
    except contacting.NeedsMobile:
        form.add_error("phone", _("Texts can only go to a mobile. Write your mobile number here, or go back without saving."))
    except contacting.TooManyToday:
        form.add_error(None, TOO_MANY_TODAY)
    except actions.LastContact:
        form.add_error("email", _("Please leave the e-mail address until your mobile number has answered: without both we could not reach you."))
    else:
        kind = Kind.NEW_PHONE if asked.phone else Kind.NEW_EMAIL
        return redirect(carried(request, family, reverse(PAGES[kind]))) if asked.phone or asked.email else give_waiting(request, family)
    return question_page(request, family, "contact", form)


def change_reach(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    """How the family likes to hear from us. A mobile that was asked for beside it gets a code first, as any other."""
    mobile = form.cleaned_data.pop("mobile", "")
    if mobile and not is_within_an_hour(request, "mail"):
        return _too_many(request, family, "reaching-you", form)
    try:
        asked = contacting.change(family, email=family.email, phone=mobile) if mobile else contacting.Asked()
    except contacting.TooManyToday:
        form.add_error("mobile", TOO_MANY_TODAY)
        return question_page(request, family, "reaching-you", form)
    actions.change(family, **as_kept(form.cleaned_data))
    return redirect(carried(request, family, reverse(PAGES[Kind.NEW_PHONE]))) if asked.phone else give_waiting(request, family)


def _too_many(request: HttpRequest, family: Family, step: str, form: Question) -> HttpResponse:
    """The page again with what was typed, for whoever has sent too much in this hour."""
    form.add_error(None, TOO_MANY_NOW)
    response = question_page(request, family, step, form)
    response.status_code = 429
    response["Retry-After"] = str(HOUR)
    return response


@of_family
def email_sent(request: HttpRequest, family: Family) -> HttpResponse:
    """The same page whether the new address is another family's or nobody's."""
    return _answering(request, family, Kind.NEW_EMAIL)


@of_family
def phone(request: HttpRequest, family: Family) -> HttpResponse:
    if not texts.are_on():
        return redirect("my_family_change", "contact")
    return _answering(request, family, Kind.NEW_PHONE)


def _answering(request: HttpRequest, family: Family, kind: Kind) -> HttpResponse:
    """Where the code is typed. A POST with `again` sends one more, with `stop` leaves everything as it is."""
    if request.method == "POST" and not is_within_an_hour(request, "code"):
        return busy(request, request.get_full_path())
    if "again" in request.POST:
        contacting.ask_again(family, kind)
        return redirect(carried(request, family, request.path))
    if "stop" in request.POST:
        contacting.give_up(family, kind)
        return saved("about-you")
    form = CodeForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_valid() and _fits(form, family, kind):
            return give_waiting(request, family)
    except confirming.CodeDead:
        return redirect(carried(request, family, request.path))
    return _code_page(request, family, kind, form)


def _fits(form: CodeForm, family: Family, kind: Kind) -> bool:
    """Whether it was the right one. Raises CodeDead."""
    try:
        confirming.confirm_by_new(family, kind, form.cleaned_data["code"])
    except confirming.CodeDead:
        raise
    except (confirming.CodeWrong, confirming.LinkExpired, confirming.LinkUnknown):
        form.say_wrong()
    except confirming.AddressTaken:
        form.add_error("code", _("Another family signs in with this. Please use another, or call us."))
    else:
        family.refresh_from_db()
    return form.is_valid()


def _code_page(request: HttpRequest, family: Family, kind: Kind, form: CodeForm) -> HttpResponse:
    where = contacting.waits_at(family, kind)
    waits = Confirmation.objects.waiting(family, kind)
    is_sent, is_dead = waits.with_open_code().exists(), waits.with_dead_code().exists()
    context = {
        "form": form,
        "sent_to": phones.as_written(where) if where and kind == Kind.NEW_PHONE else where,
        "is_sent": is_sent,
        "is_dead": is_dead,
        "can_stop": waits.exists(),
        "is_phone": kind == Kind.NEW_PHONE,
        "waiting": waiting_words(request, family),
    }
    key = "code-dead" if is_dead and not is_sent else _words_key(kind, is_sent=waits.exists(), where=where)
    found = words(request, key)
    return render(request, "register/my_code.html", context | {"words": next(iter(found.values()))})


def _words_key(kind: Kind, *, is_sent: bool, where: str) -> str:
    """Those for a mobile say only what a code is for, so they fit also before one was sent."""
    if kind == Kind.NEW_PHONE:
        return "my-phone" if where else "my-no-code"
    return "my-email" if is_sent else "my-no-code"
