"""Elasticsearch: the same question as the database engines answer, in its own terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

from search.documents import EVERY, EVERY_AGE, Codes
from search.engines.base import ENOUGH, KEYWORDS, MOST_LOOSE, NEARBY, NEARBY_MILES, OVERDUE, PASSING, PASSING_KINDS, TITLE, TYPED, Hit, Results
from search.engines.wire import Ask
from search.items import NO_WORD, not_said
from search.models import SearchEntry
from search.query import FACETS, NO_AGE, Group, Near, Phrase, SearchQuery, Sort

WEIGHTS = {"title_stems": 10, "keywords_stems": 8, "summary_stems": 4, "body_stems": 1}
FIELDS = [f"{field}^{weight}" for field, weight in WEIGHTS.items()]
# How much of the most a word can score it scores when a field of this weight has it once (bm25's k1 is 1.2): a phrase counts like a word.
SATURATED = {field: weight * 2.2 / (weight + 1.2) for field, weight in WEIGHTS.items()}
# More than words can score: things that say that they fit stand before those that don't say, and among things that have some of
# the words those that have every word stand first of all.
SAYS_SO = 1_000.0
COMPLETE = 4_000.0
# The name of the part of a query that tells them apart.
FITS = "fits"
MOST_CODES = 100
BY_SCORE = {"_score": "desc"}
SHOWN = ["key", "kind", "title", "summary", "body", "places"]

Json = dict[str, Any]


class Partial(Exception):
    """Not every part of the index answered, so that something may be missing."""


class Strange(Exception):
    """The answer is not one that Elasticsearch gives."""


class ElasticsearchEngine:
    """`ask` sends one search and returns the answer, or raises (see `search.engines.wire`)."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def search(self, query: SearchQuery) -> Results:
        answer = self._send(_body(query, _every_word(query) if query.groups else _everything(query)))
        codes = Codes()
        results = _results(query, answer, codes)
        if len(query.groups) < 2 or (_count(answer, "matching") >= ENOUGH and results.total):
            return results
        best = self._send({"query": _some_words(query), "size": MOST_LOOSE, "_source": False})["hits"]["hits"]
        answer = self._send(_body(query, _some_words(query, among=[hit["_id"] for hit in best]), by_score=True))
        loose = _results(query, answer, codes)
        return results if loose.total == results.total else replace(loose, with_every_word=_count(answer, "complete"), is_cut=len(best) >= MOST_LOOSE)

    def _send(self, body: Json) -> Json:
        """The answer, complete. Raises Partial and Strange."""
        answer = self._ask(settings.SEARCH_INDEX, body)
        try:
            is_whole = not answer["timed_out"] and not answer["_shards"]["failed"] and answer["_shards"]["total"] == answer["_shards"]["successful"] > 0
        except (LookupError, TypeError) as missing:
            raise Strange from missing
        if not is_whole:
            raise Partial
        return answer


def _body(query: SearchQuery, matches: Json, *, by_score: bool = False) -> Json:
    """Facets are chosen after matching, so that each can be counted as if its own choice had not been made.

    `by_score`: the score says more than how well the words match, so it comes first whatever the sort.
    """
    fits, may_fit = _chosen(query), _chosen(query, may_fit=True)
    chosen = may_fit if query.may_fit else fits
    if query.may_fit and fits:
        matches, by_score = _fitting_first(matches, fits, is_scored=by_score or query.sort == Sort.BEST), True
    return {
        "query": matches,
        "post_filter": _all_of(chosen.values()),
        "aggs": _counts(query, chosen) | {"may_fit": {"filter": {"bool": {"filter": list(may_fit.values()), "must_not": [_all_of(fits.values())]}}}},
        "sort": _sort(query, first=[BY_SCORE] if by_score else []),
        "from": query.first,
        "size": query.per_page,
        "track_total_hits": True,
        "_source": SHOWN,
    }


def _fitting_first(matches: Json, fits: Mapping[str, Json], *, is_scored: bool) -> Json:
    """With `SAYS_SO` for what says that it fits, and no other score when results are sorted by something else."""
    says_so = {"constant_score": {"filter": _all_of(fits.values()), "boost": SAYS_SO, "_name": FITS}}
    return {"bool": {"must" if is_scored else "filter": [matches], "should": [says_so]}}


