"""Free texts on the editors' desk: read one after another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from feedback.models import Said, Survey, Theme, YouSaidWeDidIndexPage
from feedback.surveys import reading
from feedback.surveys.desk import show, staff_of
from feedback.surveys.desk_forms import ReadingForm

may_read = permission_required("feedback.read_survey_texts")


@require_safe
@may_read
def survey_texts(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits to be read, and the themes so far."""
    survey = get_object_or_404(Survey, pk=pk)
    words = {question.id: question.words for question in survey.asked}
    texts = [(said, words.get(said.question, "")) for said in survey.said.order_by("is_read", "pk").prefetch_related("themes")]
    themes = [(theme, theme.said.count()) for theme in survey.themes.all()]
    return show(request, "texts", survey, _("What families wrote"), texts=texts, themes=themes, first=survey.said.unread().first(), may_draft=_may_draft(request))


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def survey_text(request: HttpRequest, pk: int, said: uuid.UUID) -> HttpResponse:
    """One text; after it comes the next that nobody has read."""
    survey = get_object_or_404(Survey, pk=pk)
    one = get_object_or_404(survey.said, pk=said)
    form = ReadingForm(request.POST, said=one) if request.method == "POST" else ReadingForm(said=one, initial={"themes": one.themes.all()})
    if form.is_valid():
        reading.sort_in(said=one, themes=form.cleaned_data["themes"], new_theme=form.cleaned_data["new_theme"], black_out=form.words)
        return _next(survey)
    asked = next((question.words for question in survey.asked if question.id == one.question), "")
    return show(request, "text", survey, _("Read a text"), said=one, form=form, asked=asked, left=survey.said.unread().count())


def _next(survey: Survey) -> HttpResponse:
    following: Said | None = survey.said.unread().first()
    return redirect("survey_text", survey.pk, following.pk) if following else redirect("survey_texts", survey.pk)


@require_POST
@may_read
def survey_theme_page(request: HttpRequest, pk: int, theme: int) -> HttpResponse:
    """A draft of "You said, we did"."""
    chosen = get_object_or_404(Theme, pk=theme, survey=pk)
    if not _may_draft(request):
        messages.error(request, _("You may not write pages under “You said, we did”. Ask an editor."))
        return redirect("survey_texts", pk)
    page = reading.draft_page(theme=chosen, by=staff_of(request))
    messages.success(request, _("This is a draft. Say what families said in your own words, and what was done."))
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _may_draft(request: HttpRequest) -> bool:
    index = YouSaidWeDidIndexPage.objects.first()
    return index is not None and index.permissions_for_user(request.user).can_add_subpage()
