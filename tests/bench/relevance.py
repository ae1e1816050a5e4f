"""Whether families' words find the right things: nDCG@10, what must be found, and empty answers, over the judged queries of tests/search/judged.yaml.

`python -m tests.bench.relevance [--each]` asks the site that DATABASE_URL names, where the demo is loaded, on each engine that is there; `--each` prints every query that is not perfect.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

import yaml

FILE = Path(__file__).parent.parent / "search" / "judged.yaml"
TOP = 10
GRADES = {"best": 3, "good": 2, "fair": 1}


@dataclass(frozen=True)
class Judged:
    """One query, and the grade of each thing that is right for it, by name: 3 must be found, 2 helps, 1 is worth a look."""

    query: str
    grades: Mapping[str, int]

    def ndcg(self, found: Sequence[str]) -> float:
        """How good the order of the first ten is, from 0 to 1, which is the best that could be. A grade is worth 2 to its power, less 1."""
        ideal = sorted(self.grades.values(), reverse=True)
        return _gain([self.grades.get(name, 0) for name in found]) / _gain(ideal)

    def recall(self, found: Sequence[str]) -> float:
        """How much of what must be found is among the first ten."""
        best = {name for name, grade in self.grades.items() if grade == GRADES["best"]}
        return len(best.intersection(found[:TOP])) / len(best)


@dataclass(frozen=True)
class Figures:
    """Over all judged queries. `each` has the query, its nDCG@10 and what was found."""

    ndcg: float
    recall: float
    empty: float
    each: tuple[tuple[Judged, float, tuple[str, ...]], ...]

    def __str__(self) -> str:
        return f"{len(self.each)} judged queries: nDCG@10 {self.ndcg:.3f}, best found in the first ten {self.recall:.1%}, nothing found {self.empty:.1%}"


def judged() -> list[Judged]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [Judged(str(row["q"]), {name: grade for word, grade in GRADES.items() for name in row.get(word, ())}) for row in rows]


def measure() -> Figures:
    """Ask every judged query as a family does, on whichever engine answers now."""
    names = _names()
    each = []
    for row in judged():
        found = tuple(names.get(key, key) for key in _ask(row.query))
        each.append((row, row.ndcg(found), found))
    return Figures(
        ndcg=mean(score for _row, score, _found in each),
        recall=mean(row.recall(found) for row, _score, found in each),
        empty=mean(not found for _row, _score, found in each),
        each=tuple(each),
    )


def unknown_names() -> set[str]:
    """Names that the judged queries use and nothing of the demo has."""
    return {name for row in judged() for name in row.grades} - set(_names().values())


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:TOP]))


def _names() -> dict[str, str]:
    """What the judged queries call each thing: a page by its path below the home page, a service by its slug."""
    from wagtail.models import Page, Site

    from localoffer.models import Service

    home = Site.objects.get(is_default_site=True).root_page
    pages = {f"page:{page.pk}": page.url_path.removeprefix(home.url_path).strip("/") for page in Page.objects.descendant_of(home)}
    return pages | {f"service:{pk}": slug for pk, slug in Service.objects.values_list("pk", "slug")}


def _ask(text: str) -> list[str]:
    """The keys of the first ten, best first."""
    from django.http import QueryDict
    from django.test import RequestFactory

    from search import finding, forms
    from search.choices import Choices

    asked = QueryDict(mutable=True)
    asked["q"] = text
    results, _total = finding.list_all(forms.read(asked, Choices.read()), request=RequestFactory().get("/search/"), most=TOP)
    return [result.key for result in results]


def compare(*, each: bool = False) -> None:
    """Print the figures of every engine that is here: the database's own, and another one when one is set."""
    from unittest.mock import patch

    from search.engines import database_engine, engine

    for which in {type(one): one for one in (database_engine(), engine())}.values():
        with patch("search.finding.engine", lambda which=which: which):
            figures = measure()
        print(f"{type(which).__name__}, {figures}")
        _explain(figures, each=each)
    if missing := unknown_names():
        print(f"  names that nothing has: {', '.join(sorted(missing))}")


def _explain(figures: Figures, *, each: bool) -> None:
    for row, score, found in sorted(figures.each, key=lambda one: one[1]) if each else ():
        if score < 0.999:
            shown = " ".join(f"{row.grades.get(name, 0)}:{name}" for name in found)
            missed = " ".join(f"{grade}:{name}" for name, grade in row.grades.items() if name not in found)
            print(f"  {score:.2f} {row.query!r}\n        found  {shown}\n        missed {missed}")


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    compare(each="--each" in sys.argv)
