"""Paper forms on the editors' desk: printed with a code each, and typed in."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from feedback.models import Survey
from feedback.surveys import actions, paper
from feedback.surveys.desk import show, staff_of
from feedback.surveys.desk_forms import CodeForm, PaperForm
from feedback.surveys.forms import AnswerForm
from feedback.surveys.questions import Question

may_enter = permission_required("feedback.enter_paper_survey")
READ_AND_POST = ("GET", "HEAD", "POST")


@require_http_methods(READ_AND_POST)
@may_enter
def survey_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """How many forms were printed and came back; more of them."""
    survey = get_object_or_404(Survey, pk=pk)
    form = PaperForm(request.POST) if request.method == "POST" else PaperForm()
    if form.is_valid() and survey.opened_on is None:
        form.add_error(None, _("Nobody has opened this survey yet. Its questions can still change, so it is not printed."))
    if form.is_valid():
        made = paper.make_codes(survey, form.cleaned_data["count"])
        return redirect("survey_paper_print", pk, made[0].made_on.isoformat())
    codes = survey.paper_codes.all()
    days = codes.filter(invitation=None).order_by("-made_on").values_list("made_on", flat=True).distinct()
    return show(request, "paper", survey, _("On paper"), form=form, made=codes.count(), entered=codes.exclude(entered_on=None).count(), days=days)


@require_safe
@may_enter
def survey_paper_print(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """The forms of one day that have not come back, to be printed, each on a sheet of its own."""
    survey = get_object_or_404(Survey.objects.approved(), pk=pk)
    codes = survey.paper_codes.filter(made_on=_day(day), entered_on=None, invitation=None).order_by("code")
    return render(request, "feedback/surveys/paper.html", {"survey": survey, "codes": codes})


@require_http_methods(READ_AND_POST)
@may_enter
@sensitive_post_parameters()
def survey_paper_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Type one form in."""
    survey = get_object_or_404(Survey.objects.approved(), pk=pk)
    bound = (request.POST,) if request.method == "POST" else ()
    code, answers = CodeForm(*bound), AnswerForm(_not_needed(survey), *bound)
    if bound and all([code.is_valid(), answers.is_valid()]) and _enter(request, survey, code, answers):
        return redirect("survey_paper_enter", pk)
    return show(request, "paper_enter", survey, _("Type a form in"), code=code, form=answers)


def _enter(request: HttpRequest, survey: Survey, code: CodeForm, answers: AnswerForm) -> bool:
    try:
        paper.enter(survey=survey, code=code.cleaned_data["code"], answers=answers.given, by=staff_of(request))
    except paper.NoSuchCode:
        code.add_error("code", _("No form of this survey has this code. Look at each sign once more."))
    except paper.AlreadyEntered as entered:
        code.add_error("code", _("This form was typed in on %s. Each form counts once.") % (entered.on or dt.date.min).strftime("%d %B %Y"))
    except paper.TooLate:
        code.add_error("code", _("The numbers of this survey stand: they are published, or it ended more than two weeks ago. Read the form, and put it aside."))
    except actions.AlreadySent:
        code.add_error("code", _("This family has answered by its link already. The form can’t count as well."))
    except paper.NothingAnswered:
        answers.add_error(None, _("There is no answer on the form. Put it aside."))
    else:
        messages.success(request, _("The form is in. Type in the next one, or stop here."))
        return True
    return False


def _not_needed(survey: Survey) -> list[Question]:
    """On paper somebody may leave out what the website asks for; what they wrote still counts."""
    return [question.on_paper for question in survey.asked]


def _day(text: str) -> dt.date:
    """Raises Http404 for what is no day."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
