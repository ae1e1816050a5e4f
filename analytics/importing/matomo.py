"""What Matomo exports as CSV, in UTF-16, with its own names of columns or with those that people read.

By day: VisitsSummary.get, API.get. By page and day: Actions.getPageUrls.
"""

from typing import Final

from django.utils.translation import gettext as _

from analytics.importing.layouts import Layout, Reader

ACTIONS: Final = ("nb_actions", "actions")
DAYS = Layout(day=("date",), views=("nb_pageviews", "pageviews", *ACTIONS), sessions=("nb_visits", "visits"), example="date,nb_visits,nb_pageviews")
PAGES = Layout(
    day=("date",), views=("nb_hits", "pageviews"), sessions=("entry_nb_visits", "entrances"), page=("url", "metadata_url", "label", "page url"), example="date,label,nb_hits"
)


class MatomoDays(Reader):
    layout = DAYS

    def at_end(self) -> None:
        if self.columns and self.columns.names[self.columns.views] in ACTIONS:
            self.reading.notes.append(
                _("This report counts actions: page views, and also downloads, searches and links to elsewhere. Export API.get, which has page views, if you can.")
            )


class MatomoPages(Reader):
    layout = PAGES
