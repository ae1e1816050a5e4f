"""The kinds of values that a variable of the environment has: each reads one text, and raises Wrong, or another ValueError, when it is not of its kind."""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


class Wrong(ValueError):
    """What is wrong with a value, in words that may be printed: they never repeat what may be a secret."""


def flag(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise Wrong(f"it says {text!r}")
    return text.lower() == "true"


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def secret(text: str) -> str:
    if len(text) < 50:
        raise Wrong(f"it has {len(text)} characters")
    return text


def field_keys(text: str) -> list[str]:
    keys = words(text)
    if not keys or any(len(key) < 32 for key in keys):
        raise Wrong("a key is too short")
    return keys


def hosts(text: str) -> list[str]:
    hosts = words(text)
    if not hosts:
        raise Wrong("it names none")
    return hosts


def address(text: str) -> SplitResult:
    """The parts of an address that cannot be read in two ways: a sign left as it is in a password would cut it there.

    Raises ValueError, also for a port that is no number.
    """
    parts = urlsplit(text)
    if re.search(r"[\s#]", text) or "@" in parts.path + parts.query:
        raise Wrong("it has a sign that must be written otherwise")
    if not HOST.fullmatch(parts.hostname or "") or parts.port == 0:
        raise Wrong("it names no host")
    return parts


def web_address(text: str) -> str:
    parts = address(text)
    if parts.scheme not in {"http", "https"} or parts.path.strip("/") or parts.query or parts.username is not None:
        raise Wrong("it is more or less than a host's address")
    return text.rstrip("/")


def host(address: str) -> str:
    """The host as a browser names it in the Host header."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def database(text: str) -> dict[str, Any]:
    scheme = text.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise Wrong("only SQLite and PostgreSQL are known")
    if scheme != "sqlite" and not address(text).path.strip("/"):
        raise Wrong("it names no database")
    return dict(environ.Env.db_url_config(text))


def cache(text: str) -> str:
    if text:
        parts = address(text)
        if parts.scheme not in {"redis", "rediss"} or not re.fullmatch(r"(/\d*)?", parts.path, re.ASCII):
            raise Wrong("it is no address of a Redis")
    return text


def search(text: str) -> str:
    if text:
        parts = address(text)
        if parts.scheme not in {"http", "https"} or not parts.port or parts.path.strip("/") or parts.query:
            raise Wrong("it is not http:// or https:// with a host and a port")
    return text.rstrip("/")


def email(text: str) -> dict[str, Any]:
    found = dict(environ.Env.email_url_config(text))
    if text.startswith("smtp"):
        address(text)
    if text.startswith("filemail"):
        found["EMAIL_FILE_PATH"] = str(folder(unquote(urlsplit(text).path)))
    return found


def texts(text: str) -> str:
    if text.startswith("file:"):
        folder(unquote(urlsplit(text).path))
    elif text.startswith("notify:"):
        if server := text.removeprefix("notify:"):
            web_address(server)
    elif text:
        raise Wrong("it is of no known kind")
    return text.rstrip("/")


def notify_key(text: str) -> str:
    """Its name, the service's UUID and the key's: the client cuts it by counting signs, so a cut or doubled one would be sent as another."""
    if text and not re.fullmatch(rf".*{UUID}-{UUID}", text, re.IGNORECASE):
        raise Wrong("it does not end in two UUIDs")
    return text


def uuid(text: str) -> str:
    if text and not re.fullmatch(UUID, text, re.IGNORECASE):
        raise Wrong("it is no UUID")
    return text


def receipt_token(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{32,}", text):
        raise Wrong("it is too short, or has other signs in it")
    return text


def sender(text: str) -> str:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        raise Wrong("it is no e-mail address") from None
    return text


def folder(text: str) -> Path:
    path = Path(text)
    above = next(place for place in (path, *path.parents, Path()) if place.exists())
    if not text or not above.is_dir():
        raise Wrong("it is no folder, and none can be made there")
    return path


def file(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        raise Wrong("it is a folder")
    return folder(str(path.parent)) / path.name


def count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise Wrong("it is negative")
    return number


def level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise Wrong(f"it says {text!r}")
    return text.upper()
