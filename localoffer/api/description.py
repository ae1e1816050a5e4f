"""The API described for machines (OpenAPI), from the same lists that the views read."""

from typing import Any

from localoffer.api.parameters import OF_SERVICES, PAGED, PARAMETERS
from localoffer.openreferral.publish import VERSION
from localoffer.openreferral.publish.shapes import MINIMAL, PAGE, SHAPES, WRONG, to

ABOUT = "The Local Offer's directory of services for children and young people with SEND, as Open Referral UK. Read only, no key needed."
# Each list: what one of it is called, and what the list can be narrowed by. The views name the same.
LISTS = {
    "services": ("service", (*PAGED, *OF_SERVICES, "minimal", "full")),
    "organizations": ("organization", (*PAGED, "search", "full", "full_service")),
    "service_at_locations": ("service_at_location", (*PAGED, *OF_SERVICES, "full")),
    "taxonomies": ("taxonomy", (*PAGED, "search")),
    "taxonomy_terms": ("taxonomy_term", (*PAGED, "search", "taxonomy_id", "top_only", "parent_id")),
}
OF_ONE = {
    "services": ("format", "full"),
    "organizations": ("format", "full", "full_service"),
    "service_at_locations": ("format", "full"),
    "taxonomies": ("format",),
    "taxonomy_terms": ("format",),
}


def openapi(base: str) -> dict[str, Any]:
    paths: dict[str, Any] = {"/": {"get": _get("About this API", (), {"type": "object"})}}
    for name, (one, parameters) in LISTS.items():
        page = {"allOf": [to("page"), {"properties": {"contents": {"type": "array", "items": _item(one)}}}]}
        paths[f"/{name}"] = {"get": _get(f"A page of {name}", parameters, page)}
        by_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        paths[f"/{name}/{{id}}"] = {"parameters": [by_id], "get": _get(f"One {one} with all about it", OF_ONE[name], to(one), has_id=True)}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Open Referral UK", "version": VERSION, "description": ABOUT},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": SHAPES | {"page": PAGE, "minimal_service": MINIMAL, "wrong": WRONG}},
    }


def _item(one: str) -> dict[str, Any]:
    return {"anyOf": [to("service"), to("minimal_service")]} if one == "service" else to(one)


def _get(summary: str, parameters: tuple[str, ...], content: dict[str, Any], *, has_id: bool = False) -> dict[str, Any]:
    answers = {"200": _answer("Found", content), "304": {"description": "Nothing new since you asked"}, "400": _answer("A parameter is wrong", to("wrong"))}
    answers["429"] = _answer("Too much at once; the header Retry-After says in how many seconds to ask again", to("wrong"))
    if has_id:
        answers["404"] = _answer("There is no such thing", to("wrong"))
    given = [{"name": name, "in": "query", "description": PARAMETERS[name].about, "schema": PARAMETERS[name].kind} for name in parameters]
    return {"summary": summary, "parameters": given, "responses": answers}


def _answer(words: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": content}}}
