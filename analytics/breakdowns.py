"""The overview's own tables: pages, where visits began and came from, campaigns, devices, and what was done on pages."""

import datetime as dt
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics import known
from analytics.definitions import UNREGISTERED, Act, Device, Source
from analytics.models import ActDay, DeviceDay, PageDay
from analytics.models.totals import days_by_page
from analytics.months import Sums, page_sums, sums_by
from analytics.phrases import FEWEST_SHOWN, few, number, percent, signed_percent
from analytics.spans import Spans
from analytics.tables import Table

MOST_ROWS: Final = 20
Counted = dict[str, tuple[int, int]]
Rows = list[tuple[str, tuple[int, int]]]


def tables(site: Site, start: dt.date, end: dt.date, compared: Spans | None, acts: dict[str, int]) -> list[Table]:
    """What was counted from `start` to `end`, both counted; `acts` are those of the site (`act_sums`)."""
    found = page_sums(site, start, end)
    pages, note = sums_by(found, "page"), _imported(site, start, end)
    changes = _changed(site, compared, found if compared and (compared.this.start, compared.this.end) == (start, end) else None)
    read, begun = _most(pages, by=0), [row for row in _most(pages, by=1) if row[1][1]]
    titles = known.titles([page for page, _sums in (*read, *begun)])
    return [
        _most_read(read, titles, changes, note),
        _entries(begun, titles),
        _sources(sums_by(found, "source"), note),
        _campaigns(sums_by(found, "campaign")),
        *_by_borough(pages),
        _devices(site, start, end),
        _acts(acts),
    ]


def _changed(site: Site, compared: Spans | None, now: Sums | None) -> dict[str, str]:
    """How the views of each page changed against the days before; nothing unless the pages of every day of both spans are known."""
    if compared is None or not is_known_by_page(site, compared):
        return {}
    this = sums_by(page_sums(site, compared.this.start, compared.this.end) if now is None else now, "page")
    before = sums_by(page_sums(site, compared.before.start, compared.before.end), "page")
    return {page: changed(views, before.get(page, (0, 0))[0]) for page, (views, _begun) in this.items()}


def is_known_by_page(site: Site, compared: Spans) -> bool:
    """Whether the pages of every day are known, of these days and of those before."""
    if not (compared.this.is_whole and compared.before.is_whole):
        return False
    return len(days_by_page(site, compared.before.start, compared.this.end)) == compared.this.days + compared.before.days


def changed(now: int, then: int) -> str:
    """“+12%”, or “new” where nothing was there before."""
    return signed_percent(now / then - 1) if then else _("new")


def tables_of_page(site: Site, page: str, start: dt.date, end: dt.date) -> list[Table]:
    """Where visits to one page came from, with which campaign, and what was done on it."""
    found = page_sums(site, start, end, page)
    note = _imported(site, start, end)
    return [_sources(sums_by(found, "source"), note), _campaigns(sums_by(found, "campaign")), _acts(act_sums(site, start, end, page))]


def shares(site: Site, start: dt.date, end: dt.date) -> list[Table]:
    """Where visits came from and what pages were read on, for everybody: fewer than five are not told apart, and no file is named."""
    sources = {source: begun for source, (_views, begun) in sums_by(page_sums(site, start, end), "source").items()}
    devices = {device: begun for device, (begun, _views) in _by_device(site, start, end).items()}
    return [
        _share_table(_("Where visits came from"), _("From"), [(str(each.label), sources.get(each, 0)) for each in Source]),
        _share_table(_("Phones, tablets and computers"), _("Read on"), [(str(each.label), devices.get(each, 0)) for each in Device]),
    ]


def _share_table(title: str, head: str, found: list[tuple[str, int]]) -> Table:
    every = sum(many for _name, many in found)
    most = sorted((row for row in found if row[1]), key=lambda row: -row[1])
    rows = [(name, few(many), percent(many * 100 / every) if many >= FEWEST_SHOWN else "–") for name, many in most]
    return Table(title, (head, _("Visits"), _("Share")), rows, empty=_("We do not know this for these months."))


def _most_read(read: Rows, titles: dict[str, str], changes: dict[str, str], note: str) -> Table:
    rows = [(title_of(page, titles), number(views), number(begun), changes.get(page, "–")) for page, (views, begun) in read]
    heads = (_("Page"), _("Page views"), _("Sessions that began here"), _("Views against the days before"))
    return Table(_("Pages looked at most"), heads, rows, empty=_nothing_by_page(), note=note)


