"""Families by the code that brought them: a campaign's codes stand together, and each is shown beside them where no small number can be worked out."""

from collections import Counter
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from analytics import known
from analytics.disclosure import LEAST, Cell

OWN, OTHERS = "own", "others"
WithOthers = Callable[[Mapping[str, int], Mapping[str, str], str], list[Cell]]


def own_part(code: str) -> str:
    """What a campaign's own code alone is called, beside the whole of the campaign, which has the code for its name."""
    return f"{code}-{OWN}"


def cells(counts: Mapping[str, int], with_others: WithOthers) -> list[Cell]:
    """A row for each campaign, cut into its codes where it has links. `with_others` puts those that are small together."""
    campaigns = known.campaigns_of([code for code in counts if code])
    names = known.campaign_names({*counts, *campaigns.values()} - {""})
    wholes = Counter[str]()
    for code, count in counts.items():
        wholes[campaigns.get(code, code)] += count
    rows = with_others(wholes, names, _("No code"))
    for row in rows:
        own = {code: counts[code] for code, campaign in campaigns.items() if campaign == row.code and code in counts}
        if own:
            row.cut(_parts(row, own, names))
    return rows


def _parts(whole: Cell, counts: Mapping[str, int], names: Mapping[str, str]) -> list[Cell]:
    """The codes that are not small; which small ones there are is not told."""
    large = {code: count for code, count in sorted(counts.items()) if count >= LEAST}
    rows = [Cell(own_part(code) if code == whole.code else code, _("Its own code") if code == whole.code else names.get(code, code), count) for code, count in large.items()]
    return [*rows, Cell(f"{whole.code}-{OTHERS}", _("Its other codes together"), whole.count - sum(large.values()))]
