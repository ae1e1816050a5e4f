"""The accessibility statement, word for word as families read it (Public Sector Bodies Accessibility Regulations 2018)."""

from bs4 import BeautifulSoup, Tag
from django.db.models import Q
from django.utils.translation import gettext as _

from home.models import InformationPage
from home.queries import readable
from portal.inspection.parts import Occasion, Part, day, words_of

SLUG, TITLE = "accessibility", "accessibility statement"
HEADINGS = ("h2", "h3")
STEP = "lo-steps__title"
WORDS = ("p", "li", "dt", "dd", "td", "th")


def section(occasion: Occasion) -> list[Part]:
    page = readable(InformationPage.objects.descendant_of(occasion.site.root_page)).filter(Q(slug=SLUG) | Q(title__icontains=TITLE)).order_by("path").first()
    if page is None:
        return [Part(sentences=(_("No accessibility statement is published. The law asks for one."),))]
    dates = _("Published at %(address)s. Last changed on %(changed)s; last checked on %(checked)s.") % {
        "address": page.full_url,
        "changed": day(page.last_published_at and page.last_published_at.date(), _("a day that is not known")),
        "checked": day(page.checked_on, _("a day that is not known")),
    }
    return [Part(sentences=(dates, page.summary)), *_parts(str(page.body))]


def _parts(html: str) -> list[Part]:
    """A part for each heading, with the paragraphs and points under it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for tag in BeautifulSoup(html, "html.parser").find_all([*HEADINGS, *WORDS]):
        if tag.find_parent(WORDS):
            continue
        text = words_of(tag)
        if tag.name in HEADINGS:
            found.append((text, []))
        elif text:
            found[-1][1].append(_point(tag, text))
    return [Part(title, lines) for title, lines in found if title or lines]


def _point(tag: Tag, text: str) -> str:
    """A step's heading stands before its words."""
    if tag.name != "li":
        return text
    heading = tag.find(class_=STEP)
    return f"• {words_of(heading).rstrip('.')}. {text.removeprefix(words_of(heading)).strip()}" if isinstance(heading, Tag) else f"• {text}"
