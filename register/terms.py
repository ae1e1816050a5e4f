"""The lists of the site that records point to: a term may be deleted between a merge and its undoing, and then it can't be put back."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from home.models import Borough
from localoffer.models import Language, Need, Topic, Ward
from register.models import Child, Family

# By the name in a record's row; `before` and `after` of a merge name the same with "_id".
LISTS: dict[str, type[models.Model]] = {"topics": Topic, "needs": Need, "borough": Borough, "ward": Ward, "language": Language}


def named_by(*families: Family) -> dict[str, dict[str, str]]:
    """Every term of these records, by list and key, in words: for when it is gone."""
    found: dict[str, dict[str, str]] = {}
    for family in families:
        of_family = {"topics": family.topics.all(), "needs": Need.objects.filter(pk__in=Child.needs.through.objects.filter(child__family=family).values("need"))}
        of_row = {name: filter(None, [getattr(family, name)]) for name in ("borough", "ward", "language")}
        for name, terms in (of_family | of_row).items():
            found.setdefault(name, {}).update({str(term.pk): str(term) for term in terms})
    return found


def gone(was: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Of the terms that a merge kept in `was`, those that are deleted by now, by list and key, in words."""
    kept: dict[str, dict[str, str]] = was.get("terms", {})
    missing = {}
    for name, words in kept.items():
        there = set(map(str, LISTS[name].objects.filter(pk__in=list(words)).values_list("pk", flat=True)))  # type: ignore[attr-defined]
        missing[name] = {key: term for key, term in words.items() if key not in there}
    return {name: words for name, words in missing.items() if words}


def without(missing: dict[str, dict[str, str]], was: dict[str, Any]) -> dict[str, Any]:
    """`was` as if nobody had ever chosen these terms."""
    texts = {"goes": _cut_text(was["goes"], missing), "twins": [{key: _cut_text(text, missing) for key, text in children.items()} for children in was["twins"]]}
    return was | texts | {name: _cut(was[name], missing) for name in ("before", "after")}


def _cut_text(text: str, missing: dict[str, dict[str, str]]) -> str:
    rows = json.loads(text)
    return json.dumps([row | {"fields": _cut(row["fields"], missing)} for row in rows])


def _cut(values: dict[str, Any], missing: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {name: _left(value, missing.get(name.removesuffix("_id"), {})) for name, value in values.items()}


def _left(value: Any, missing: Iterable[str]) -> Any:
    if isinstance(value, list):
        return [each for each in value if str(each) not in missing]
    return None if str(value) in missing else value
