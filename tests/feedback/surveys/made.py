"""Surveys for tests, and what families do with them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from feedback.models import Survey
from feedback.surveys import actions, mixing

DAY = dt.timedelta(days=1)


def choice(key: str, words: str, go_to: str = "", code: str = "", picture: Any = None) -> dict[str, Any]:
    return {"type": "item", "id": key, "value": {"words": words, "go_to": go_to, "code": code, "picture": picture}}


def question(key: str, kind: str, words: str, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {"words": words, "hint": "", "is_asked": False, "picture": None} | more
    return {"type": kind, "id": key, "value": value | ({"choices": list(choices)} if choices else {})}


HEARD = question("heard", "scale", "How well are you heard?", choice("badly", "Badly"), choice("well", "Well"), is_asked=True)
USED = question("used", "one", "Did you use short breaks?", choice("yes", "Yes"), choice("no", "No", go_to="4"))
WHICH = question("which", "several", "Which ones?", choice("swim", "Swimming"), choice("club", "A club"))
MORE = question("more", "text", "What else should we know?")


def make_survey(*questions: dict[str, Any], **changed: Any) -> Survey:
    """Open, over the days round today, to everybody."""
    today = timezone.localdate()
    given = {"title": "Are you heard?", "slug": "heard", "intro": "<p>Ten questions.</p>", "closing_words": "<p>We read every answer.</p>", "is_for_everybody": True}
    days = {"opens_on": today - 3 * DAY, "closes_on": today + 10 * DAY, "opened_on": today - 3 * DAY, "opened_by": "editor@council.example"}
    survey = Survey(**given | days | changed)
    survey.questions = Survey._meta.get_field("questions").stream_block.to_python(list(questions or (HEARD, USED, WHICH, MORE)))
    survey.save()
    return Survey.objects.get(pk=survey.pk)


def end(survey: Survey, *, days_ago: int = 1) -> Survey:
    """The last day was yesterday, or longer ago."""
    last = timezone.localdate() - days_ago * DAY
    Survey.objects.filter(pk=survey.pk).update(closes_on=last, opens_on=last - 30 * DAY)
    return Survey.objects.get(pk=survey.pk)


def answered(survey: Survey, *answers: dict[str, Any]) -> None:
    """Each as if a family had sent it; mixed, where there are enough."""
    for each in answers:
        actions.seal(survey, each)
    mixing.mix(survey)


def send_all(client: Any, start: str, *pages: dict[str, Any]) -> Any:
    """Press through the survey, one page after another, and send."""
    where = client.post(start).url if start.endswith("/heard/") else f"{start}1/"
    for page in pages:
        where = client.post(where, page).url
    return client.post(where)
