"""The way in: start page, one question a page, the children, check, and send."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import texts
from analytics.visitors import is_from_our_pages
from home.page_cache import keep
from register import funnel, joining
from register.answers import SignUp
from register.journey import CHILD_KEY, Journey, Unfinished
from register.models import Family
from register.views import flow
from register.views.private import private, words
from register.views.refusals import busy, is_within_an_hour, keep_typed

# The name of the button that puts the form away.
SAVE = "save"


@csrf_exempt  # a token would need a cookie, and the page is the same for everyone; the button only opens an empty form
@keep
def start(request: HttpRequest) -> HttpResponse:
    """The campaign's code (`?c=`) stays in the address that the form posts to, so the kept page fits every campaign."""
    if request.method != "POST":
        need = "what-you-need-text" if texts.are_on() else "what-you-need"
        said = words(request, "intro", "what-you-get", need, "other-ways", "promise")
        return render(request, "register/start.html", said | {"what_you_need": said[need.replace("-", "_")]})
    if not is_from_our_pages(request):
        return redirect("register")  # another site's form must not give the visitor a new session
    if not is_within_an_hour(request, "start"):
        return busy(request, reverse("register"))
    journey = Journey(request.session)
    if not journey.is_open:
        journey.begin(request.GET.get("c", ""))
        funnel.count_begun(request, journey)
    return redirect("register_question", "about-you")


@flow.on_the_way
def question(request: HttpRequest, journey: Journey, step: str) -> HttpResponse:
    step = journey.step_of(step, request.POST.get(CHILD_KEY, ""))
    if not journey.asks(step):
        return redirect(flow.not_asked(step))
    if earlier := journey.first_open_question(before=step):
        return keep_typed(request, journey, step) if request.method == "POST" else redirect("register_question", earlier)
    if request.method == "POST":
        return _answered(request, journey, step)
    return render(request, "register/question.html", flow.context(request, step, flow.form(request, step, journey), journey))


def _answered(request: HttpRequest, journey: Journey, step: str) -> HttpResponse:
    """Keeps the answer or, where it can be none, what was typed; then the next page, the one that puts the form away, or the one that says why not."""
    form = journey.form(step, request.POST)
    if form.is_valid():
        funnel.count_answered(request, journey, step)
        journey.answer(step, form.cleaned_data, request.POST.get(CHILD_KEY, ""))
        return redirect("register_save" if SAVE in request.POST else flow.after(request, step, journey))
    if SAVE in request.POST:
        journey.hold(step, request.POST)
        return redirect("register_save")
    journey.refuse(step, request.POST)
    return redirect(flow.says_why(request, step))


@flow.on_the_way
def children(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Everyone told about so far: one more, one less, or on. `?out=` asks whether a child is to be taken out, and a POST takes it out."""
    if earlier := journey.first_open_question(before="child-1"):
        return redirect("register_question", earlier)
    if request.method == "POST":
        journey.take_out_child(request.POST.get("number", ""))
        return redirect("register_children")
    if "out" in request.GET and (found := flow.to_take_out(request, journey)):
        return render(request, "register/child_out.html", found)
    return render(request, "register/children.html", flow.children(request, journey))


@flow.on_the_way
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Sends what was read here, and nothing else: answers that another window changed meanwhile are shown first."""
    try:
        sign_up = journey.sign_up()
    except Unfinished as found:
        return redirect(flow.change(found.step) if found.is_answered else reverse("register_question", args=[found.step]))
    if request.POST.get("shown") in joining.marks_of(sign_up):
        return _send(request, journey, sign_up)
    return render(request, "register/check.html", flow.to_read(request, journey, sign_up))


@private
def sent(request: HttpRequest) -> HttpResponse:
    """The same page whether the address is known or not. A POST asks for the mail, or the text, once more."""
    journey = Journey(request.session)
    if not journey.reference:
        return redirect("register")
    family = Family.objects.signed_up_as(journey.reference).first()
    if request.method == "POST":
        if not is_within_an_hour(request, "mail"):
            return busy(request, reverse("register_sent"))
        if family:
            joining.send_again(family)
        return redirect(reverse("register_sent") + "?again=1")
    found = flow.nearly_there(request, journey.reference, is_by_text=journey.is_by_text, is_own=bool(family and family.is_young_person))
    return render(request, "register/sent.html", found | {"is_again": "again" in request.GET, "is_other": "other" in request.GET})


@private
@csrf_exempt  # a page that is too old must not keep anybody from deleting what they typed
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """Stop, and leave nothing behind on a shared computer: a GET asks, a POST does it."""
    journey = Journey(request.session)
    if request.method == "POST":
        if is_from_our_pages(request):
            journey.drop()
    elif journey.is_open:
        step = journey.first_open_question()
        return render(request, "register/clear.html", {"back": reverse("register_question", args=[step]) if step else reverse("register_check")})
    return redirect(reverse("register") + "?cleared=1")


def _send(request: HttpRequest, journey: Journey, sign_up: SignUp) -> HttpResponse:
    """To the page that says it was sent; which says so too when other answers of this form were sent first."""
    if not is_within_an_hour(request, "join"):
        return busy(request, reverse("register_check"), is_kept=True)
    is_other = False
    try:
        family = joining.join(sign_up)
    except joining.AlreadySent as earlier:
        family = earlier.family
        is_other = family.form_digest not in joining.marks_of(sign_up)
    else:
        funnel.count_sent(request, journey)
    journey.finish(family.reference, is_by_text=not sign_up.person.email)
    return redirect(reverse("register_sent") + ("?other=1" if is_other else ""))