def _everything(query: SearchQuery) -> Json:
    """Nothing says what is best but the age: what names it scores, and comes before what would be there whatever age was chosen."""
    matches = _all_of(_filters(query))
    of_any_age = [{"term": {field: every}} for field, every, is_asked in (("ages", EVERY_AGE, query.age is not None), ("in_phase", EVERY, query.chosen.get("phase"))) if is_asked]
    if of_any_age and query.sort == Sort.BEST:
        matches["bool"]["should"] = [{"constant_score": {"filter": {"bool": {"must_not": of_any_age}}}}]
    return matches


def _every_word(query: SearchQuery) -> Json:
    return {"bool": {"must": [_weighed(_groups(query), query)], "filter": _filters(query)}}


def _some_words(query: SearchQuery, among: Sequence[str] | None = None) -> Json:
    """What has every word scores highest. Only `among` those, when they are given; sorted by something else they have no other score."""
    every = {"constant_score": {"filter": _groups(query), "boost": COMPLETE}}
    scored = _weighed(_loosely(query.groups), query)
    if among is None:
        return {"bool": {"must": [scored], "should": [every], "filter": _filters(query)}}
    return {"bool": {"must": [scored if query.sort == Sort.BEST else {"match_all": {}}], "should": [every], "filter": [{"ids": {"values": list(among)}}]}}


def _groups(query: SearchQuery) -> Json:
    return {"bool": {"must": [_group(group) for group in query.groups], "should": _more(query.groups)}}


def _loosely(groups: Sequence[Group]) -> Json:
    return {"bool": {"must": [{"bool": {"should": [_group(group) for group in groups], "minimum_should_match": 1}}], "should": _more(groups)}}


def _more(groups: Sequence[Group]) -> list[Json]:
    """What was typed counts for more than other words for it, and a name that has it for more again, as on the database."""
    typed = " ".join(stem for group in groups for stem in group.typed)
    names = [{"match": {field: {"query": typed, "boost": boost}}} for field, boost in (("title_stems", TITLE), ("keywords_stems", KEYWORDS))]
    return [{"combined_fields": {"query": typed, "fields": FIELDS, "boost": TYPED}}, *names]


def _group(group: Group) -> Json:
    typed = {"combined_fields": {"query": " ".join(group.typed), "fields": FIELDS, "operator": "and"}}
    return {"bool": {"should": [typed, *map(_phrase, group.also)], "minimum_should_match": 1}}


def _phrase(phrase: Phrase) -> Json:
    if len(phrase) == 1:
        return {"combined_fields": {"query": phrase[0], "fields": FIELDS}}
    return {"dis_max": {"queries": [{"match_phrase": {field: {"query": " ".join(phrase), "boost": boost}}} for field, boost in SATURATED.items()]}}


def _weighed(matches: Json, query: SearchQuery) -> Json:
    """What is overdue, or passes, lower; what is nearby higher."""
    overdue = {"filter": {"range": {"verify_by": {"lt": query.today.isoformat()}}}, "weight": OVERDUE}
    passing = {"filter": {"terms": {"kind": list(PASSING_KINDS)}}, "weight": PASSING}
    lower = {"function_score": {"query": matches, "functions": [overdue, passing], "score_mode": "multiply", "boost_mode": "multiply"}}
    return _nearer_higher(lower, query.near) if query.near and query.sort == Sort.BEST else lower


def _nearer_higher(matches: Json, near: Near) -> Json:
    """The score times 1 and what nearness adds. What has no place would count as being here, so it is left out."""
    linear = {"linear": {"places": {"origin": _point(near), "scale": f"{NEARBY_MILES / 2}mi", "decay": 0.5}}}
    nearer = linear | {"filter": {"exists": {"field": "places"}}, "weight": NEARBY}
    return {"function_score": {"query": matches, "functions": [{"weight": 1}, nearer], "score_mode": "sum", "boost_mode": "multiply"}}


def _filters(query: SearchQuery) -> list[Json]:
    """What no facet counts: the language, the day, the age and how far."""
    filters: list[Json] = [
        {"terms": {"language": ["", query.language]}},
        {"bool": {"must_not": [{"range": {"hide_on": {"lte": query.today.isoformat()}}}]}},
    ]
    if query.age is not None:
        filters.append({"terms": {"ages": [query.age, EVERY_AGE, NO_AGE]}})
    if query.near and query.near.miles is not None:
        filters.append({"bool": {"should": [_within(query.near), {"term": {"no_place": True}}]}})
    return filters


