"""Load the starter content: word lists, glossary, sections, guidance, the pathway and the standard pages.

What is there already stays as editors left it: a page is made only where none of that name stands.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from wagtail.models import Page

from feedback.models import YouSaidWeDidIndexPage
from home.models import GlossaryTerm, HomeCard, HomePage, InformationPage, NewsIndexPage
from localoffer.models import AgePhase, Category, EventIndexPage, GuidancePage, Language, Need, NewToSendPage, PathwayPage, SectionPage, SendQuestion, Topic
from portal.starter import vocabulary
from portal.starter.prose import rich_text, stream

CONTENT = Path(__file__).parent / "content"
NEW_TO_SEND = "new-to-send"


class MissingPage(Exception):
    """A content file links to a page that no file makes."""


@transaction.atomic
def load_starter_content(home: HomePage) -> int:
    """Make the pages that are missing below `home`; how many were made."""
    load_word_lists()
    load_glossary(read(CONTENT / "glossary.yaml"))
    shelf = _Shelf(home)
    sections = [(read(folder / "section.yaml"), folder) for folder in sorted(CONTENT.iterdir()) if (folder / "section.yaml").exists()]
    for section, folder in sorted(sections, key=lambda pair: pair[0]["order"]):
        shelf.add_section(section, folder)
    shelf.add_pathway(read(CONTENT / "pathway.yaml"))
    shelf.add_lists()
    shelf.add_information(CONTENT / "information")
    shelf.fill()
    _add_cards(home)
    return len(shelf.waiting)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_word_lists() -> None:
    """The vocabularies; a name that editors changed stays changed."""
    for order, (code, name, low, high) in enumerate(vocabulary.AGE_PHASES):
        AgePhase.objects.get_or_create(code=code, defaults={"name": name, "min_age": low, "max_age": high, "order": order})
    for model, rows in ((Topic, vocabulary.TOPICS), (Need, vocabulary.NEEDS), (Category, vocabulary.CATEGORIES)):
        for order, (code, name) in enumerate(rows):
            intro = {"intro": vocabulary.NEED_INTROS[code]} if model is Need else {}
            model.objects.get_or_create(code=code, defaults={"name": name, "order": order, **intro})
    kinds = {category.code: category for category in Category.objects.all()}
    for order, (code, whole, name) in enumerate(vocabulary.PARTS):
        Category.objects.get_or_create(code=code, defaults={"name": name, "order": order, "parent": kinds.get(whole)})
    for order, (code, name) in enumerate(vocabulary.LANGUAGES):
        Language.objects.get_or_create(code=code, defaults={"name": name, "order": order})
    for order, (code, asked_of, name) in enumerate(vocabulary.SEND_QUESTIONS):
        SendQuestion.objects.get_or_create(code=code, defaults={"name": name, "order": order, "asked_of": asked_of})


def load_glossary(terms: list[dict[str, Any]]) -> None:
    known = {term.casefold() for term in GlossaryTerm.objects.values_list("term", flat=True)}
    GlossaryTerm.objects.bulk_create(
        GlossaryTerm(term=term["term"], short=term.get("short") or "", also=", ".join(term.get("also") or []), explained=term["explained"])
        for term in terms
        if term["term"].casefold() not in known
    )


class _Shelf:
    """The pages of one site while they are made: first all of them, then their words, so that links find their page."""

    def __init__(self, home: HomePage) -> None:
        self.home = home
        self.numbers: dict[str, int] = {}
        self.waiting: list[tuple[Page, dict[str, Any]]] = []

    def find(self, path: str) -> int:
        """The number of the page at `section/slug`. Raises MissingPage."""
        try:
            return self.numbers[path.strip("/")]
        except KeyError:
            raise MissingPage(path) from None

    def add(self, parent: Page, page: Page, path: str, words: dict[str, Any] | None = None) -> Page:
        """The page at `path` below the home page: the one that stands there, or this one, to be filled later."""
        standing = parent.get_children().filter(slug=page.slug).first()
        if standing is None:
            page.live = False
            parent.add_child(instance=page)
            self.waiting.append((page, words or {}))
        page = standing or page
        self.numbers[path] = page.pk
        return page

    def add_section(self, section: dict[str, Any], folder: Path) -> None:
        new = {"title": section["title"], "slug": folder.name, "summary": section["summary"], "show_in_menus": True}
        page = NewToSendPage(**new) if folder.name == NEW_TO_SEND else SectionPage(**new, icon=section["icon"])
        parent = self.add(self.home, page, folder.name, {"intro": section.get("intro") or ""})
        for path in sorted(folder.glob("[0-9]*.yaml")):
            self.add_guidance(parent, path)

    def add_guidance(self, parent: Page, path: Path) -> None:
        words, slug = read(path), path.stem.partition("-")[2]
        page = GuidancePage(
            title=words["title"],
            slug=slug,
            summary=words["summary"],
            keywords=", ".join(words.get("keywords") or [])[:250],
            owner_team=words["owner"],
            checked_on=words["checked_on"],
            review_by=words["review_by"],
            sources=[{"type": "source", "value": {"title": source["title"], "url": source.get("url") or ""}} for source in words.get("sources") or []],
        )
        self.add(parent, page, f"{parent.slug}/{slug}", words)

    def add_pathway(self, words: dict[str, Any]) -> None:
        parent = NewToSendPage.objects.child_of(self.home).first()
        page = PathwayPage(title=words["title"], slug="your-next-steps", summary=words["intro"])
        self.add(parent, page, f"{NEW_TO_SEND}/your-next-steps", words)

    def add_lists(self) -> None:
        said = YouSaidWeDidIndexPage(
            title="You said, we did", slug="you-said-we-did", summary="What families told us, what we did about it, and what we could not do.", show_in_menus=True
        )
        self.add(self.home, said, "you-said-we-did")
        news = NewsIndexPage(title="News", slug="news", intro="What is new for families of children and young people with SEND.", show_in_menus=True)
        self.add(self.home, news, "news")
        events = EventIndexPage(title="Events", slug="events", intro="Days out, courses and meetings for families of children and young people with SEND.", show_in_menus=True)
        self.add(self.home, events, "events")

    def add_information(self, folder: Path) -> None:
        for path in sorted(folder.glob("*.yaml")):
            words = read(path)
            page = InformationPage(title=words["title"], slug=path.stem, summary=words["summary"], checked_on=words.get("checked_on"))
            self.add(self.home, page, path.stem, words)

    def fill(self) -> None:
        """Write each new page's words and publish it."""
        for page, words in self.waiting:
            for name, value in self._words(page, words):
                setattr(page, name, value)
            page.live = True
            page.first_published_at = dt.datetime.now(dt.UTC)
            page.save_revision().publish()

    def _words(self, page: Page, words: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        if words.get("intro"):
            yield "intro", rich_text(words["intro"], self.find)
        if words.get("body"):
            yield "body", stream(words["body"], self.find)
        if isinstance(page, GuidancePage):
            yield "ages", list(AgePhase.objects.filter(code__in=words.get("ages") or []))
            yield "topics", list(Topic.objects.filter(code__in=words.get("topics") or []))
        if isinstance(page, PathwayPage):
            yield "questions", [{"type": "question", "value": _question(question)} for question in words["questions"]]
            yield "suggestions", [{"type": "suggestion", "value": self._suggestion(step)} for step in sorted(words["steps"], key=lambda step: step.get("order", 0))]

    def _suggestion(self, step: dict[str, Any]) -> dict[str, Any]:
        when = _conditions(step.get("when"))
        page = self.find(step["page"]) if step.get("page") else None
        leads_to = {name: step.get("services", {}).get(name) or "" for name in ("category", "need")} | {"place": step.get("place") or ""}
        return {"title": step["title"], "reason": rich_text(step["reason"], self.find), "page": page, "person": step.get("contact") or "", "when": when, **leads_to}


def _question(question: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": question["key"],
        "question": question["question"],
        "help": question.get("help") or "",
        "answers": [answer | {"when": _conditions(answer.get("when"))} for answer in question["answers"]],
    }


def _conditions(when: dict[str, list[str]] | None) -> list[dict[str, str]]:
    return [{"question": question, "answers": ", ".join(answers)} for question, answers in (when or {}).items()]


# What families come for, on the home page: section, the card's title, its line.
CARDS = [
    ("ehc-plans", "EHC plans", "What a plan is, how to ask for one, and what to do if the answer is no."),
    ("schools-and-nurseries", "Schools and nurseries", "Support in class, choosing a school, and when school is not working."),
    ("short-breaks", "Short breaks", "Time off for you and something good for your child."),
    ("health", "Health", "Therapies, assessments, mental health and what to do while you wait."),
    ("money", "Money", "Benefits, grants and help with everyday costs."),
    ("preparing-for-adulthood", "Preparing for adulthood", "College, work, health and a home of their own, from Year 9."),
    ("who-can-help", "Who can help me", "People to talk to, free and on your side."),
]


def _add_cards(home: HomePage) -> None:
    """The home page's cards, when it has none yet."""
    if home.cards.exists():
        return
    sections = {section.slug: section for section in SectionPage.objects.child_of(home)}
    home.cards = [HomeCard(title=title, text=text, icon=sections[slug].icon, page=sections[slug], sort_order=order) for order, (slug, title, text) in enumerate(CARDS)]
    home.save_revision().publish()
