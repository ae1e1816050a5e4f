"""Which figures of people may be shown: none under 5, and none from which one under 5 could be worked out (`analytics.disclosure`)."""

from analytics.disclosure import LEAST, Cell, State, protect
from analytics.models.indicators import Figure


def may_show(figure: Figure, *, counts_people: bool) -> bool:
    """A share hides together with the rest of its whole: 3 of 21 is hidden, and so is 18 of 21, which tells the 3. None is a small number too."""
    if not counts_people or figure.number is None:
        return True
    if figure.of is None:
        return figure.number >= LEAST
    part = Cell("part", "", figure.number)
    whole = Cell("whole", "", figure.of)
    whole.cut([part, Cell("rest", "", figure.of - figure.number)])
    protect(whole, to=1)
    return part.state is State.SHOWN and whole.state is State.SHOWN and not whole.splits[0].is_withdrawn


def may_show_both(was: Figure, now: Figure, *, counts_people: bool) -> bool:
    """Whether a corrected figure may be shown beside what it was: a difference of 1 to 4 is a small number too."""
    if not (may_show(was, counts_people=counts_people) and may_show(now, counts_people=counts_people)):
        return False
    if not counts_people or was.number is None or now.number is None:
        return True
    parts = [now.number - was.number, (now.of or 0) - (was.of or 0), ((now.of or 0) - now.number) - ((was.of or 0) - was.number)]
    return all(part == 0 or abs(part) >= LEAST for part in parts)
