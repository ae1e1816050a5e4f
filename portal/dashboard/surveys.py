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
        unopened = [survey for survey in Survey.objects.filter(opened_on=None)[: ROWS + 1] if survey.may_be_opened_by(user)]
        rows = [Row(survey.title, reverse("survey_desk", args=[survey.pk]), gettext("waits for you to read and open it")) for survey in unopened]
        unread = [
            Row(survey.title, reverse("survey_texts", args=[survey.pk]), ngettext("%(n)s text to read", "%(n)s texts to read", survey.unread) % {"n": survey.unread})
            for survey in Survey.objects.with_unread()[: ROWS + 1]
        ]
        return [*rows, *unread]
