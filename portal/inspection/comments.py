"""What families said and what came of it (SEND Regulations 2014, regulation 56): comments in numbers, answers in the words that were published.

A comment's own words are never here. Nobody marked any as fit to be published: people name children in them.
"""

from collections import Counter
from statistics import median

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.disclosure import LEAST, Cell, protect, shown
from analytics.phrases import number
from analytics.tables import Table
from feedback.models import Comment, YouSaidWeDidPage
from feedback.models import CommentQuerySet as Comments
from home.models import Borough
from home.queries import readable
from portal.inspection.parts import Occasion, Part, day, of_table, plain

MOST_ENTRIES = 300
WAITS = (7, 28, 90)


def section(occasion: Occasion) -> list[Part]:
    recent = Comment.objects.from_day(occasion.year_ago)
    return [
        _in_all(occasion, recent),
        _by_kind_and_status(recent),
        _by_month(recent),
        _waits(recent),
        *_by_borough(recent),
        *_entries(occasion),
    ]


def _in_all(occasion: Occasion, recent: Comments) -> Part:
    waiting = Comment.objects.unanswered()
    oldest = waiting.first()
    many = waiting.count()
    received = _("From %(start)s to %(end)s, families sent %(recent)s comments; %(all)s in all.")
    said = ngettext("%(many)s comment waits for an answer", "%(many)s comments wait for an answer", many) % {"many": number(many)}
    since = _("%(waiting)s; the oldest came on %(day)s.") % {"waiting": said, "day": day(oldest.created_at.date())} if oldest else _("No comment waits for an answer.")
    counts = {"start": day(occasion.year_ago), "end": day(occasion.today), "recent": number(recent.count()), "all": number(Comment.objects.count())}
    words = _(
        "The form asks for no name and no address. Comments are counted here, and their words left out, because people name children in them."
        " What was published of them stands under “You said, we did”."
    )
    return Part(sentences=(received % counts, since, words))


def _by_kind_and_status(recent: Comments) -> Part:
    found = {(kind, status): many for kind, status, many in recent.counted_by("kind", "status")}
    rows = [
        (str(kind.label), *(number(found.get((kind, status), 0)) for status in Comment.Status), number(sum(found.get((kind, status), 0) for status in Comment.Status)))
        for kind in Comment.Kind
    ]
    heads = (_("About what"), *(str(status.label) for status in Comment.Status), _("All"))
    return of_table(Table(_("Comments by kind and by what was done"), heads, rows, note=_("These count comments, not people: one person can write several.")))


def _by_month(recent: Comments) -> Part:
    rows = [(formats.date_format(month, "F Y"), number(many)) for month, many in recent.by_month()]
    return of_table(Table(_("Comments by month"), (_("Month"), _("Comments")), rows, empty=_("No comment came in these months.")))


def _waits(recent: Comments) -> Part:
    """How long answers took: from the comment to the day on which somebody first saved it."""
    answered = recent.dealt_with()
    days = answered.days_to_first_change()
    unknown = answered.count() - len(days)
    bounds = [0, *(wait + 1 for wait in WAITS)]
    rows = [
        (_("%(first)s to %(last)s days") % {"first": first, "last": last}, number(sum(first <= each <= last for each in days))) for first, last in zip(bounds, WAITS, strict=False)
    ]
    rows.append((_("more than %(days)s days") % {"days": WAITS[-1]}, number(sum(each > WAITS[-1] for each in days))))
    rows.append((_("not known"), number(unknown)))
    said = [_("Half of them took %(days)s days or less.") % {"days": number(int(median(days)))}] if days else []
    rule = _("Counted from the day a comment came to the day an editor first saved it. No day is kept for answers themselves.")
    return of_table(Table(_("Time to answer"), (_("Days"), _("Comments that are no longer new")), rows), *said, rule)


def _by_borough(recent: Comments) -> list[Part]:
    """Small numbers hidden: together with what was said, a place can point at somebody."""
    boroughs = list(Borough.objects.known())
    if not boroughs:
        return []
    found = dict(recent.counted_by("borough"))
    cells = [*(Cell(borough.slug, borough.name, found.get(borough.pk, 0)) for borough in boroughs), Cell("", _("No borough was chosen"), found.get(None, 0))]
    whole = Cell("all", _("All"), sum(cell.count for cell in cells))
    split = whole.cut(cells)
    protect(whole, to=1)
    rows = [] if split.is_withdrawn else [(cell.name, _number_or_hidden(cell)) for cell in cells]
    note = _("“Hidden” is fewer than %(least)s, or a number from which such a one could be worked out.") % {"least": LEAST}
    return [of_table(Table(_("Comments by borough"), (_("Borough"), _("Comments")), rows, empty=_("The numbers are too small to show by borough."), note=note))]


def _number_or_hidden(cell: Cell) -> str:
    many = shown(cell, to=1)
    return _("hidden") if many is None else number(many)


def _entries(occasion: Occasion) -> list[Part]:
    entries = list(readable(YouSaidWeDidPage.objects.descendant_of(occasion.site.root_page)).newest_first().select_related("borough"))
    recent = sum(entry.date >= occasion.year_ago for entry in entries)
    found = Counter(entry.status for entry in entries)
    said = _("%(all)s entries are published; %(recent)s are from the last 12 months. The law asks for comments and answers at least once a year.")
    newest = [_("The newest is of %(day)s.") % {"day": day(entries[0].date)}] if entries else []
    rows = [(str(status.label), number(found[status])) for status in YouSaidWeDidPage.Status]
    by_status = Table(_("“You said, we did” by state"), (_("State"), _("Entries")), rows)
    return [of_table(by_status, said % {"all": number(len(entries)), "recent": number(recent)}, *newest), _words(entries)]


def _words(entries: list[YouSaidWeDidPage]) -> Part:
    heads = (_("Date"), _("State"), _("You said"), _("We did"))
    left = len(entries) - MOST_ENTRIES
    note = _("%(left)s older entries are on the website.") % {"left": number(left)} if left > 0 else ""
    rows = [(day(entry.date), _state(entry), _said(entry), _did(entry)) for entry in entries[:MOST_ENTRIES]]
    return of_table(Table(_("“You said, we did”, as published"), heads, rows, empty=_("Nothing is published yet."), note=note))


def _state(entry: YouSaidWeDidPage) -> str:
    by_when = [_("by %(day)s") % {"day": day(entry.by_when)}] if entry.by_when else []
    return ", ".join([str(entry.get_status_display()), str(entry.get_answered_by_display()), *by_when])


def _said(entry: YouSaidWeDidPage) -> str:
    return " ".join(filter(None, [plain(entry.you_said), entry.heard_from and f"({entry.heard_from})"]))


def _did(entry: YouSaidWeDidPage) -> str:
    because = _("Not possible, because: %(reason)s") % {"reason": entry.not_possible_because} if entry.not_possible_because else ""
    return " ".join(filter(None, [plain(entry.we_did), because, plain(entry.what_next)]))
