"""What tests of every engine make and ask."""

import datetime as dt

from search import following, rows
from search.engines import database_engine, guarded
from search.engines.elasticsearch import ElasticsearchEngine
from search.items import EVERY, NONE, Item
from search.models import SearchEntry
from search.query import FACETS, Group, Near, SearchQuery

TODAY = dt.date(2026, 6, 1)
HERE = Near(51.41, -0.30, "KT1")
MILE = 1 / 69.0936


class Asked:
    """The engine that a test asks: the database's, or Elasticsearch alone after it was told of all entries."""

    is_elasticsearch = False
    told: list = []

    def search(self, query):
        if not self.is_elasticsearch:
            return database_engine().search(query)
        entries = list(SearchEntry.objects.values_list("pk", "title_stems"))
        if entries != self.told or not entries:
            following.rebuild(lambda done, of: None)
            self.told = entries
        return ElasticsearchEngine(guarded.Clock(20).ask).search(query)


asked = Asked()


def entry(key, title, body="", kind="service", language="", **values):
    """One thing in the index. Facets are named as they are: `need={"autism"}`; those that are not named are nothing, and the borough is every one."""
    facets = dict.fromkeys(FACETS, NONE) | {"borough": EVERY, "phase": EVERY, "type": {kind}}
    facets |= {facet: values.pop(facet) for facet in FACETS if facet in values}
    facets = {facet: codes if codes is EVERY else frozenset(codes) for facet, codes in facets.items()}
    rows.keep([Item(f"service:{key}", language, kind, title, "", "", body, facets, **values)])


def search(*words, **values):
    return asked.search(SearchQuery(tuple(Group((word,)) for word in words), today=TODAY, **values))


def ask(*words, **values):
    return [hit.title for hit in search(*words, **values).hits]


def chosen(**facets):
    return {"chosen": {facet: frozenset(codes) for facet, codes in facets.items()}}