def _chosen(query: SearchQuery, *, may_fit: bool = False) -> dict[str, Json]:
    """What passes each choice; with `may_fit` also what says nothing of it. The age and the distance are choices too: `_filters` lets pass what says nothing."""
    chosen: dict[str, Json] = {
        facet: {"terms": {f"in_{facet}": [*sorted(codes), EVERY, *(_silent(codes) if may_fit else [])]}} for facet in FACETS if (codes := query.chosen.get(facet))
    }
    if may_fit:
        return chosen
    if query.age is not None:
        chosen["age"] = {"terms": {"ages": [query.age, EVERY_AGE]}}
    if query.near and query.near.miles is not None:
        chosen["near"] = _within(query.near)
    return chosen


def _silent(codes: Iterable[str]) -> list[str]:
    """What stands among the codes of a thing that doesn't say whether it has one of these."""
    return [NO_WORD, *sorted(map(not_said, codes))]


def _within(near: Near) -> Json:
    return {"geo_distance": {"distance": f"{near.miles}mi", "places": _point(near)}}


def _counts(query: SearchQuery, chosen: Mapping[str, Json]) -> Json:
    """For every facet the codes of what passes all other choices; how many match whatever was chosen; how many have every word."""
    counts: Json = {"matching": {"filter": {"match_all": {}}}}
    for facet in FACETS:
        others = [choice for name, choice in chosen.items() if name != facet]
        counts[facet] = {"filter": _all_of(others), "aggs": {"codes": {"terms": {"field": f"in_{facet}", "size": MOST_CODES}}}}
    if len(query.groups) > 1:
        counts["complete"] = {"filter": _all_of([*chosen.values(), _groups(query)])}
    return counts


def _sort(query: SearchQuery, *, first: Sequence[Json]) -> list[Json]:
    best: list[Json] = [BY_SCORE, {"name": "asc"}, {"key": "asc"}]
    if query.sort == Sort.NEAREST and query.near:
        return [*first, {"_geo_distance": {"places": _point(query.near), "order": "asc", "unit": "mi", "mode": "min"}}, *best]
    if query.sort == Sort.CHECKED:
        return [*first, {"checked_on": {"order": "desc", "missing": "_last"}}, *best]
    return best


def _all_of(clauses: Iterable[Json]) -> Json:
    return {"bool": {"filter": list(clauses)}}


def _point(near: Near) -> Json:
    return {"lat": near.latitude, "lon": near.longitude}


def _results(query: SearchQuery, answer: Json, codes: Codes) -> Results:
    """Raises Strange."""
    try:
        facets = {facet: counted for facet in FACETS if (counted := _counted(answer["aggregations"][facet]["codes"]["buckets"], codes.known(facet)))}
        without = {facet: int(answer["aggregations"][facet]["doc_count"]) for facet in FACETS if query.chosen.get(facet)}
        hits = tuple(_hit(hit, query) for hit in answer["hits"]["hits"])
        return Results(hits, int(answer["hits"]["total"]["value"]), facets, without=without, may_fit=_count(answer, "may_fit"))
    except (LookupError, TypeError, ValueError) as missing:
        raise Strange from missing


def _counted(buckets: Sequence[Mapping[str, Any]], known: Sequence[str]) -> dict[str, int]:
    """What is for every code counts for each that anything has."""
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    every = counts.pop(EVERY, 0)
    return {code: count for code in {*known, *counts} if not code.endswith(NO_WORD) and (count := counts.get(code, 0) + every)}


def _hit(found: Mapping[str, Any], query: SearchQuery) -> Hit:
    source, near = found["_source"], query.near
    title, summary, body = (str(source.get(name, "")) for name in ("title", "summary", "body"))
    places = source.get("places", [])
    miles = min((near.to(place["lat"], place["lon"]) for place in places), default=None) if near else None
    says_so = not query.may_fit or not _chosen(query) or FITS in found.get("matched_queries", ())
    return Hit(str(source["key"]), SearchEntry.Kind(source["kind"]).value, title, summary, body, miles, may_fit=not says_so)


def _count(answer: Json, name: str) -> int:
    """Raises Strange."""
    try:
        return int(answer["aggregations"][name]["doc_count"])
    except (LookupError, TypeError, ValueError) as missing:
        raise Strange from missing
