"""What is counted, by which rules, and in which words the dashboard says so."""

import datetime as dt
import hmac
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Raised whenever a rule below changes: rows of two versions are not compared without a warning.
DEFINITION: Final = 1
SESSION_GAP: Final = dt.timedelta(minutes=30)
SECRET_LIFE: Final = dt.timedelta(hours=48)
# How long a counted view is known again, so that a browser's second try is not a second view.
REMEMBER_VIEWS: Final = dt.timedelta(hours=2)
# A school has one address and identical browsers: to the counter all its pupils and teachers are one visitor.
MOST_VIEWS_A_MINUTE: Final = 1_000
UNREGISTERED: Final = "unregistered"
# Pages of an imported report at addresses that this site does not have.
ELSEWHERE: Final = "elsewhere"

PAGE_VIEW: Final = _("One public page, shown to a person. Loading it again counts again. Previews, the editors’ admin and signed-in staff never count.")
SESSION: Final = _("One visit: the page views of one visitor, with gaps of at most 30 minutes. It is not cut at midnight. It belongs to the day of its first page.")
DEFINITIONS: Final = [
    (_("Page view"), PAGE_VIEW),
    (_("Session"), SESSION),
    (
        _("Visitor"),
        _("We cannot recognise anybody. A secret number, deleted after 48 hours, turns address and browser into a code that cannot be turned back. No cookie is set."),
    ),
    (_("Visitors a day"), _("Counted for each day alone, and never added up over days.")),
    (_("Pages a session"), _("Page views divided by sessions.")),
    (_("A day that was not measured"), _("It is shown as missing, never as 0.")),
]


class Reason(models.TextChoices):
    """Why something that arrived is not a page view."""

    ROBOT = "robot", _("Robots")
    STAFF = "staff", _("Signed-in staff")
    PREFETCH = "prefetch", _("Loaded ahead, not shown")
    OBJECTION = "objection", _("People who asked not to be counted")
    RATE = "rate", _("Too many in a minute")
    MALFORMED = "malformed", _("Could not be read")
    UNKNOWN_PAGE = "unknown-page", _("A page that we do not have")
    REPEAT = "repeat", _("The same view sent again")
    NO_VIEW = "no-view", _("A tap without a page view before it")


class Source(models.TextChoices):
    """Where a session came from: a class, never an address."""

    DIRECT = "direct", _("Typed, bookmarked or unknown")
    SEARCH = "search", _("Search engine")
    SOCIAL = "social", _("Social network")
    OTHER = "other", _("Another website")
    INTERNAL = "internal", _("Our own page")


class Device(models.TextChoices):
    """What a page was read on, by what the browser says of itself: never more than these three."""

    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    COMPUTER = "computer", _("Computer")


class Act(models.TextChoices):
    """What somebody did on a page, beside seeing it. Never which person, and never what they answered."""

    DOWNLOAD = "download", _("Files opened")
    WEBSITE = "website", _("Links to other websites followed")
    PHONE = "phone", _("Phone numbers tapped")
    EMAIL = "email", _("E-mail addresses tapped")
    PATHWAY_STARTED = "pathway-started", _("New to SEND questions begun")
    PATHWAY_FINISHED = "pathway-finished", _("New to SEND next steps shown")
    PATHWAY_FOLLOWED = "pathway-followed", _("New to SEND next steps followed")
    FORM_STEP = "form-step", _("Pages of a form finished")


# What the page's script may say: the others are counted where they happen.
TAPS: Final = {Act.DOWNLOAD, Act.WEBSITE, Act.PHONE, Act.EMAIL, Act.PATHWAY_FOLLOWED}
SHOWN: Final = {Act.PATHWAY_STARTED, Act.PATHWAY_FINISHED}


class Status(models.TextChoices):
    """How much of a local day was measured. A day that has no row is missing."""

    COMPLETE = "complete", _("Complete")
    PARTIAL = "partial", _("In part")


# Pages that are not Wagtail pages are counted as groups, so that no path can say anything about a person.
PAGE_GROUPS: Final = {
    "search": _("Search"),
    "services": _("Service directory"),
    "service": _("A service"),
    "service-lists": _("Service directory: lists by need, age, kind and place"),
    "providers": _("Providers: checking and changing their services"),
    "schools": _("Schools, nurseries and colleges"),
    "my-list": _("A family’s own list of services"),
    "register": _("SEND Register: join"),
    "my-family": _("SEND Register: my family"),
    "letters": _("Letters and messages to families"),
    "feedback": _("Tell us what is missing"),
    "surveys": _("Surveys"),
    "glossary": _("Glossary"),
    "a-to-z": _("A to Z"),
    "site-map": _("Site map"),
    "stats-choice": _("Statistics and your choice"),
    "statistics": _("How this website is used"),
    "sign-in": _("Sign in"),
}

# Nobody sees these before signing in or opening a link of their own.
BEHIND_SIGN_IN: Final = {"my-family", "providers", "sign-in"}

SEARCH_ENGINES: Final = ("google.", "bing.com", "duckduckgo.com", "ecosia.org", "yahoo.", "qwant.com", "startpage.com", "search.brave.com", "yandex.", "baidu.com")
SOCIAL_NETWORKS: Final = (
    "facebook.com",
    "instagram.com",
    "t.co",
    "twitter.com",
    "x.com",
    "bsky.app",
    "linkedin.com",
    "lnkd.in",
    "whatsapp.com",
    "reddit.com",
    "tiktok.com",
    "youtube.com",
    "nextdoor.co.uk",
    "threads.net",
    "mumsnet.com",
)


def device_of(agent: str) -> Device:
    """Android tablets say Android without Mobile; newer iPads call themselves a Mac, and are counted as computers."""
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return Device.TABLET
    return Device.PHONE if "Mobi" in agent or "iPhone" in agent else Device.COMPUTER


def source_of(host: str, own_host: str) -> Source:
    """The class of the site a visitor came from; `host` is "" where the browser does not say."""
    if not host:
        return Source.DIRECT
    if host == own_host:
        return Source.INTERNAL
    if _is_one_of(host, SEARCH_ENGINES):
        return Source.SEARCH
    return Source.SOCIAL if _is_one_of(host, SOCIAL_NETWORKS) else Source.OTHER


def _is_one_of(host: str, names: tuple[str, ...]) -> bool:
    """A name that ends in a dot stands for every country's: "google." is google.co.uk and www.google.com."""
    return any(f".{host}".endswith(f".{name}") or (name.endswith(".") and f".{name}" in f".{host}") for name in names)


def visitor_key(secret: bytes, site_id: int | str, address: str, agent: str) -> str:
    """16 hex digits that stand for an address and a browser as long as the secret lives."""
    return hmac.digest(secret, f"{site_id}|{address}|{agent}".encode("utf-8", "surrogatepass"), "sha256").hex()[:16]


def local_day(moment: dt.datetime) -> dt.date:
    """The date on a clock in London."""
    return timezone.localdate(moment)


def days_from(start: dt.date, end: dt.date) -> list[dt.date]:
    """Each day from `start` to `end`, both counted."""
    return [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments (UTC) at which a local day begins and ends: 23, 24 or 25 hours apart."""
    zone = timezone.get_default_timezone()
    start, end = (dt.datetime.combine(date, dt.time(), zone) for date in (day, day + dt.timedelta(days=1)))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
