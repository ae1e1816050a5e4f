"""The only reader of the environment: names, kinds, defaults and what is wrong with a value.

`.env.example` explains each variable; `read` refuses to start with a sentence for each one that is missing or wrong.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import environ
from django.http.request import validate_host

from portal import kinds

ROOT = Path(__file__).resolve().parent.parent
IN_PASSWORDS = "in a password write / as %2F, # as %23, ? as %3F and @ as %40"
T = TypeVar("T")


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
    notify_email_template_id: str
    notify_letter_template_id: str
    receipt_token: str
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
        except kinds.Wrong as problem:
            self.problems.append(f"{name} is wrong ({problem}). It should be {should_be}.")
        except (ValueError, KeyError, OSError, environ.ImproperlyConfigured):
            self.problems.append(f"{name} is wrong. It should be {should_be}.")
        return None


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """A sentence for each pair of values that can't both be meant."""
    found = []
    if values["demo"] and values["https"]:
        found.append("DEMO is true. It should be false on a real site: the demo shows everyone the sign-in codes. (Set HTTPS=false to run the demo.)")
    if values["https"] and values["trusted_proxies"] == 0:
        found.append("TRUSTED_PROXIES is 0. It should be 1 or more with HTTPS=true: the portal never speaks TLS itself, a proxy before it does.")
    found += _contradictions_in_texts(values)
    site_url, allowed_hosts = values["site_url"], values["allowed_hosts"]
    if site_url and allowed_hosts and not validate_host(kinds.host(site_url), allowed_hosts):
        found.append("ALLOWED_HOSTS does not name the host of SITE_URL. It should: links in mails lead there.")
    return found


def _contradictions_in_texts(values: Mapping[str, Any]) -> list[str]:
    text_url = values["text_url"] or ""
    if text_url.startswith("file:") and values["https"]:
        return ["TEXT_URL is a folder. It should be notify: or empty on a real site: families would wait for codes that nobody sends."]
    if not text_url.startswith("notify:"):
        idle = [name.upper() for name in ("notify_email_template_id", "notify_letter_template_id") if values[name]]
        return [f"{name} is set. It should be empty without TEXT_URL=notify:, which says how GOV.UK Notify is reached." for name in idle]
    missing = [name.upper() for name in ("notify_api_key", "notify_template_id") if values[name] == ""]
    return [f"{name} is missing. It should be set with TEXT_URL=notify:, as GOV.UK Notify shows it." for name in missing]


def _site(reader: _Reader) -> dict[str, Any]:
    """Who the site is, and how it keeps its secrets."""
    true_or_false = "true or false"
    https = reader.read("HTTPS", kinds.flag, should_be=true_or_false, default="true")
    return {
        "secret_key": reader.read("SECRET_KEY", kinds.secret, should_be="a secret text of 50 characters or more"),
        "secret_key_fallbacks": reader.read("SECRET_KEY_FALLBACKS", kinds.words, should_be="earlier keys, with commas between", default=","),
        "field_keys": reader.read("FIELD_KEYS", kinds.field_keys, should_be="one or more secret texts of 32 characters or more, newest first, with commas between"),
        "debug": reader.read("DEBUG", kinds.flag, should_be=true_or_false, default="false"),
        "demo": reader.read("DEMO", kinds.flag, should_be=true_or_false, default="false"),
        "https": https,
        "allowed_hosts": reader.read("ALLOWED_HOSTS", kinds.hosts, should_be="the site's host names, with commas between"),
        "site_url": reader.read("SITE_URL", kinds.web_address, should_be="the site's address, such as https://localoffer.example.gov.uk"),
        "trusted_proxies": reader.read("TRUSTED_PROXIES", kinds.count, should_be="how many proxies stand before the portal: 0, 1, 2 …", default="1" if https else "0"),
        "log_level": reader.read("LOG_LEVEL", kinds.level, should_be="DEBUG, INFO, WARNING or ERROR", default="INFO"),
    }


def _servers(reader: _Reader, var_dir: Path) -> dict[str, Any]:
    """Where things are kept."""
    return {
        "database": reader.read(
            "DATABASE_URL",
            kinds.database,
            should_be=f"sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME; {IN_PASSWORDS}",
            default=f"sqlite:///{var_dir / 'portal.sqlite3'}",
        ),
        "cache_url": reader.read("CACHE_URL", kinds.cache, should_be=f"redis://HOST:PORT/NUMBER, or empty to use files; {IN_PASSWORDS}", default="") or "",
        "search_url": reader.read(
            "SEARCH_URL", kinds.search, should_be=f"http://HOST:PORT or https://USER:PASSWORD@HOST:PORT, or empty to search on the database; {IN_PASSWORDS}", default=""
        )
        or "",
        "var_dir": var_dir,
        "media_root": reader.read("MEDIA_ROOT", kinds.folder, should_be="a folder", default=str(var_dir / "media")),
        "erasure_ledger": reader.read("ERASURE_LEDGER", kinds.file, should_be="a file, outside the database and its backups", default=str(var_dir / "erasures.jsonl")),
    }


def _messages(reader: _Reader, var_dir: Path) -> dict[str, Any]:
    """How mails and texts leave."""
    return {
        "email": reader.read(
            "EMAIL_URL",
            kinds.email,
            should_be=f"smtp://USER:PASSWORD@HOST:PORT, smtp+tls://… or filemail:///FOLDER; {IN_PASSWORDS}",
            default=f"filemail://{var_dir / 'mail'}",
        ),
        "default_from_email": reader.read(
            "DEFAULT_FROM_EMAIL", kinds.sender, should_be="the address that mail comes from, such as local-offer@council.example", default="local-offer@localhost"
        ),
        "text_url": reader.read("TEXT_URL", kinds.texts, should_be="notify: for GOV.UK Notify, file:///FOLDER to try it out, or empty to send no texts", default="") or "",
        "notify_api_key": reader.read("NOTIFY_API_KEY", kinds.notify_key, should_be="an API key of GOV.UK Notify, whole", default=""),
        "notify_template_id": reader.read("NOTIFY_TEMPLATE_ID", kinds.uuid, should_be="the UUID of a text template whose whole words are ((body))", default=""),
        "notify_email_template_id": reader.read(
            "NOTIFY_EMAIL_TEMPLATE_ID", kinds.uuid, should_be="the UUID of an e-mail template with the subject ((subject)) and the words ((body))", default=""
        ),
        "notify_letter_template_id": reader.read(
            "NOTIFY_LETTER_TEMPLATE_ID", kinds.uuid, should_be="the UUID of a letter template with the heading ((subject)) and the words ((body))", default=""
        ),
        "receipt_token": reader.read("RECEIPT_TOKEN", kinds.receipt_token, should_be="at least 32 random letters and digits, or empty", default=""),
    }


def read(variables: Mapping[str, str] | None = None) -> Environment:
    """The checked environment: from `variables`, or from the process with the file `.env` of this folder beneath it.

    A variable that the process has, even empty, is never filled from the file. Raises WrongEnvironment with one sentence for each variable that is missing or wrong.
    """
    if variables is None:
        environ.Env.read_env(ROOT / ".env")
        variables = os.environ
    reader = _Reader(variables)
    var_dir = reader.read("VAR_DIR", kinds.folder, should_be="a folder", default=str(ROOT / "var")) or ROOT / "var"
    values = _site(reader) | _servers(reader, var_dir) | _messages(reader, var_dir)
    reader.problems += _contradictions(values)
    if reader.problems:
        raise WrongEnvironment("The portal cannot start:\n" + "\n".join(f"  {problem}" for problem in reader.problems))
    return Environment(**values)  # every None above has left a problem
