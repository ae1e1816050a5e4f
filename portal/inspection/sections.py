"""The sections of the pack, in the order in which an inspector reads them."""

import logging
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.inspection import comments, counted, freshness, holdings, making, people, published, statement
from portal.inspection.parts import Chapter, Occasion, Part, Section

CHAPTERS: Final = (
    Chapter(gettext_lazy("What the Local Offer holds"), holdings.section),
    Chapter(gettext_lazy("How it is kept up to date"), freshness.section),
    Chapter(gettext_lazy("Comments and responses"), comments.section),
    Chapter(gettext_lazy("How it is used"), counted.statistics),
    Chapter(gettext_lazy("Campaigns, and whether they worked"), counted.campaigns),
    Chapter(gettext_lazy("Searches with no answer"), counted.searches),
    Chapter(gettext_lazy("The SEND Register in totals"), published.register),
    Chapter(gettext_lazy("Impact: numbers by year"), published.impact),
    Chapter(gettext_lazy("Accessibility statement"), statement.section),
    Chapter(gettext_lazy("Who may do what"), people.section),
    Chapter(gettext_lazy("How this pack was made"), making.section),
)
log = logging.getLogger(__name__)


def gather(occasion: Occasion) -> list[Section]:
    return [_section(chapter, occasion) for chapter in CHAPTERS]


def _section(chapter: Chapter, occasion: Occasion) -> Section:
    """One that fails says so in its place, and the others stand."""
    try:
        with transaction.atomic():  # a question that the database refused must not spoil those after it
            return Section(str(chapter.title), chapter.make(occasion))
    except Exception:
        log.exception("A section of the inspection pack could not be made: %s", chapter.title)
        return Section(str(chapter.title), [Part(sentences=(_("This section could not be made. Ask the council for it; the reason stands in the website’s log."),))])
