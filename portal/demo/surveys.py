"""The demo's surveys: one that everybody can answer, and one that is over, with answers that are invented."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from feedback.models import Channel, Invitation, Response, Said, Survey, Theme
from feedback.surveys import inviting
from feedback.surveys.questions import Answer, Question, known
from portal.demo.staff import COLLEAGUE, address
from portal.starter.load import read

DAY = dt.timedelta(days=1)
INVITED, ANSWERED, BATCH = 240, 96, "summer"


@transaction.atomic
def make_surveys(content: Any) -> None:
    """Twice changes nothing."""
    words = read(content)
    today = timezone.localdate()
    if Survey.objects.filter(slug=words["open"]["slug"]).exists():
        return
    _survey(words["open"], opens_on=today - 5 * DAY, closes_on=today + 60 * DAY, is_for_everybody=True)
    over = _survey(words["over"], opens_on=today - 40 * DAY, closes_on=today + DAY, layout=Survey.Layout.ALL)
    _answers(over, words["over"])
    _invitations(over, today - 30 * DAY)
    Survey.objects.filter(pk=over.pk).update(closes_on=today - 16 * DAY)


def _survey(words: dict[str, Any], **more: Any) -> Survey:
    plain = {name: words[name] for name in ("title", "slug", "intro", "closing_words")}
    survey = Survey(**plain, **more, opened_on=more["opens_on"], opened_by=address(COLLEAGUE))
    block = Survey._meta.get_field("questions").stream_block  # type: ignore[union-attr]
    survey.questions = block.to_python([_question(number, each) for number, each in enumerate(words["questions"], 1)])
    survey.save()
    return Survey.objects.get(pk=survey.pk)


def _question(number: int, words: dict[str, Any]) -> dict[str, Any]:
    value = {"hint": "", "is_asked": False, "picture": None} | {name: words[name] for name in words if name not in {"kind", "choices", "leads"}}
    if "choices" in words:
        leads = words.get("leads", {})
        value["choices"] = [_choice(number, n, each, leads.get(n, "")) for n, each in enumerate(words["choices"])]
    return {"type": words["kind"], "id": f"q{number}", "value": value}


def _choice(number: int, n: int, words: Any, go_to: str) -> dict[str, Any]:
    name, code = words if isinstance(words, list) else (words, "")
    return {"type": "item", "id": f"q{number}-{n}", "value": {"words": name, "picture": None, "go_to": go_to, "code": code}}


def _answers(survey: Survey, words: dict[str, Any]) -> None:
    """Spread by remainders, so that each question has a shape, and the demo is the same everywhere."""
    Response.objects.bulk_create([Response(survey=survey, answers=known(survey.asked, _given(survey.asked, n))) for n in range(ANSWERED)])
    themes = Theme.objects.bulk_create([Theme(survey=survey, name=name) for name in words["themes"]])
    for n in range(ANSWERED // 2):
        said = Said.objects.create(survey=survey, question="q5", text=words["texts"][n % len(words["texts"])], is_read=n < 40)
        if said.is_read:
            said.themes.add(themes[n % 7 % len(themes)])


def _given(questions: tuple[Question, ...], n: int) -> dict[str, Answer]:
    steps = (0, 1, 2, 1, 3, 2, 1, 5, 2, 4)[n % 10], (0, 0, 1, 0, 2)[n % 5], (3, 4, 3, 2, 4, 1, 3, 0)[n % 8]
    single: dict[str, Answer] = {f"q{number}": f"q{number}-{step}" for number, step in enumerate(steps, 1)}
    return single | {"q4": [f"q4-{k}" for k in range(len(questions[3].choices)) if (n >> k) % 2 or k == n % 3]}


def _invitations(survey: Survey, day: dt.date) -> None:
    """By e-mail first; those who had not answered got a text, and then a letter."""
    made = inviting.invite_many(survey, batch=BATCH, channel=Channel.EMAIL, count=INVITED)
    for wave, channel, answered in ((0, Channel.EMAIL, 52), (1, Channel.TEXT, 31), (2, Channel.LETTER, 13)):
        if wave:
            for one in made:
                inviting.remind(one.id, wave=wave, channel=channel)
        now, made = made[:answered], made[answered:]
        told = {"is_answered": True, "answered_on": day + 7 * wave * DAY, "answered_wave": wave, "answered_channel": channel}
        Invitation.objects.filter(pk__in=[one.id for one in now]).update(**told)
