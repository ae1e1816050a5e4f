"""Where families answer: no cookie, no script. What is typed is kept under the secret of the address, so that going back, refreshing or a second tab lose nothing."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from analytics.visitors import is_from_our_pages
from feedback.models import Draft, Link, Survey
from feedback.surveys import actions, report, tokens
from feedback.surveys.forms import AnswerForm
from feedback.surveys.questions import Question, missing, next_number, route
from home.guards import is_within

STARTS_AN_HOUR = 300  # a whole school behind one address
READ_AND_POST = ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Visit:
    """Somebody with a link, or with a token that the start page gave them."""

    survey: Survey
    token: str
    link: Link | None
    is_sent: bool

    @property
    def refusal(self) -> str:
        """Why nothing can be answered here: "" when it can."""
        if self.is_sent or (self.link and self.link.invitation.is_answered):
            return "used"
        if not self.survey.is_open:
            return "over" if self.survey.is_over else "early"
        return "over" if self.link and self.link.invitation.expires_on < timezone.localdate() else ""

    @cached_property
    def answers(self) -> dict[str, str | list[str]]:
        return actions.answers_so_far(self.survey, self.token)

    def to(self, number: int | None) -> HttpResponseRedirect:
        """On to that question, or to the check when it was the last."""
        if number is None or number > len(self.survey.asked):
            return redirect("survey_check", self.survey.slug, self.token)
        return redirect("survey_question", self.survey.slug, self.token, number)


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """What everybody can answer now, and what came of others."""
    now = Survey.objects.open_on(timezone.localdate()).filter(is_for_everybody=True)
    return render(request, "feedback/surveys/list.html", {"open": now, "published": Survey.objects.published()})


@csrf_exempt  # nobody is signed in here; `is_from_our_pages` keeps other sites' forms out
@require_http_methods(READ_AND_POST)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """A survey for everybody; pressing the button gives a token of one's own."""
    survey = get_object_or_404(Survey.objects.approved(), slug=slug, is_for_everybody=True)
    if not survey.is_open:
        return _refuse(request, survey, "over" if survey.is_over else "early")
    if request.method != "POST":
        return _page(request, survey, "start")
    if not is_from_our_pages(request):
        return render(request, "errors/400.html", status=400)
    if not is_within(STARTS_AN_HOUR, seconds=3_600, what="survey", request=request):
        return render(request, "errors/429.html", status=429)
    return redirect("survey_question", survey.slug, actions.begin(survey), 1)


