"""Answers that were sent are mixed before anybody can read them: why is in docs/decisions/survey-answers-apart.md."""

import json
import random
from typing import Any, Final

from django.db import transaction

from analytics.disclosure import LEAST
from feedback.models import Response, Said, Sealed, Survey
from feedback.surveys.blocks import TEXT

SHUFFLE: Final = random.SystemRandom().shuffle


def mix_all() -> int:
    """Mix every survey in which enough wait. How many answers were mixed in."""
    return sum(mix(survey) for survey in Survey.objects.filter(sealed__isnull=False).distinct())


@transaction.atomic
def mix(survey: Survey) -> int:
    """Open at least five sealed answers at once (fewer only at the end, among others), and write all of the survey's responses anew in a random order.

    All rows then carry the same transaction, so that not even the database's own notes tell which came when.
    """
    Survey.objects.select_for_update().get(pk=survey.pk)
    sealed = list(Sealed.objects.select_for_update().filter(survey=survey))
    if len(sealed) < LEAST and not (survey.is_over and survey.responses.exists()):
        return 0
    opened = [json.loads(one.answers) for one in sealed]
    texts = {question.id for question in survey.asked if question.kind == TEXT}
    _write_responses(survey, [{key: answer for key, answer in answers.items() if key not in texts} for answers in opened])
    _write_said(survey, [(key, str(answers[key])) for answers in opened for key in texts if answers.get(key)])
    Sealed.objects.filter(pk__in=[one.pk for one in sealed]).delete()
    return len(sealed)


def _write_responses(survey: Survey, new: list[dict[str, Any]]) -> None:
    every = [*survey.responses.values_list("answers", flat=True), *new]
    SHUFFLE(every)
    survey.responses.all().delete()
    Response.objects.bulk_create([Response(survey=survey, answers=answers) for answers in every], batch_size=500)


def _write_said(survey: Survey, new: list[tuple[str, str]]) -> None:
    SHUFFLE(new)
    Said.objects.bulk_create([Said(survey=survey, question=question, text=text) for question, text in new], batch_size=500)
