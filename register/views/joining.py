"""The way in: start page, one question a page, check, send, and the e-mailed link."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.visitors import is_from_our_pages
from home.page_cache import keep
from register import actions
from register.answers import SignUp
from register.forms import QUESTIONS
from register.journey import Journey
from register.models import Confirmation, Family
from register.summary import Row, child_rows, person_rows
from register.views.private import private, words
from register.views.refusals import busy, closed, dead_link, is_within_an_hour

STEPS = list(QUESTIONS)
# The name of the button that puts the form away.
SAVE = "save"


@csrf_exempt  # a token would need a cookie, and the page is the same for everyone; the button only opens an empty form
@keep
def start(request: HttpRequest) -> HttpResponse:
    """The campaign's code (`?c=`) stays in the address that the form posts to, so the kept page fits every campaign."""
    if request.method != "POST":
        return render(request, "register/start.html", words(request, "intro", "what-you-get", "what-you-need", "other-ways", "promise"))
    if not is_from_our_pages(request):
        return redirect("register")  # another site's form must not give the visitor a new session
    if not is_within_an_hour(request, "start"):
        return busy(request, reverse("register"))
    Journey(request.session).begin(request.GET.get("c", ""))
    return redirect("register_question", STEPS[0])


@private
def question(request: HttpRequest, step: str) -> HttpResponse:
    if step not in QUESTIONS:
        raise Http404
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey)
    if earlier := journey.first_open_question(before=step):
        return redirect("register_question", earlier)
    form = _form(request, step, journey)
    if request.method == "POST" and form.is_valid():
        journey.answer(step, form.cleaned_data)
        return redirect("register_save" if SAVE in request.POST else _after(request, step))
    if SAVE in request.POST:
        journey.hold(step, {name: form[name].data for name in form.fields})
        return redirect("register_save")
    return render(request, "register/question.html", _question_context(request, step, form))


@private
def check(request: HttpRequest) -> HttpResponse:
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey)
    if unfinished := journey.first_open_question():
        return redirect("register_question", unfinished)
    checked = journey.checked_forms()
    if wrong := next((step for step, form in checked.items() if not form.is_valid()), None):
        return redirect(_change(wrong))
    sign_up = journey.sign_up(checked)
    if request.method == "POST" and request.POST.get("form_id") == journey.form_id:
        if not is_within_an_hour(request, "join"):
            return busy(request, reverse("register_check"), is_kept=True)
        return _send(journey, sign_up)
    context = {"form_id": journey.form_id, "sections": _sections(sign_up), "choices": sign_up.choices, "change_choices": _change("choices")}
    return render(request, "register/check.html", context | words(request, "check", "check-send", "promise"))


@private
def sent(request: HttpRequest) -> HttpResponse:
    """The same page whether the address is known or not. A POST asks for the mail once more."""
    journey = Journey(request.session)
    if not journey.reference:
        return redirect("register")
    if request.method == "POST":
        if not is_within_an_hour(request, "mail"):
            return busy(request, reverse("register_sent"))
        if family := Family.objects.found_by(journey.reference).first():
            actions.send_again(family)
        return redirect(reverse("register_sent") + "?again=1")
    context = {"reference": journey.reference, "is_again": "again" in request.GET, "is_other": "other" in request.GET}
    return render(request, "register/sent.html", context | words(request, "sent", "promise"))


@private
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Stop, and leave nothing behind on a shared computer."""
    Journey(request.session).drop()
    return redirect("register")


@private
@csrf_exempt  # the token in the address is the secret; a session here would only set a cookie
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The e-mailed link shows a button and changes nothing by itself: mail scanners open every link."""
    try:
        if request.method == "POST":
            actions.confirm(token)
            return redirect("register_confirm", token)
        confirmation = actions.look_up(token)
    except actions.LinkExpired:
        return redirect("register_confirm", token)
    except (actions.LinkUnknown, actions.AddressTaken):
        return dead_link(request)
    context = {"confirmation": confirmation, "state": confirmation.state, "token": token}
    return render(request, "register/confirm.html", context | words(request, "welcome", "link-old", "promise"))


@private
@csrf_exempt
@require_POST
def confirm_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link for a sign-up whose link grew old."""
    try:
        confirmation = actions.look_up(token)
    except actions.LinkUnknown:
        return dead_link(request)
    if confirmation.kind != Confirmation.Kind.JOIN:
        return redirect("my_family")
    if not is_within_an_hour(request, "mail"):
        return busy(request, reverse("register_confirm", args=[token]))
    actions.send_again(confirmation.family)
    context = {"reference": confirmation.family.reference, "is_again": True}
    return render(request, "register/sent.html", context | words(request, "sent", "promise"))


def _form(request: HttpRequest, step: str, journey: Journey) -> forms.Form:
    """Bound to what was posted; or to stored answers that do not hold any more, so that the page says why."""
    if request.method == "POST":
        return QUESTIONS[step](request.POST)
    stored = journey.answers.get(step)
    if stored is not None and not journey.typed(step) and not (again := QUESTIONS[step](stored)).is_valid():
        return again
    return QUESTIONS[step](initial=(stored or {}) | journey.typed(step))


def _question_context(request: HttpRequest, step: str, form: forms.Form) -> dict:
    number = STEPS.index(step) + 1
    is_change = "change" in request.GET
    back = reverse("register_check") if is_change else reverse("register_question", args=[STEPS[number - 2]]) if number > 1 else reverse("register")
    found = words(request, f"question-{step}", "promise")
    question_words = found.pop(f"question_{step.replace('-', '_')}")
    return {"form": form, "step": step, "steps": STEPS, "number": number, "back": back, "is_change": is_change, "question": question_words} | found


def _after(request: HttpRequest, step: str) -> str:
    number = STEPS.index(step) + 1
    if "change" in request.GET or number == len(STEPS):
        return reverse("register_check")
    return reverse("register_question", args=[STEPS[number]])


def _change(step: str) -> str:
    return reverse("register_question", args=[step]) + "?change=1"


def _sections(sign_up: SignUp) -> list[tuple[str, list[Row]]]:
    return [("about-you", person_rows(sign_up.person, _change)), ("child", child_rows(sign_up.child, sign_up.child.needs, _change))]


def _send(journey: Journey, sign_up: SignUp) -> HttpResponse:
    """To the page that says it was sent; which says so too when other answers of this form were sent first."""
    is_other = False
    try:
        family = actions.join(sign_up)
    except actions.AlreadySent as earlier:
        family = earlier.family
        is_other = not actions.says_the_same(family, sign_up)
    journey.finish(family.reference)
    return redirect(reverse("register_sent") + ("?other=1" if is_other else ""))
