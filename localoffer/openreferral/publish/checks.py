"""Records held against schemas: ours, and the standard's published ones from a folder."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator, FormatChecker

from localoffer.openreferral.publish.made import Record
from localoffer.openreferral.publish.shapes import SHAPES

PUBLISHED = re.compile(r'"\$ref"\s*:\s*"https?://[^"]*/([a-z_]+)\.json"')
WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
ONES = ("service", "organization", "service_at_location", "taxonomy", "taxonomy_term", "api_details")
formats = FormatChecker(formats=())


class NoSchemas(Exception):
    """The folder lacks a schema that is needed, or one of them can't be read; the message says which."""


class Checks:
    """What is wrong with a record of a kind ("service", "taxonomy_term"): sentences, none when it is right."""

    def __init__(self, folder: Path | None = None) -> None:
        ours = {"components": {"schemas": SHAPES}}
        self._ours = {one: _validator(ours | {"$ref": f"#/components/schemas/{one}"}) for one in ONES if one in SHAPES}
        self._published = {one: _validator({"$defs": found, "$ref": f"#/$defs/{one}"}) for one in ONES} if folder and (found := _published(folder)) else {}

    def wrong(self, one: str, record: Record) -> list[str]:
        found = [("ours", error) for error in self._errors(self._ours, one, record)] + [("published", error) for error in self._errors(self._published, one, record)]
        return [f"{where} {error.json_path}: {error.message[:200]}" for where, error in found]

    def _errors(self, validators: dict[str, Draft202012Validator], one: str, record: Record) -> list[Any]:
        return list(validators[one].iter_errors(record)) if one in validators else []


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=formats)


def _published(folder: Path) -> dict[str, Any]:
    """The folder's schemas by their names, each reference to another one made a reference within one document."""
    try:
        found = {path.stem: json.loads(PUBLISHED.sub(r'"$ref": "#/$defs/\1"', path.read_text())) for path in sorted(folder.glob("*.json")) if path.stem != "openapi"}
    except (OSError, ValueError) as problem:
        raise NoSchemas(f"The schemas in {folder} can't be read: {problem}") from problem
    if missing := [f"{one}.json" for one in ONES if one not in found]:
        raise NoSchemas(f"{folder} lacks {', '.join(missing)}.")
    return found


def _format(name: str, check: Callable[[str], object]) -> None:
    def holds(value: object) -> bool:
        return not isinstance(value, str) or bool(check(value) is not False)

    formats.checks(name, raises=(ValueError, ValidationError))(holds)


_format("uuid", UUID)
_format("email", validate_email)
_format("uri", lambda value: WEB_ADDRESS.fullmatch(value) is not None)
_format("date-time", lambda value: parse_datetime(value) is not None and value[-1] == "Z")
