"""Everything that an editor, an analyst or a campaign's report reads of a survey."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.bars import Bars
from analytics.disclosure import LEAST
from feedback.models import Survey
from feedback.surveys.baselines import Comparison, comparisons
from feedback.surveys.rates import Rate, rates_of
from feedback.surveys.totals import Row, Total, chart_of, rounding, theme_rows, totals


@dataclass(frozen=True)
class Report:
    survey: Survey
    answers: int | None
    waiting: int
    rates: list[Rate]
    totals: list[Total]
    themes: dict[str, list[Row]]
    comparisons: list[Comparison]
    is_rounded: bool

    @property
    def parts(self) -> list[tuple[Total, list[Row]]]:
        return [(total, self.themes.get(total.question.id, [])) for total in self.totals]


def report(survey: Survey, *, is_final: bool = False) -> Report:
    """Numbers that may be shown. Answers that wait to be mixed are counted, and not read. `is_final`: they are about to be published, and will not change."""
    to = rounding(is_final=is_final or survey.is_final)
    responses = list(survey.responses.values_list("answers", flat=True))
    texts = Counter(survey.said.values_list("question", flat=True))
    found = totals(survey.asked, responses, texts=texts, to=to)
    many = len(responses) if len(responses) >= LEAST else None
    return Report(
        survey=survey,
        answers=None if many is None else (many + to // 2) // to * to,
        waiting=survey.sealed.count(),
        rates=rates_of(survey),
        totals=found,
        themes=_themes(survey, texts, to),
        comparisons=comparisons(found, to=to),
        is_rounded=to > 1,
    )


def _themes(survey: Survey, texts: Counter[str], to: int) -> dict[str, list[Row]]:
    named = Counter[tuple[str, str]](survey.said.exclude(themes=None).values_list("question", "themes__name"))
    by_question: dict[str, list[tuple[str, int]]] = {}
    for (question, name), count in sorted(named.items(), key=lambda row: (-row[1], row[0])):
        by_question.setdefault(question, []).append((name, count))
    return {question: theme_rows(rows, texts[question], to) for question, rows in by_question.items()}


def report_rows(survey: Survey, *, batch: str = "") -> list[tuple[str, str]]:
    """For a campaign's report: each figure with its name, of one batch where it is named."""
    return [
        (rate.name, _("%(answered)s of %(sent)s answered: %(share)s (%(range)s)") % {"answered": rate.answered, "sent": rate.sent, "share": rate.percent, "range": rate.range})
        if rate.share is not None
        else (rate.name, _("Too few to show."))
        for rate in rates_of(survey, batch=batch)
    ]


def headings() -> list[str]:
    return [_("Question"), _("Answer"), _("Number"), _("Share in percent"), _("From"), _("To")]


def file_rows(found: Report) -> Iterator[tuple[Any, ...]]:
    """The report as a table: what is hidden is hidden here too."""
    for rate in found.rates:
        yield (_("Invited: %s") % rate.name, _("answered"), *_numbers(rate.answered, rate.share))
    for total, themes in found.parts:
        yield (total.question.words, _("All who answered"), *_numbers(total.answered, None))
        yield from ((total.question.words, row.name, *_numbers(row.number, row.share)) for row in [*total.rows, *themes])


def _numbers(number: int | None, share: Any) -> tuple[Any, ...]:
    if number is None:
        return (_("hidden"), "", "", "")
    return (number, "", "", "") if share is None else (number, *(round(part * 100, 1) for part in (share.p, share.low, share.high)))


def published(found: Report) -> dict[str, Any]:
    """What the public page shows for good: plain values, without the free texts and without who was invited."""
    questions = [
        {
            "words": total.question.words,
            "kind": total.question.kind,
            "answered": total.answered,
            "rows": [{"name": row.name, "number": row.number, "percent": row.percent, "range": row.range} for row in [*total.rows, *themes]],
        }
        for total, themes in found.parts
    ]
    return {"answers": found.answers, "questions": questions}


def shown(totals: dict[str, Any]) -> list[tuple[dict[str, Any], Bars | None, list[dict[str, Any]]]]:
    """The published questions, each with its chart and its rows."""
    return [(question, chart_of(question["words"], [(row["name"], row["number"]) for row in question["rows"]]), question["rows"]) for question in totals["questions"]]
