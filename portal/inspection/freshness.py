"""How the Local Offer is kept up to date: services and pages, by team."""

from django.utils.translation import gettext as _

from analytics.phrases import number, percent
from analytics.tables import Table
from localoffer.freshness.figures import Figures, Line, figures, team_lines
from localoffer.models import GuidancePage
from portal.inspection.parts import Occasion, Part, of_table


def section(occasion: Occasion) -> list[Part]:
    found = figures(occasion.today)
    by_kind, by_borough = _by(_("Services by kind of help"), _("Kind of help"), found.kinds), _by(_("Services by borough"), _("For families of"), found.boroughs)
    return [_in_all(found), _teams(occasion), by_kind, by_borough, _pages(occasion)]


def _in_all(found: Figures) -> Part:
    total = found.total
    rules = _("A service is due for a check every %(months)s months. One that is more than %(days)s days overdue leaves lists and search until somebody has checked it.")
    said = _(
        "%(checked)s of %(all)s services (%(share)s) were checked in the last 6 months, and %(year)s in the last 12."
        " Never checked: %(never)s. Overdue: %(overdue)s. Hidden from families until they are checked: %(hidden)s."
    )
    counts = {
        "checked": number(total.in_6_months),
        "all": number(total.services),
        "share": percent(total.share),
        "year": number(total.in_12_months),
        **{name: number(getattr(total, name)) for name in ("never", "overdue", "hidden")},
    }
    return Part(sentences=(rules % {"months": found.months, "days": found.hide_after}, said % counts if total.services else _("There is no service yet.")))


def _by(title: str, head: str, lines: list[Line]) -> Part:
    heads = (head, _("Services"), _("Checked in 6 months"), _("Share"), _("Checked in 12 months"), _("Never"), _("Overdue"), _("Hidden"))
    rows = [
        (
            f"– {line.name}" if line.is_part else line.name,
            *map(number, (line.services, line.in_6_months)),
            percent(line.share),
            *map(number, (line.in_12_months, line.never, line.overdue, line.hidden)),
        )
        for line in lines
    ]
    return of_table(Table(title, heads, rows, empty=_("Nothing is recorded.")))


def _teams(occasion: Occasion) -> Part:
    heads = (_("Team"), _("Services"), _("Due in 30 days"), _("Overdue"), _("Hidden"), _("Never checked"), _("No check-by date"))
    rows = [
        (row["owner_team"] or _("(no team)"), *(number(row[name]) for name in ("services", "due", "overdue", "hidden", "never", "undated"))) for row in team_lines(occasion.today)
    ]
    return of_table(Table(_("Services by the team that keeps them right"), heads, rows, empty=_("There is no service yet.")))


def _pages(occasion: Occasion) -> Part:
    heads = (_("Team"), _("Pages"), _("Checked in 12 months"), _("Overdue"), _("Never checked"), _("No check-by date"))
    found = GuidancePage.objects.descendant_of(occasion.site.root_page).live().by_team(occasion.today)
    rows = [(row["owner_team"] or _("(no team)"), *(number(row[name]) for name in ("pages", "in_12_months", "overdue", "never", "undated"))) for row in found]
    return of_table(Table(_("Guidance pages by the team that keeps them right"), heads, rows, empty=_("There is no guidance page yet.")))
