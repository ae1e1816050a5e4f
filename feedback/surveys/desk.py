"""A survey on the editors' desk: opened, read as numbers, published."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from accounts.models import User
from feedback.models import Survey
from feedback.surveys import actions, report
from home.spreadsheets import download

may_see = permission_required("feedback.view_survey")


@require_safe
@may_see
def survey_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands, what can be done with it, and its numbers."""
    survey = get_object_or_404(Survey, pk=pk)
    context = {"report": report.report(survey), "may_open": survey.may_be_opened_by(staff_of(request)), "unread": survey.said.unread().count()}
    return show(request, "desk", survey, survey.title, **context)


@require_safe
@may_see
def survey_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same numbers as CSV or XLSX."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    survey = get_object_or_404(Survey, pk=pk)
    return download(kind, name=f"survey-{survey.slug}", headings=report.headings(), rows=report.file_rows(report.report(survey)))


@require_POST
@permission_required("feedback.open_survey")
def survey_open(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.open_survey(survey=get_object_or_404(Survey, pk=pk), by=staff_of(request))
    except actions.WroteIt:
        messages.error(request, _("You wrote a part of this survey, so somebody else opens it. Ask a colleague to read it and to press the button."))
    except actions.AlreadyOpened:
        messages.success(request, _("The survey was open already."))
    else:
        messages.success(request, _("The survey is open from its first day to its last."))
    return redirect("survey_desk", pk)


@require_POST
@permission_required("feedback.add_survey")
def survey_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version to be changed."""
    copy = actions.copy_survey(survey=get_object_or_404(Survey, pk=pk), by=staff_of(request))
    messages.success(request, _("This is the new version. Give it new days, and change what you want."))
    return redirect(reverse("survey_admin:edit", args=[copy.pk]))


@require_POST
@permission_required("feedback.publish_survey")
def survey_publish(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    try:
        actions.publish_totals(survey=survey, totals=report.published(report.report(survey, is_final=True)), by=staff_of(request))
    except actions.NotOver:
        messages.error(request, _("Answers can still come. Publish the totals when the survey is over: they are published once, and stay as they are."))
    except actions.AlreadyPublished:
        messages.success(request, _("The totals were published already."))
    else:
        messages.success(request, _("Everybody can read the totals now."))
    return redirect("survey_desk", pk)


def staff_of(request: HttpRequest) -> User:
    """Who does it. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def show(request: HttpRequest, name: str, survey: Survey, title: str, **context: object) -> HttpResponse:
    """A page of the desk, with its trail."""
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("survey_admin:list"), "label": _("Surveys")},
        {"url": reverse("survey_desk", args=[survey.pk]), "label": survey.title},
    ]
    if title != survey.title:
        trail.append({"url": request.path, "label": title})
    frame = {"page_title": title, "header_title": title, "header_icon": "form", "breadcrumbs_items": trail, "survey": survey}
    return render(request, f"feedback/surveys/desk/{name}.html", frame | context)
