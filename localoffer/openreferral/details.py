"""Whom to ask, languages, areas, and the attributes that are in our own word lists."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from localoffer.openreferral import values, words
from localoffer.openreferral.drafts import ContactDraft, KnownWords

LONGEST_CONTACT, LONGEST_PHONE, LONGEST_AREAS, LONGEST_LANGUAGE, MOST_CONTACTS = 120, 60, 250, 80, 20
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
ENGLISH = {"en", "en-gb", "eng", "english"}
DEMANDS = {"needs": "send_need", "categories": "service_category", "access": "suitability"}


def contacts(record: Mapping[str, Any], repairs: list[str]) -> list[ContactDraft]:
    """One for each phone number; those of the service's places and the service's own phones too."""
    found = [draft for row in values.rows(record, "contacts") for draft in _contact(row, repairs)]
    found += [ContactDraft(phone=number) for number in _phones(record, repairs)]
    known = list(dict.fromkeys(draft for draft in found if draft != ContactDraft()))
    numbers = {draft.phone for draft in known if draft.name or draft.email}
    return [draft for draft in known if draft.name or draft.email or draft.phone not in numbers][:MOST_CONTACTS]


def _contact(row: Mapping[str, Any], repairs: list[str]) -> Iterator[ContactDraft]:
    name = next((text for key in ("name", "department", "title") if (text := words.line(row.get(key), longest=LONGEST_CONTACT, what="contact", repairs=repairs))), "")
    email = values.email(row.get("email"), repairs=repairs)
    for number in _phones(row, repairs) or [""]:
        yield ContactDraft(name, number, email)


def _phones(row: Mapping[str, Any], repairs: list[str]) -> list[str]:
    given = [words.line(phone.get("number"), longest=LONGEST_PHONE, what="phone", repairs=repairs) for phone in values.rows(row, "phones")]
    return [number for number in given if any(sign.isdigit() for sign in number)]


def languages(record: Mapping[str, Any], known: KnownWords, repairs: list[str]) -> dict[str, str]:
    """Codes and names, beside English."""
    found = {}
    for row in values.rows(record, "languages"):
        name = words.line(row.get("name") or row.get("language"), longest=LONGEST_LANGUAGE, what="language", repairs=repairs)
        code = words.text(row.get("code")).lower() or known.languages.get(name.casefold(), "")
        if {code, name.casefold()} & ENGLISH:
            continue
        if LANGUAGE_CODE.fullmatch(code):
            found[code] = name or code
        elif name or code:
            repairs.append(f"language {(name or code)[:40]!r} left out, because we don't know its code")
    return found


def areas(record: Mapping[str, Any], known: KnownWords, repairs: list[str]) -> tuple[list[str], str]:
    """Our boroughs among its areas (or that it is for every one, which our own file writes), and the others in its own words."""
    names = [words.line(row.get("name") or row.get("service_area"), longest=LONGEST_AREAS, what="area", repairs=repairs) for row in values.rows(record, "service_areas")]
    boroughs = [known.boroughs[name.casefold()] for name in names if name.casefold() in known.boroughs]
    others = ", ".join(dict.fromkeys(name for name in names if name and name.casefold() not in known.boroughs))
    if len(others) > LONGEST_AREAS:
        repairs.append(f"areas cut to {LONGEST_AREAS} letters")
        others = others[:LONGEST_AREAS].rsplit(",", 1)[0]
    return list(dict.fromkeys(boroughs)), others


def ours(record: Mapping[str, Any], known: KnownWords, of: str) -> list[str]:
    """Our codes among its attributes, by the term's id or, where the attribute is of our kind, by the term's code."""
    lists: Mapping[str, str] = getattr(known, of)
    found = []
    for row in values.rows(record, "attributes"):
        term = row.get("taxonomy_term")
        term = term if isinstance(term, Mapping) else {}
        keys = [words.text(row.get("taxonomy_term_id")), words.text(term.get("id"))]
        if words.text(row.get("link_type")) == DEMANDS[of]:
            keys.append(words.text(term.get("code")))
        found += [lists[key.casefold()] for key in keys if key.casefold() in lists]
    if of == "access":
        found += list(_accessible(record, lists))
    return list(dict.fromkeys(found))


def _accessible(record: Mapping[str, Any], lists: Mapping[str, str]) -> Iterator[str]:
    """What its places say of access in our words ("Hoist", "Hoist: yes"); no other words are guessed at."""
    for at in values.rows(record, "service_at_locations"):
        location = at.get("location")
        for row in values.rows(location if isinstance(location, Mapping) else {}, "accessibility", "accessibility_for_disabilities"):
            name, _colon, answer = words.text(row.get("description") or row.get("accessibility")).casefold().partition(":")
            if name.strip() in lists and answer.strip() in {"", "yes"}:
                yield lists[name.strip()]
