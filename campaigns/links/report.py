"""What came with each code of a campaign that has several. What the numbers count: docs/decisions/campaign-links.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import Act
from analytics.disclosure import Cell, protect, shown
from analytics.form_steps import BEGUN
from analytics.models import ActDay, PageDay
from analytics.phrases import number
from campaigns.models import Campaign, TrackedLink
from register.models import Figures
from register.sources import own_part

REGISTER = "register"


@dataclass(frozen=True)
class LinkRow:
    """One code: what it is for, and three numbers in words."""

    name: str
    code: str
    visits: str
    forms: str
    families: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.name, self.code, self.visits, self.forms, self.families


def headings() -> tuple[str, ...]:
    return _("What it is for"), _("Code"), _("Visits that began with it"), _("Forms begun"), _("Families, to the nearest 5")


def by_link(site: Site, campaign: Campaign, links: Sequence[TrackedLink]) -> list[LinkRow]:
    """The campaign's own code first. Nothing where it has no other."""
    if not links:
        return []
    names = {campaign.code: _("The campaign’s own code")} | {link.code: _name(link) for link in links}
    visits = _visits(site, list(names))
    forms = _forms(site, list(names))
    figures = Figures.objects.newest()
    families = {code: figures.families_by_code(own_part(code) if code == campaign.code else code) if figures else None for code in names}
    return [LinkRow(name, code, number(visits.get(code, 0)), _told(forms[code]), _told(families[code])) for code, name in names.items()]


def _name(link: TrackedLink) -> str:
    return _("%(label)s (ended)") % {"label": link.label} if link.ended_at else link.label


def _visits(site: Site, codes: list[str]) -> dict[str, int]:
    found = PageDay.objects.filter(site=site, campaign__in=codes).order_by().values_list("campaign")
    return dict(found.annotate(Sum("sessions")))


def _forms(site: Site, codes: list[str]) -> dict[str, int | None]:
    """None is hidden: fewer than five, or enough beside them that no such number can be worked out of the campaign's whole, which stands above."""
    found = ActDay.objects.filter(site=site, campaign__in=codes, act=Act.FORM_STEP, page=REGISTER, detail=BEGUN).order_by().values_list("campaign")
    counts: dict[str, int] = dict(found.annotate(Sum("times")))
    cells = [Cell(code, code, counts.get(code, 0)) for code in codes]
    whole = Cell("all", "", sum(cell.count for cell in cells))
    split = whole.cut(cells)
    protect(whole, to=1)
    return {cell.code: None if split.is_withdrawn else shown(cell, to=1) for cell in cells}


def _told(count: int | None) -> str:
    return _("hidden") if count is None else number(count)
