"""Surveys: what waits for a second person, and what families wrote that nobody has read."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import Survey
from portal.dashboard.panel import ROWS, Panel, Row


class Surveys(Panel):
    name, order = "surveys", 45
    title, empty = _("Surveys"), _("No survey waits for you.")
    more = (_("All surveys"), "survey_admin:list")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("feedback.open_survey")

    def rows(self, user: User) -> list[Row]:
        return [_row(survey) for survey in Survey.objects.waiting_for(user)[: ROWS + 1]]


def _row(survey: Survey) -> Row:
    if survey.opened_on is None:
        return Row(survey.title, reverse("survey_desk", args=[survey.pk]), gettext("waits for you to read and open it"))
    unread = ngettext("%(n)s text to read", "%(n)s texts to read", survey.unread) % {"n": survey.unread}
    return Row(survey.title, reverse("survey_texts", args=[survey.pk]), unread)
