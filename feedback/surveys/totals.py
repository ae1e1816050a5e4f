"""What was answered, as numbers that may be shown: small ones hidden, and what would give them away with them (analytics.disclosure)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analytics.bars import Bars, draw_bars
from analytics.disclosure import LEAST, ROUNDED_TO, Cell, Split, protect, rounded, shown
from analytics.intervals import Share, wilson
from analytics.phrases import percent
from feedback.surveys.blocks import SEVERAL, TEXT
from feedback.surveys.questions import Question, route


@dataclass(frozen=True)
class Row:
    """One answer: how many gave it (None: hidden), and its share of those who answered the question."""

    code: str
    name: str
    number: int | None
    share: Share | None

    @property
    def percent(self) -> str:
        return _("hidden") if self.share is None else percent(self.share.p * 100)

    @property
    def range(self) -> str:
        return "" if self.share is None else _("%(low)s to %(high)s") % {"low": percent(self.share.low * 100), "high": percent(self.share.high * 100)}


@dataclass(frozen=True)
class Total:
    """One question: how many were asked it and how many answered (None: hidden), a row for each answer, and their chart."""

    question: Question
    asked: int | None
    answered: int | None
    rows: list[Row]

    @property
    def chart(self) -> Bars | None:
        return chart_of(self.question.words, [(row.name, row.number) for row in self.rows])


def chart_of(title: str, numbers: Sequence[tuple[str, int | None]]) -> Bars | None:
    """None where nothing can be shown."""
    if not any(number for _name, number in numbers):
        return None
    said = _("A bar for each answer. Numbers under 5 are hidden, and those that would give them away. The table below has the same numbers.")
    return draw_bars(title, said, numbers)


def totals(questions: Sequence[Question], responses: Sequence[Mapping[str, Any]], *, texts: Mapping[str, int] | None = None, to: int = 1) -> list[Total]:
    """Each question in its order. `texts`: how many wrote something to each question for free text. `to`: numbers are rounded to its multiples."""
    reached = Counter(question.id for answers in responses for question in route(questions, answers))
    found, seen = list[Total](), {len(responses)}
    for question in questions:
        asked = reached[question.id]
        if question.kind == TEXT:
            found.append(_of_text(question, (texts or {}).get(question.id, 0), to))
        elif any(0 < abs(asked - other) < LEAST for other in seen):
            # All but a few were led here: beside the others, this number would tell how many chose the answer that leads past.
            found.append(Total(question, None, None, [Row(choice.id, choice.words, None, None) for choice in question.choices]))
        else:
            seen.add(asked)
            found.append(_of_choices(question, responses, asked, to))
    return found


def rounding(*, is_final: bool) -> int:
    """While answers come in, the difference of two days would be a small count: so numbers are rounded until nothing changes any more."""
    return 1 if is_final else ROUNDED_TO


def _of_text(question: Question, wrote: int, to: int) -> Total:
    cell = Cell("wrote", "", wrote)
    protect(cell, to=to)
    return Total(question, None, shown(cell, to=to), [])


def _of_choices(question: Question, responses: Sequence[Mapping[str, Any]], asked: int, to: int) -> Total:
    given = [answers[question.id] for answers in responses if answers.get(question.id)]
    counts = Counter(key for answer in given for key in (answer if isinstance(answer, list) else [answer]))
    answered = Cell("answered", "", len(given))
    cells = [Cell(choice.id, choice.words, counts[choice.id]) for choice in question.choices]
    splits = _cut(answered, cells, is_several=question.kind == SEVERAL)
    protect(answered, to=to)
    of = shown(answered, to=to)
    rows = [_row(cell.code, cell.name, None if splits[cell.code].is_withdrawn else shown(cell, to=to), of) for cell in cells]
    return Total(question, rounded(asked, to) if of is not None else None, of, rows)


def _cut(answered: Cell, cells: list[Cell], *, is_several: bool) -> dict[str, Split]:
    """By each cell, the split it stands in. Where several can be chosen, each answer and those who did not choose it make up the whole."""
    if not is_several:
        split = answered.cut(cells)
        return {cell.code: split for cell in cells}
    return {cell.code: answered.cut([cell, Cell(f"not {cell.code}", "", answered.count - cell.count)]) for cell in cells}


def _row(code: str, name: str, number: int | None, of: int | None) -> Row:
    share = wilson(min(number, of), of) if number is not None and of else None
    return Row(code, name, number, share)


def theme_rows(themes: Sequence[tuple[str, int]], wrote: int, to: int = 1) -> list[Row]:
    """How many of those who wrote something named each theme; one text can be about several."""
    whole = Cell("wrote", "", wrote)
    cells = [Cell(name, name, count) for name, count in themes]
    splits = _cut(whole, cells, is_several=True)
    protect(whole, to=to)
    of = shown(whole, to=to)
    return [_row(cell.code, cell.name, None if of is None or splits[cell.code].is_withdrawn else shown(cell, to=to), of) for cell in cells]
