"""How many families there are of each group: whoever has such numbers says so here, for the answers are compared with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.bars import Shares, draw_shares
from analytics.representativeness import Compared, compare, sentence
from feedback.surveys.totals import Total


@dataclass(frozen=True)
class Known:
    """By code of the group, how many there are; `of`: of how many, where one can be in several groups."""

    numbers: Mapping[str, int]
    of: int | None
    source: str


Provider = Callable[[], Mapping[str, Known]]
_providers: list[Provider] = []


def add_baselines(provider: Provider) -> None:
    """Let an app above this one say what it knows, by dimension; called once when the apps are ready."""
    _providers.append(provider)


def baselines() -> dict[str, Known]:
    return {dimension: found for provider in _providers for dimension, found in provider().items()}


@dataclass(frozen=True)
class Comparison:
    """One question beside all families: name of each group, its share of those who answered, and a sentence on what that says."""

    title: str
    source: str
    rows: list[tuple[str, Compared, str]]

    @property
    def chart(self) -> Shares | None:
        if all(one.share is None for _name, one, _said in self.rows):
            return None
        said = _("A bar for each group: its share of those who answered. The thin line is the range, the mark is its share of all families. The table below has the same numbers.")
        return draw_shares(self.title, said, [(name, one.share, one.expected) for name, one, _said in self.rows])


def comparisons(totals: list[Total], *, to: int) -> list[Comparison]:
    """Each question that an editor chose to compare, where somebody knows the families there are. Numbers are as protected as in `totals`."""
    known = baselines()
    return [_compared(total, known[total.question.compared_with], to) for total in totals if total.question.compared_with in known]


def _compared(total: Total, known: Known, to: int) -> Comparison:
    """An answer like “I’d rather not say”, which is no group of the baseline, counts neither here nor there."""
    code_of = {choice.id: choice.code for choice in total.question.choices}
    names = {choice.code: choice.words for choice in total.question.choices}
    numbers = {code_of[row.code]: row.number for row in total.rows if code_of[row.code] in known.numbers}
    asked = {code: number for code, number in known.numbers.items() if code in names}
    outside = [row.number for row in total.rows if code_of[row.code] not in known.numbers]
    of = None if total.answered is None or None in outside else total.answered - sum(number or 0 for number in outside)
    everybody = known.of if known.of and len(asked) == len(known.numbers) else None
    return Comparison(total.question.words, known.source, [(names[one.code], one, sentence(one)) for one in compare(numbers, of, asked, everybody=everybody, to=to)])
