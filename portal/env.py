"""The only reader of the environment: names, kinds, defaults and what is wrong with a value.

`.env.example` explains each variable; `read` refuses to start with a sentence for each one that is missing or wrong.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

ROOT = Path(__file__).resolve().parent.parent
HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
IN_PASSWORDS = "in a password write / as %2F, # as %23, ? as %3F and @ as %40"
UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
T = TypeVar("T")


class Wrong(ValueError):
    """What is wrong with a value, in words that may be printed: they never repeat what may be a secret."""


class WrongEnvironment(Exception):
    """Variables are missing or wrong; the message has one line for each."""


@dataclass(frozen=True)
class Environment:
    """What the environment says, checked and typed."""

    secret_key: str
    secret_key_fallbacks: list[str]
    field_keys: list[str]
    debug: bool
    demo: bool
    https: bool
    allowed_hosts: list[str]
    site_url: str
    database: dict[str, Any]
    cache_url: str
    search_url: str
    email: dict[str, Any]
    default_from_email: str
    text_url: str
    notify_api_key: str
    notify_template_id: str
    trusted_proxies: int
    var_dir: Path
    media_root: Path
    erasure_ledger: Path
    log_level: str


class _Reader:
    """Reads variables one by one and remembers all that was wrong, so that one start shows everything."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], *, should_be: str, default: str | None = None) -> T | None:
        """The parsed value, or None with a problem noted. An empty variable counts as not set.

        Only our own words about a problem are shown: a parser's message may repeat a piece of a password.
        """
        text = self.variables.get(name, "").strip() or default
        if text is None:
            self.problems.append(f"{name} is missing. It should be {should_be}.")
            return None
        try:
            return parse(text)
        except Wrong as problem:
            self.problems.append(f"{name} is wrong ({problem}). It should be {should_be}.")
        except (ValueError, KeyError, OSError, environ.ImproperlyConfigured):
            self.problems.append(f"{name} is wrong. It should be {should_be}.")
        return None


