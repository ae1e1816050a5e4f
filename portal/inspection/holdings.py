"""What the Local Offer holds: pages, services, documents, languages, and what is known of Schedule 2."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import PurePath

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from analytics.phrases import number, percent
from analytics.tables import Table
from home.queries import public_pages, tree
from localoffer.freshness.figures import Line, figures
from localoffer.models import AgePhase, Service
from portal.inspection.parts import Occasion, Part, of_table
from portal.starter.coverage import SCHEDULE_2, paragraphs

MOST_NAMES = 8
EASY_READ = "easy read"


def section(occasion: Occasion) -> list[Part]:
    pages, services, counted = public_pages(occasion.site), Service.objects.published(), figures(occasion.today)
    said = _("On %(pages)s pages and in %(services)s services, families can read what education, health and care offer.")
    return [
        Part(sentences=(said % {"pages": number(len(pages)), "services": number(counted.total.services)}, _("Only what is live and open to everybody is counted."))),
        _pages_by_kind(pages),
        _pages_by_section(pages),
        _lines(_("Services by kind of help"), _("Kind of help"), counted.kinds, _("A service can be of several kinds. Lines with a dash are parts of the line above.")),
        _by_age(),
        _lines(_("Services by borough"), _("For families of"), counted.boroughs, _("A service can be for several boroughs.")),
        _told(counted.total.services),
        _status(services.counted_by("status")),
        _coverage(occasion.site, pages),
        _documents(),
        _languages(services.counted_by("languages__name")),
    ]


def _pages_by_kind(pages: list[Page]) -> Part:
    found = Counter(str(page.cached_content_type.name) for page in pages)
    rows = [(capfirst(name), number(many)) for name, many in found.most_common()]
    return of_table(Table(_("Pages by kind"), (_("Kind"), _("Pages")), rows, empty=_("No page is live.")))


def _pages_by_section(pages: list[Page]) -> Part:
    found = Counter(page.path[: -Page.steplen] for page in pages)
    below = {branch.page.path: branch.page.title for branch in tree(pages)}
    rows = [(title, number(found[path])) for path, title in below.items() if found[path]]
    return of_table(Table(_("Pages by section"), (_("Section"), _("Pages in it")), rows, empty=_("No section has a page.")))


def _lines(title: str, head: str, lines: list[Line], note: str) -> Part:
    rows = [(f"– {line.name}" if line.is_part else line.name, number(line.services)) for line in lines]
    return of_table(Table(title, (head, _("Services")), rows, empty=_("Nothing is recorded."), note=note))


def _by_age() -> Part:
    services = Service.objects.published()
    rows = [
        (_("%(phase)s (%(first)s to %(last)s)") % {"phase": phase.name, "first": phase.min_age, "last": phase.max_age}, number(services.for_phase(phase).count()))
        for phase in AgePhase.objects.all()
    ]
    rows.append((_("Nobody has said which ages"), number(services.silent_about_ages().count())))
    note = _("A service counts in each phase of which it takes a child of any age.")
    return of_table(Table(_("Services by age"), (_("Ages"), _("Services")), rows, note=note))


def _told(every: int) -> Part:
    """What services say of themselves; paragraph 18 asks for the first."""
    services = Service.objects.published()
    silent = {
        _("Who can get it: what must be true first"): services.without_words("criteria"),
        _("How to get it"): services.without_words("route"),
        _("What it costs"): services.cost_not_known(),
        _("How long the wait is"): services.without_words("typical_wait"),
        _("Which ages it is for"): services.silent_about_ages(),
        _("Which needs it is for"): services.silent_about_needs(),
        _("Which boroughs it is for"): services.silent_about_boroughs(),
    }
    rows = [(name, number(every - missing), percent((every - missing) * 100 / every)) for name, rows in silent.items() if every for missing in [rows.count()]]
    heads = (_("What a service tells families"), _("Services that say it"), _("Share"))
    return of_table(
        Table(
            _("What services tell families"),
            heads,
            rows,
            empty=_("There is no service yet."),
            note=_("What nobody has told us is shown to families as “not known”, never guessed."),
        )
    )


def _status(found: Iterable[tuple[str, int]]) -> Part:
    counts = dict(found)
    rows = [(str(status.label), number(counts[status])) for status in Service.Status if status in counts]
    return of_table(Table(_("Services by whether they are open"), (_("State"), _("Services")), rows, empty=_("There is no service yet.")))


def _coverage(site: Site, pages: list[Page]) -> Part:
    """Pages that stand at the address of a starter page: what that was written for is known, and nothing else."""
    titles: dict[int, list[str]] = defaultdict(list)
    for page in pages:
        for paragraph in paragraphs().get(page.url_path.removeprefix(site.root_page.url_path).strip("/"), []):
            titles[paragraph].append(page.title)
    rows = [(str(paragraph), str(what), number(len(titles[paragraph])), _named(titles[paragraph])) for paragraph, what in SCHEDULE_2.items()]
    missing = [str(paragraph) for paragraph in SCHEDULE_2 if not titles[paragraph]]
    said = _("No page is known for paragraphs %(numbers)s.") % {"numbers": ", ".join(missing)} if missing else _("For each paragraph at least one page is known.")
    cautions = (
        _(
            "The portal knows for which paragraphs its first pages were written."
            " It does not know what editors changed in them since, which pages they added for a paragraph, or which services meet it."
        ),
        _("So this is a place to begin, not proof: a person must read the pages."),
    )
    heads = (_("Paragraph"), _("What it asks for, in short"), _("Pages"), _("Live pages written for it"))
    return of_table(Table(_("Schedule 2 of the SEND Regulations 2014"), heads, rows), said, *cautions)


def _named(titles: list[str]) -> str:
    shown = "; ".join(titles[:MOST_NAMES])
    return _("%(titles)s; and %(more)s more") % {"titles": shown, "more": len(titles) - MOST_NAMES} if len(titles) > MOST_NAMES else shown or "–"


def _documents() -> Part:
    found = list(get_document_model().objects.values_list("title", "file"))
    kinds = Counter(PurePath(file).suffix.lstrip(".").upper() or _("no kind") for _title, file in found)
    easy = sum(EASY_READ in title.lower().replace("-", " ") for title, _file in found)
    said = _("%(easy)s of %(all)s documents say “easy read” in their title. Other easy read versions are not known to the portal.") % {
        "easy": number(easy),
        "all": number(len(found)),
    }
    rows = [(kind, number(many)) for kind, many in sorted(kinds.items())]
    table = Table(_("Documents in the library"), (_("Kind of file"), _("Documents")), rows, empty=_("There is no document."))
    return of_table(table, *([said] if found else []))


def _languages(found: Iterable[tuple[str | None, int]]) -> Part:
    rows = [(name, number(many)) for name, many in sorted((name, many) for name, many in found if name)]
    said = _("Beside English. Each page says how to ask for it in another language or form.")
    return of_table(Table(_("Languages services work in"), (_("Language"), _("Services")), rows, empty=_("No service has named a language beside English.")), said)
