"""The way in: start page, one question a page, the children, check, and send."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.visitors import is_from_our_pages
from home.page_cache import keep
from register import joining
from register.answers import SignUp
from register.forms.question import is_young_person
from register.forms.staying import ReferenceAndCodeForm
from register.journey import Journey
from register.models import Family
from register.questions import MOST_CHILDREN, kind_of
from register.summary import children_told
from register.views import flow
from register.views.private import private, words
from register.views.refusals import busy, closed, is_within_an_hour

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
    return redirect("register_question", "about-you")


@private
def question(request: HttpRequest, step: str) -> HttpResponse:
    journey = Journey(request.session)
    if not kind_of(step):
        raise Http404
    if not journey.is_open:
        return closed(request, journey)
    if not journey.asks(step):
        return redirect("register_check")
    if earlier := journey.first_open_question(before=step):
        return redirect("register_question", earlier)
    form = flow.form(request, step, journey)
    if request.method == "POST" and form.is_valid():
        journey.answer(step, form.cleaned_data)
        return redirect("register_save" if SAVE in request.POST else flow.after(request, step, journey))
    if SAVE in request.POST:
        journey.hold(step, {name: form[name].data for name in form.fields})
        return redirect("register_save")
    return render(request, "register/question.html", flow.context(request, step, form, journey))


@private
def children(request: HttpRequest) -> HttpResponse:
    """Everyone told about so far: one more, one less, or on. A POST takes one out."""
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey)
    if earlier := journey.first_open_question(before="child-1"):
        return redirect("register_question", earlier)
    if request.method == "POST":
        journey.take_out_child(request.POST.get("number", ""))
        return redirect("register_children")
    told = children_told(journey.children, journey.answers, journey.steps)
    context = {"told": told, "next_step": f"child-{journey.next_child}" if journey.next_child else "", "most": MOST_CHILDREN, "on": flow.after_children(journey)}
    return render(request, "register/children.html", context | words(request, "children", "promise"))


@private
def check(request: HttpRequest) -> HttpResponse:
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey)
    if unfinished := journey.first_open_question():
        return redirect("register_question", unfinished)
    checked = journey.checked_forms()
    if wrong := next((step for step, form in checked.items() if not form.is_valid()), None):
        return redirect(flow.change(wrong))
    sign_up = journey.sign_up(checked)
    if request.method == "POST" and request.POST.get("form_id") == journey.form_id:
        if not is_within_an_hour(request, "join"):
            return busy(request, reverse("register_check"), is_kept=True)
        return _send(journey, sign_up)
    context = {
        "form_id": journey.form_id,
        "sections": flow.sections(journey, sign_up),
        "choices": sign_up.choices,
        "change_choices": flow.change("choices"),
        "has_children": not is_young_person(journey.answers),
    }
    return render(request, "register/check.html", context | words(request, "check", "check-send", "promise"))


@private
def sent(request: HttpRequest) -> HttpResponse:
    """The same page whether the address is known or not. A POST asks for the mail, or the text, once more."""
    journey = Journey(request.session)
    if not journey.reference:
        return redirect("register")
    if request.method == "POST":
        if not is_within_an_hour(request, "mail"):
            return busy(request, reverse("register_sent"))
        if family := Family.objects.unconfirmed().filter(reference=journey.reference).first():
            joining.send_again(family)
        return redirect(reverse("register_sent") + "?again=1")
    context = {"reference": journey.reference, "is_by_text": journey.is_by_text, "is_again": "again" in request.GET, "is_other": "other" in request.GET}
    found = words(request, "sent", "sent-text", "promise") | {"form": ReferenceAndCodeForm(initial={"reference": journey.reference})}
    return render(request, "register/sent.html", context | found)


@private
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Stop, and leave nothing behind on a shared computer."""
    Journey(request.session).drop()
    return redirect("register")


def _send(journey: Journey, sign_up: SignUp) -> HttpResponse:
    """To the page that says it was sent; which says so too when other answers of this form were sent first."""
    is_other = False
    try:
        family = joining.join(sign_up)
    except joining.AlreadySent as earlier:
        family = earlier.family
        is_other = not joining.says_the_same(family, sign_up)
    journey.finish(family.reference, is_by_text=not sign_up.person.email)
    return redirect(reverse("register_sent") + ("?other=1" if is_other else ""))
