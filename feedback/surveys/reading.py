"""People read what families wrote: names blacked out, sorted into themes, and a theme made into a draft of "You said, we did"."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from analytics.disclosure import LEAST
from feedback.models import Said, Survey, Theme, YouSaidWeDidIndexPage, YouSaidWeDidPage
from localoffer.geo import WHOLE_IN_TEXT

BLACK: Final = "█████"
# What shows who somebody is more often than not: addresses, numbers, postcodes, and words with a capital inside a sentence.
SUSPECT: Final = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"\+?\d[\d ()-]{7,}\d"),
    WHOLE_IN_TEXT,
    re.compile(r"(?<=[a-z,;:] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"),
)
NO_NAMES: Final = {"I", "I’m", "I'm", "I’ve", "I've", "SEND", "EHC", "EHCP", "NHS", "CAMHS", "GP", "SENCO"}
MOST_SUSPECTS: Final = 60


class NoSuchIndex(Exception):
    """There is no "You said, we did" page to put the draft under."""


def suspects(text: str) -> list[str]:
    """Words that may be a name, an address or a number, each once, in their order. A person decides."""
    found = [match.group() for pattern in SUSPECT for match in pattern.finditer(text)]
    kept = dict.fromkeys(word for word in found if word not in NO_NAMES and BLACK not in word and not any(word != other and word in other for other in found))
    return sorted(kept, key=text.index)[:MOST_SUSPECTS]


def blacked_out(text: str, words: Iterable[str]) -> str:
    """Each of the words replaced wherever it stands, in any case of letters; as a whole word, so that "Al" leaves "all" alone."""
    for word in sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", BLACK, text, flags=re.IGNORECASE)
    return text


@transaction.atomic
def sort_in(*, said: Said, themes: Sequence[Theme], new_theme: str = "", black_out: Sequence[str] = ()) -> Said:
    """Mark it as read, with its themes. What is blacked out is gone for good: nobody needs it, and it can't be published by mistake."""
    said.text, said.is_read = blacked_out(said.text, black_out), True
    said.save()
    chosen = list(themes)
    if name := new_theme.strip():
        chosen.append(Theme.objects.get_or_create(survey=said.survey, name=name)[0])
    said.themes.set(chosen)
    return said


@transaction.atomic
def draft_page(*, theme: Theme, by: User) -> YouSaidWeDidPage:
    """An unfinished page that says what families said; what was done is for its editors. Raises NoSuchIndex."""
    index = YouSaidWeDidIndexPage.objects.first()
    if index is None:
        raise NoSuchIndex
    many = theme.said.count()
    page = YouSaidWeDidPage(
        title=theme.name[:200],
        slug=_free_slug(index, theme.name),
        you_said=f"<p>{escape(theme.name)}</p>",
        said_by_count=many if many >= LEAST else None,
        heard_from=_heard_from(theme.survey),
        date=timezone.localdate(),
        owner=by,
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create", clean=False)
    return page


def _heard_from(survey: Survey) -> str:
    return (_("Survey “%(title)s”, %(month)s") % {"title": survey.title, "month": survey.closes_on.strftime("%B %Y")})[:160]


def _free_slug(index: YouSaidWeDidIndexPage, name: str) -> str:
    wanted = slugify(name)[:80] or "theme"
    taken = set(index.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
