"""What a file of statistics holds, before anything is done with it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from analytics.models.imports import Problem

MOST_PROBLEMS: Final = 200


@dataclass
class Reading:
    """The good rows (line, day, views, sessions; line 0 where a day is made of many), the pages, and what is wrong with the others.

    `pages` holds views, and sessions that began there, by day and page. `notes` are sentences for the person who looks.
    """

    rows: list[tuple[int, dt.date, int, int]] = field(default_factory=list)
    pages: dict[tuple[dt.date, str], tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: int = 0

    def note(self, problem: Problem) -> None:
        """All are counted; the first 200 are kept to be shown."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


class Unreadable(ValueError):
    """The file as a whole is not what it should be. The message is a sentence for the person who chose it."""
