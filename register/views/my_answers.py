"""Changing what a family told us about itself, and how it is reached: a new address or mobile is used once it has answered."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import phones, texts
from register import actions, confirming, keys, questions
from register.forms.question import Question
from register.forms.staying import CodeForm
from register.models import Confirmation, Family
from register.questions import OF_A_FAMILY, QUESTIONS
from register.telling import as_kept, family_answers, not_asked
from register.views.own_page import carried, give_waiting, question_form, question_page, saved, waiting_choice, waiting_words
from register.views.private import of_family, words
from register.views.refusals import busy, is_within_an_hour


@of_family
def change(request: HttpRequest, family: Family, step: str) -> HttpResponse:
    if step not in OF_A_FAMILY or step in not_asked(family, questions.left_out()):
        raise Http404
    if step == "address" and "remove" in request.POST:
        return _drop_address(request, family)
    form = question_form(request, family, step, family_answers(family))
    if request.method != "POST" or not form.is_valid():
        return question_page(request, family, step, form, can_remove=step == "address" and family.has_address)
    return CHANGES.get(step, _change)(request, family, form)


def _change(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    actions.change(family, **as_kept(form.cleaned_data))
    return give_waiting(request, family)


def _change_about_you(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    try:
        actions.change(family, **form.cleaned_data)
    except actions.NotOneself:
        form.add_error("relationship", _("A young person can be in the register for themselves from 16, and alone. Take out the other children first, or call us."))
        return question_page(request, family, "about-you", form)
    return saved("about-you")


def _change_contact(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    """An e-mail address and a mobile are asked; a landline is kept at once; without any nobody could reach the family."""
    email, phone = keys.normal_email(form.cleaned_data["email"]), form.cleaned_data["phone"]
    if not is_within_an_hour(request, "mail"):
        return busy(request, request.get_full_path())
    try:
        is_asked = _take_number(request, family, phone)
        if family.email and not email:
            actions.drop_email(family)
    except actions.LastContact:
        form.add_error("email", _("Please leave the e-mail address until your mobile number has answered: without both we could not reach you."))
        return question_page(request, family, "contact", form)
    is_mailed = bool(email) and email != family.email
    if is_mailed:
        confirming.ask_new_email(family, email)
    if is_asked:
        return redirect(carried(request, family, reverse("my_family_phone")))
    return redirect("my_family_email_sent") if is_mailed else saved("about-you")


def _take_number(request: HttpRequest, family: Family, phone: str) -> bool:
    """Whether a code was texted to it: a mobile that has not answered yet is not used before."""
    is_new = phone != family.phone or (waiting_choice(request, family) is not None and family.phone_confirmed_at is None)
    if not (is_new and phone and phones.is_mobile(phone) and texts.are_on()):
        actions.change_phone(family, phone)
        return False
    confirming.ask_new_phone(family, phone)
    return True


def _drop_address(request: HttpRequest, family: Family) -> HttpResponse:
    try:
        actions.drop_address(family)
    except (actions.ComesByPost, actions.LastContact) as refused:
        form = QUESTIONS["address"]({"address": family.address})
        comes = _("You have said yes to something that comes by post. Take that back first: then we can delete the address.")
        form.is_valid()
        form.add_error("address", comes if isinstance(refused, actions.ComesByPost) else _("This is the only way we can reach you. Give us an e-mail address or a number first."))
        return question_page(request, family, "address", form, can_remove=True)
    return saved("about-you")


CHANGES: dict[str, Any] = {"about-you": _change_about_you, "contact": _change_contact}


@of_family
def email_sent(request: HttpRequest, family: Family) -> HttpResponse:
    """The same page whether the new address is another family's or nobody's."""
    return render(request, "register/email_sent.html", words(request, "promise"))


@of_family
def phone(request: HttpRequest, family: Family) -> HttpResponse:
    """Where the texted code is typed. A POST with `again` texts one more."""
    number = _number_asked(family)
    if not number or not texts.are_on():
        return redirect("my_family_change", "contact")
    if request.method == "POST" and not is_within_an_hour(request, "code"):
        return busy(request, request.get_full_path())
    if "again" in request.POST:
        confirming.ask_new_phone(family, number)
        return redirect(carried(request, family, request.path))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (response := _confirm_phone(request, family, form)):
        return response
    is_sent = Confirmation.objects.of_new_phone(family).exists()
    context = {"form": form, "number": phones.as_written(number), "is_sent": is_sent, "waiting": waiting_words(request, family)}
    return render(request, "register/my_phone.html", context | words(request, "my-phone"))


def _number_asked(family: Family) -> str:
    """The number that should answer: the one that was asked last, or the family's own while it has not. Empty for none."""
    asked = family.confirmations.filter(kind=Confirmation.Kind.NEW_PHONE, used_at=None, expires_at__gt=timezone.now()).order_by("-made_at").first()
    if asked:
        return asked.phone
    return family.phone if family.can_be_texted and not family.phone_confirmed_at else ""


def _confirm_phone(request: HttpRequest, family: Family, form: CodeForm) -> HttpResponse | None:
    try:
        confirming.confirm_phone(family, form.cleaned_data["code"])
    except (confirming.CodeWrong, confirming.LinkExpired, confirming.LinkUnknown):
        form.add_error("code", _("This code does not fit. Please look at it again. After ten tries it stops working, and we can send you a new one."))
    except confirming.AddressTaken:
        form.add_error("code", _("Another family signs in with this number. Please use another, or call us."))
    else:
        family.refresh_from_db()
        return give_waiting(request, family)
    return None