def _entries(most: Rows, titles: dict[str, str]) -> Table:
    rows = [(title_of(page, titles), number(begun)) for page, (_views, begun) in most]
    return Table(_("Where visits began"), (_("Page"), _("Sessions")), rows, empty=_nothing_by_page())


def _sources(found: Counted, note: str) -> Table:
    rows = [(str(Source(source).label), number(begun), number(views)) for source, (views, begun) in _most(found, by=1)]
    return Table(_("Where visits came from"), (_("From"), _("Sessions"), _("Page views")), rows, empty=_nothing_by_page(), note=note)


def _campaigns(found: Counted) -> Table:
    most = _most({key: sums for key, sums in found.items() if key}, by=1)
    names = known.campaign_names([code for code, _sums in most]) | {UNREGISTERED: _("A code that nobody registered")}
    rows = [(names.get(code, code), number(begun), number(views)) for code, (views, begun) in most]
    return Table(_("Visits with a campaign’s code"), (_("Campaign"), _("Sessions"), _("Page views")), rows, empty=_("Nobody came with a campaign’s code in these days."))


def _by_borough(pages: Counted) -> list[Table]:
    """Pages of each borough and those for everyone; no table where no page that was read is for one borough."""
    of = known.boroughs_of(pages)
    everyone, sums = [0, 0], dict[str, list[int]]()
    for page, (views, begun) in pages.items():
        for each in [sums.setdefault(name, [0, 0]) for name in of.get(page, [])] or [everyone]:
            each[0] += views
            each[1] += begun
    rows = [(name, *map(number, sums[name])) for name in sorted(sums)]
    heads = (_("Pages for"), _("Page views"), _("Sessions that began there"))
    note = _("A page for two boroughs counts for both. Search, services and forms are for everyone.")
    return [Table(_("Pages of each borough"), heads, [*rows, (_("everyone"), *map(number, everyone))], note=note)] if sums else []


def _devices(site: Site, start: dt.date, end: dt.date) -> Table:
    found = _by_device(site, start, end)
    rows = [(str(device.label), *map(number, found[device])) for device in Device if device in found]
    return Table(_("Phones, tablets and computers"), (_("Read on"), _("Sessions"), _("Page views")), rows, empty=_("No visit was counted by kind of device in these days."))


def _by_device(site: Site, start: dt.date, end: dt.date) -> Counted:
    """Sessions and views of each kind that is there."""
    days = DeviceDay.objects.filter(site=site, day__range=(start, end)).order_by()
    return {device: (begun, views) for device, begun, views in days.values_list("device").annotate(Sum("sessions"), Sum("views"))}


def act_sums(site: Site, start: dt.date, end: dt.date, page: str = "") -> dict[str, int]:
    """How often each act was done from `start` to `end`, both counted; on one page alone where it is named."""
    days = ActDay.objects.filter(site=site, day__range=(start, end), **({"page": page} if page else {}))
    return dict(days.order_by().values_list("act").annotate(Sum("times")))


def _acts(found: dict[str, int]) -> Table:
    rows = [(str(act.label), number(found[act])) for act in Act if act in found]
    return Table(_("What people did"), (_("What"), _("Times")), rows, empty=_("Nothing was tapped, opened or filled in in these days."))


def _most(found: Counted, *, by: int) -> Rows:
    """The twenty with the most views (`by` 0) or sessions (1)."""
    return sorted(found.items(), key=lambda row: (-row[1][by], row[0]))[:MOST_ROWS]


def _imported(site: Site, start: dt.date, end: dt.date) -> str:
    """From which files pages of these days came; nothing where they are all ours."""
    files = {str(file) for file in PageDay.objects.imported_from(site, start, end).values()}
    return _("Page views of some days were imported from %(files)s, which does not say where visits began or came from.") % {"files": ", ".join(sorted(files))} if files else ""


def title_of(page: str, titles: dict[str, str]) -> str:
    """What a page is called, or that it is gone."""
    return titles.get(page) or _("A page that is gone (%(number)s)") % {"number": page}


def _nothing_by_page() -> str:
    return _("No page was counted in these days. Most imported days are not known by page.")
