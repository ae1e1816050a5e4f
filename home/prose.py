"""A rendered body made ready for families: headings get names, and each term is explained where it first stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from home.addresses import with_borough, with_list
from home.models import GlossaryTerm

# Inside these a term is not explained: a button can't stand in a link, a heading or a drawing.
CLOSED = {"a", "button", "svg", "summary", "h1", "h2", "h3", "h4", "caption", "th", "label", "legend"}


@dataclass(frozen=True)
class Heading:
    name: str
    text: str


@dataclass(frozen=True)
class Body:
    html: SafeString
    headings: list[Heading]


def prepare(html: str, terms: Iterable[GlossaryTerm], *, borough: str = "", own_list: str = "") -> Body:
    """The body with named headings, explained terms, and the chosen borough and the family's own list kept in links to our own pages."""
    soup = BeautifulSoup(html, "html.parser")
    headings = _name_headings(soup)
    _name_drawings(soup)
    _explain(soup, list(terms))
    if borough or own_list:
        for link in soup.find_all("a", href=True):
            if not str(link["href"]).startswith("?"):
                kept = with_list(str(link["href"]), own_list)
                link["href"] = with_borough(kept, borough) if borough else kept
    return Body(mark_safe(str(soup)), headings)  # noqa: S308 - the blocks' own templates escaped what editors wrote


def _name_headings(soup: BeautifulSoup) -> list[Heading]:
    headings: list[Heading] = []
    for tag in soup.find_all("h2"):
        text = tag.get_text(" ", strip=True)
        name = slugify(text) or "part"
        taken = {heading.name for heading in headings}
        while name in taken:
            name += "-again"
        tag["id"] = name
        headings.append(Heading(name, text))
    return headings


def _name_drawings(soup: BeautifulSoup) -> None:
    """Two blocks may show the same drawing: the later one's title and description get names of their own."""
    taken: set[str] = set()
    for drawing in soup.find_all("svg", attrs={"aria-labelledby": True}):
        names = str(drawing["aria-labelledby"]).split()
        while taken.intersection(names):
            for part, name in [(drawing.find(id=name), name) for name in names]:
                if part:
                    part["id"] = f"{name}-again"
            names = [f"{name}-again" for name in names]
        drawing["aria-labelledby"] = " ".join(names)
        taken.update(names)


def _explain(soup: BeautifulSoup, terms: list[GlossaryTerm]) -> None:
    by_form = {form if form.isupper() else form.casefold(): term for term in terms for form in term.forms}
    if not by_form:
        return
    forms = sorted(by_form, key=len, reverse=True)
    # Letters such as OT or AP count only as capitals: "ot" and "ap" are parts of words.
    groups = [f"(?-i:({re.escape(form)}))" if form.isupper() else f"({re.escape(form)})" for form in forms]
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])", re.IGNORECASE)
    by_group = [by_form[form] for form in forms]
    explained: set[int] = set()
    for text in list(soup.find_all(string=True)):
        if not any(parent.name in CLOSED for parent in text.parents):
            _explain_in(text, pattern, by_group, explained)


def _explain_in(text: NavigableString, pattern: re.Pattern[str], by_group: list[GlossaryTerm], explained: set[int]) -> None:
    """`by_group` has the term of each group of the pattern: what matched names it, however its letters fold ("ı" matches "i")."""
    pieces: list[NavigableString | Tag] = []
    end = 0
    for match in pattern.finditer(text):
        term = by_group[(match.lastindex or 1) - 1]
        if term.pk in explained:
            continue
        explained.add(term.pk)
        pieces += [NavigableString(text[end : match.start()]), *_explanation(match[0], term)]
        end = match.end()
    if pieces:
        text.replace_with(*pieces, NavigableString(text[end:]))


def _explanation(word: str, term: GlossaryTerm) -> list[Tag]:
    """A button and the words it opens: the browser's own popover, so it needs no script.

    A button is one block to every browser, and one of five words tears a hole into a phone's line. So the button is the last
    word and the others are its label, which can be pressed too; the button's name says them all.
    """
    soup = BeautifulSoup("", "html.parser")
    name = f"term-{term.pk}"
    button = soup.new_tag("button", attrs={"type": "button", "class": "term", "popovertarget": name})
    rest, _, button.string = word.rpartition(" ")
    card = soup.new_tag("span", attrs={"popover": "", "id": name, "class": "term-card"})
    title = soup.new_tag("strong")
    title.string = f"{term.term}: "
    card.append(title)
    card.append(NavigableString(term.explained))
    if not rest:
        return [button, card]
    words = f"{name}-words"
    button["id"], button["aria-label"] = words, word
    label = soup.new_tag("label", attrs={"for": words, "class": "term-words"})
    silent = soup.new_tag("span", attrs={"aria-hidden": "true"})
    silent.string = f"{rest} "
    label.append(silent)
    return [label, button, card]