@require_safe
@never_cache
def invited(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The page that a one-time link opens. Looking changes nothing: programs that read mail open links too."""
    visit = _visit(slug, token)
    if visit.refusal:
        return _refuse(request, visit.survey, visit.refusal)
    return _page(request, visit.survey, "start", visit=visit)


@csrf_exempt
@require_http_methods(READ_AND_POST)
@never_cache
@sensitive_post_parameters()
def question(request: HttpRequest, slug: str, token: str, number: int) -> HttpResponse:
    """One question, or all of them."""
    visit = _visit(slug, token)
    asked = _asked(visit.survey, number)
    form = AnswerForm(asked, request.POST) if request.method == "POST" else AnswerForm(asked, answers=visit.answers)
    if visit.refusal:
        return _refuse(request, visit.survey, visit.refusal, form=form)
    if form.is_bound and not is_from_our_pages(request):
        form.add_error(None, _("We can’t tell where this came from. Please send it again from this page."))
    if not form.is_bound or not form.is_valid():
        return _page(request, visit.survey, "questions", visit=visit, form=form, number=number, back=_before(visit, number))
    return _keep(request, visit, form)


def _keep(request: HttpRequest, visit: Visit, form: AnswerForm) -> HttpResponse:
    try:
        actions.keep(visit.survey, visit.token, form.given)
    except actions.AlreadySent:
        return _refuse(request, visit.survey, "used")
    if len(form.questions) > 1:
        return visit.to(None)
    only = form.questions[0]
    return visit.to(next_number(only, form.given[only.id]))


@csrf_exempt
@require_http_methods(READ_AND_POST)
@never_cache
def check(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The answers once more, and the button that sends them. Pressed twice, it leads to the same thanks."""
    visit = _visit(slug, token)
    if request.method == "POST" and is_from_our_pages(request):
        return _send(request, visit)
    if visit.refusal:
        return _refuse(request, visit.survey, visit.refusal)
    return _check(request, visit)


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        actions.send(visit.survey, visit.token)
    except actions.AlreadySent:
        if not visit.is_sent:  # by another link of the same invitation
            return _refuse(request, visit.survey, "used")
    except actions.Over:
        return _refuse(request, visit.survey, "over", answers=_told(visit))
    except actions.StillMissing:
        return _check(request, visit, is_pressed=True)
    return redirect("survey_thanks", visit.survey.slug)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next. The same for everybody, so that it may be read again."""
    return _page(request, get_object_or_404(Survey.objects.approved(), slug=slug), "thanks")


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Totals that an editor has published."""
    survey = get_object_or_404(Survey.objects.published(), slug=slug)
    return _page(request, survey, "results", shown=report.shown(survey.published_totals))


def _check(request: HttpRequest, visit: Visit, *, is_pressed: bool = False) -> HttpResponse:
    left = missing(visit.survey.asked, visit.answers)
    return _page(request, visit.survey, "check", visit=visit, answers=_told(visit), left=left, is_pressed=is_pressed)


def _told(visit: Visit) -> list[tuple[Question, list[str]]]:
    return [(one, one.told(visit.answers.get(one.id))) for one in route(visit.survey.asked, visit.answers)]


def _visit(slug: str, token: str) -> Visit:
    """Raises Http404 for a token that we did not make for this survey."""
    survey = get_object_or_404(Survey.objects.approved(), slug=slug)
    if not tokens.is_token(token):
        raise Http404
    link = Link.objects.filter(key=tokens.of_invitation(token), invitation__survey=survey).select_related("invitation").first()
    is_sent = Draft.objects.filter(key=tokens.of_draft(token), survey=survey).values_list("is_sent", flat=True).first()
    if link is None and is_sent is None:
        raise Http404
    return Visit(survey, token, link, bool(is_sent))


def _asked(survey: Survey, number: int) -> tuple[Question, ...]:
    """Raises Http404 where there is no such page."""
    if survey.layout == Survey.Layout.ALL:
        if number == 1:
            return survey.asked
    elif 1 <= number <= len(survey.asked):
        return survey.asked[number - 1 : number]
    raise Http404


def _before(visit: Visit, number: int) -> str:
    """The address of the question before this one on the way that the answers make."""
    earlier = [one.number for one in route(visit.survey.asked, visit.answers) if one.number < number]
    if earlier:
        return reverse("survey_question", args=[visit.survey.slug, visit.token, earlier[-1]])
    return reverse("survey_invited", args=[visit.survey.slug, visit.token]) if visit.link else visit.survey.get_absolute_url()


def _refuse(request: HttpRequest, survey: Survey, why: str, *, form: AnswerForm | None = None, answers: object = None) -> HttpResponse:
    """Kindly, with another way; what was typed is shown, so that it is not lost."""
    typed = form.typed if form is not None and form.is_bound else answers
    return _page(request, survey, "refused", why=why, typed=typed, status=410 if why == "over" else 200)


def _page(request: HttpRequest, survey: Survey, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    """Our own words are in the survey's language where the site has it; the survey's words say which language they are in themselves."""
    with translation.override(survey.language if survey.language in dict(settings.LANGUAGES) else translation.get_language()):
        return render(request, f"feedback/surveys/{name}.html", {"survey": survey, "last": len(survey.asked)} | context, status=status)