def _flag(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise Wrong(f"it says {text!r}")
    return text.lower() == "true"


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _secret(text: str) -> str:
    if len(text) < 50:
        raise Wrong(f"it has {len(text)} characters")
    return text


def _field_keys(text: str) -> list[str]:
    keys = _words(text)
    if not keys or any(len(key) < 32 for key in keys):
        raise Wrong("a key is too short")
    return keys


def _hosts(text: str) -> list[str]:
    hosts = _words(text)
    if not hosts:
        raise Wrong("it names none")
    return hosts


def _address(text: str) -> SplitResult:
    """The parts of an address that cannot be read in two ways: a sign left as it is in a password would cut it there.

    Raises ValueError, also for a port that is no number.
    """
    parts = urlsplit(text)
    if re.search(r"[\s#]", text) or "@" in parts.path + parts.query:
        raise Wrong("it has a sign that must be written otherwise")
    if not HOST.fullmatch(parts.hostname or "") or parts.port == 0:
        raise Wrong("it names no host")
    return parts


def _web_address(text: str) -> str:
    parts = _address(text)
    if parts.scheme not in {"http", "https"} or parts.path.strip("/") or parts.query or parts.username is not None:
        raise Wrong("it is more or less than a host's address")
    return text.rstrip("/")


def _host(address: str) -> str:
    """The host as a browser names it in the Host header."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def _database(text: str) -> dict[str, Any]:
    scheme = text.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise Wrong("only SQLite and PostgreSQL are known")
    if scheme != "sqlite" and not _address(text).path.strip("/"):
        raise Wrong("it names no database")
    return dict(environ.Env.db_url_config(text))


def _cache(text: str) -> str:
    if text:
        parts = _address(text)
        if parts.scheme not in {"redis", "rediss"} or not re.fullmatch(r"(/\d*)?", parts.path, re.ASCII):
            raise Wrong("it is no address of a Redis")
    return text


def _search(text: str) -> str:
    if text:
        parts = _address(text)
        if parts.scheme not in {"http", "https"} or not parts.port or parts.path.strip("/") or parts.query:
            raise Wrong("it is not http:// or https:// with a host and a port")
    return text.rstrip("/")


def _email(text: str) -> dict[str, Any]:
    found = dict(environ.Env.email_url_config(text))
    if text.startswith("smtp"):
        _address(text)
    if text.startswith("filemail"):
        found["EMAIL_FILE_PATH"] = str(_folder(unquote(urlsplit(text).path)))
    return found


def _texts(text: str) -> str:
    if text.startswith("file:"):
        _folder(unquote(urlsplit(text).path))
    elif text.startswith("notify:"):
        if server := text.removeprefix("notify:"):
            _web_address(server)
    elif text:
        raise Wrong("it is of no known kind")
    return text.rstrip("/")


def _notify_key(text: str) -> str:
    """Its name, the service's UUID and the key's: the client cuts it by counting signs, so a cut or doubled one would be sent as another."""
    if text and not re.fullmatch(rf".*{UUID}-{UUID}", text, re.IGNORECASE):
        raise Wrong("it does not end in two UUIDs")
    return text


def _uuid(text: str) -> str:
    if text and not re.fullmatch(UUID, text, re.IGNORECASE):
        raise Wrong("it is no UUID")
    return text


def _sender(text: str) -> str:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        raise Wrong("it is no e-mail address") from None
    return text


def _folder(text: str) -> Path:
    path = Path(text)
    above = next(place for place in (path, *path.parents, Path()) if place.exists())
    if not text or not above.is_dir():
        raise Wrong("it is no folder, and none can be made there")
    return path


def _file(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        raise Wrong("it is a folder")
    return _folder(str(path.parent)) / path.name


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise Wrong("it is negative")
    return number


def _level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise Wrong(f"it says {text!r}")
    return text.upper()


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """A sentence for each pair of values that can't both be meant."""
    found = []
    if values["demo"] and values["https"]:
        found.append("DEMO is true. It should be false on a real site: the demo shows everyone the sign-in codes. (Set HTTPS=false to run the demo.)")
    if values["https"] and values["trusted_proxies"] == 0:
        found.append("TRUSTED_PROXIES is 0. It should be 1 or more with HTTPS=true: the portal never speaks TLS itself, a proxy before it does.")
    found += _contradictions_in_texts(values)
    site_url, allowed_hosts = values["site_url"], values["allowed_hosts"]
    if site_url and allowed_hosts and not validate_host(_host(site_url), allowed_hosts):
        found.append("ALLOWED_HOSTS does not name the host of SITE_URL. It should: links in mails lead there.")
    return found


def _contradictions_in_texts(values: Mapping[str, Any]) -> list[str]:
    text_url = values["text_url"] or ""
    if text_url.startswith("file:") and values["https"]:
        return ["TEXT_URL is a folder. It should be notify: or empty on a real site: families would wait for codes that nobody sends."]
    if text_url.startswith("notify:"):
        return [
            f"{name.upper()} is missing. It should be set with TEXT_URL=notify:, as GOV.UK Notify shows it."
            for name in ("notify_api_key", "notify_template_id")
            if values[name] == ""
        ]
    return []


def read(variables: Mapping[str, str] | None = None) -> Environment:
    """The checked environment: from `variables`, or from the process with the file `.env` of this folder beneath it.

    A variable that the process has, even empty, is never filled from the file. Raises WrongEnvironment with one sentence for each variable that is missing or wrong.
    """
    if variables is None:
        environ.Env.read_env(ROOT / ".env")
        variables = os.environ
    reader = _Reader(variables)
    var_dir = reader.read("VAR_DIR", _folder, should_be="a folder", default=str(ROOT / "var")) or ROOT / "var"
    true_or_false = "true or false"
    https = reader.read("HTTPS", _flag, should_be=true_or_false, default="true")
    values = {
        "secret_key": reader.read("SECRET_KEY", _secret, should_be="a secret text of 50 characters or more"),
        "secret_key_fallbacks": reader.read("SECRET_KEY_FALLBACKS", _words, should_be="earlier keys, with commas between", default=","),
        "field_keys": reader.read("FIELD_KEYS", _field_keys, should_be="one or more secret texts of 32 characters or more, newest first, with commas between"),
        "debug": reader.read("DEBUG", _flag, should_be=true_or_false, default="false"),
        "demo": reader.read("DEMO", _flag, should_be=true_or_false, default="false"),
        "https": https,
        "allowed_hosts": reader.read("ALLOWED_HOSTS", _hosts, should_be="the site's host names, with commas between"),
        "site_url": reader.read("SITE_URL", _web_address, should_be="the site's address, such as https://localoffer.example.gov.uk"),
        "database": reader.read(
            "DATABASE_URL",
            _database,
            should_be=f"sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME; {IN_PASSWORDS}",
            default=f"sqlite:///{var_dir / 'portal.sqlite3'}",
        ),
        "cache_url": reader.read("CACHE_URL", _cache, should_be=f"redis://HOST:PORT/NUMBER, or empty to use files; {IN_PASSWORDS}", default="") or "",
        "search_url": reader.read(
            "SEARCH_URL", _search, should_be=f"http://HOST:PORT or https://USER:PASSWORD@HOST:PORT, or empty to search on the database; {IN_PASSWORDS}", default=""
        )
        or "",
        "email": reader.read(
            "EMAIL_URL",
            _email,
            should_be=f"smtp://USER:PASSWORD@HOST:PORT, smtp+tls://… or filemail:///FOLDER; {IN_PASSWORDS}",
            default=f"filemail://{var_dir / 'mail'}",
        ),
        "default_from_email": reader.read(
            "DEFAULT_FROM_EMAIL", _sender, should_be="the address that mail comes from, such as local-offer@council.example", default="local-offer@localhost"
        ),
        "text_url": reader.read("TEXT_URL", _texts, should_be="notify: for GOV.UK Notify, file:///FOLDER to try it out, or empty to send no texts", default="") or "",
        "notify_api_key": reader.read("NOTIFY_API_KEY", _notify_key, should_be="an API key of GOV.UK Notify, whole", default=""),
        "notify_template_id": reader.read("NOTIFY_TEMPLATE_ID", _uuid, should_be="the UUID of a text template whose whole words are ((body))", default=""),
        "trusted_proxies": reader.read("TRUSTED_PROXIES", _count, should_be="how many proxies stand before the portal: 0, 1, 2 …", default="1" if https else "0"),
        "var_dir": var_dir,
        "media_root": reader.read("MEDIA_ROOT", _folder, should_be="a folder", default=str(var_dir / "media")),
        "erasure_ledger": reader.read("ERASURE_LEDGER", _file, should_be="a file, outside the database and its backups", default=str(var_dir / "erasures.jsonl")),
        "log_level": reader.read("LOG_LEVEL", _level, should_be="DEBUG, INFO, WARNING or ERROR", default="INFO"),
    }
    reader.problems += _contradictions(values)
    if reader.problems:
        raise WrongEnvironment("The portal cannot start:\n" + "\n".join(f"  {problem}" for problem in reader.problems))
    return Environment(**values)  # type: ignore[arg-type]  # every None above has left a problem
