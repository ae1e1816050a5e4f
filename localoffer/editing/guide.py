"""How each column of the editors' file is filled in, in the words of the page and of the file's second sheet."""

from django.utils.translation import gettext as _

from home.models import EVERY_ONE
from localoffer.editing.cells import BETWEEN, LISTS
from localoffer.editing.columns import COLUMNS, NUMBERED, Column
from localoffer.models.subject import FOR_EVERY

MOST_WORDS = 60


def lines() -> list[tuple[str, str]]:
    """The heading of each column, or of those that are filled in alike, and how."""
    kept = _("How a file is read: a column that is not there is left alone; a cell that you empty is emptied; a row that you take out changes nothing.")
    plain = ", ".join(column.heading for column in COLUMNS if column.kind == "words")
    own = [(column.heading, _how(column)) for column in COLUMNS if column.kind not in {"access", "words"}]
    access = (_("Access: …"), _("“yes”, “no” or “not known”, the day it was checked, and a note if you like: “yes 2027-03-31: In the big room”. Yes and no need the day."))
    return [("", kept), *_numbered(), access, *own, (plain, _("Words, as in the form."))]


def _numbered() -> list[tuple[str, str]]:
    words = {
        "cost_options": _("One cost in each: “free” or an amount as “4.50”; what can’t be put as an amount stands under “for what” alone. No cost at all: not known."),
        "contacts": _("Whom families may ask. Contacts for staff only are not in the file, and stay."),
        "at_locations": _(
            "A place has its columns side by side. What stands in the directory with just these words is that place. A place with a hidden address is not in the file, and stays."
        ),
        "schedules": _(
            "One time in each: “Monday 10:00-12:00”. Then, where they are so, with commas: “every 2 weeks”, “every month, the first”,"
            " “first day 2027-01-08”, “last day 2027-07-20”, “term time only”, “at place 2”. Words stand last and in brackets: “(Bring a towel)”, or alone: “(By appointment)”."
        ),
    }
    return [(f"{group.word} 1, 2, 3…: {', '.join(last for last, _field, _kind in group.parts if last)}".rstrip(": "), words[group.of]) for group in NUMBERED]


def _how(column: Column) -> str:
    if column.kind == "list":
        names = BETWEEN.join([*([EVERY_ONE] if column.field in FOR_EVERY else []), *LISTS[column.field]._default_manager.values_list("name", flat=True)[:MOST_WORDS]])
        return _("Names with “;” between them: %s") % names
    if column.kind == "choice":
        return _("One of: %s") % BETWEEN.join(str(label) for code, label in column.choices)
    words = {
        "provider": _("The name of a provider of the directory."),
        "yes-no": _("“yes” or “no”."),
        "number": _("A whole number."),
        "day": _("A day: 2027-03-31 or 31/03/2027."),
        "only to read": _("What the file does not hold: it stays as it is."),
    }
    return words[column.kind]
