"""The register's words: seeded once, edited in the admin, filled in with the site's own names when they are shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from home.models import SiteSettings
from register.models import Wording, WordingVersion

SEED = Path(__file__).with_name("wording.yaml")
SITE_WORDS = {"site", "forum", "help_phone", "help_email"}
MAIL_WORDS = {"link", "days", "reference"}
ALLOWED = {
    Wording.Kind.PAGE: SITE_WORDS | {"days"},
    Wording.Kind.QUESTION: SITE_WORDS,
    Wording.Kind.CHOICE: set(),
    Wording.Kind.MAIL: SITE_WORDS | MAIL_WORDS,
}
# A mail that leads nowhere without its link.
NEEDS_LINK = {"mail-confirm", "mail-known", "mail-new-email"}
GAP = re.compile(r"\{([^{}]*)\}")


class WordingMissing(Exception):
    """Words that the register needs were never seeded: `manage.py set_up_site` does it."""


@dataclass(frozen=True)
class Words:
    """A title and a text as a family reads them, and which version they are."""

    title: str
    text: str
    code: str


@transaction.atomic
def seed() -> int:
    """Add the wordings that are not there yet, each as its version 1; how many. What an editor wrote stays as it is."""
    known = set(Wording.objects.values_list("key", flat=True))
    added = 0
    for order, entry in enumerate(yaml.safe_load(SEED.read_text())):
        if entry["key"] in known:
            continue
        wording = Wording.objects.create(key=entry["key"], kind=entry["kind"], about=entry["about"], order=order)
        WordingVersion.objects.create(wording=wording, number=1, title=entry["title"], text=entry["text"].strip())
        added += 1
    return added


def words_for(site: SiteSettings, *keys: str, **values: object) -> dict[str, Words]:
    """The current words by key, with `-` as `_` so that a template can name them. Raises WordingMissing."""
    values |= {"site": site.name, "forum": site.forum_name, "help_phone": site.help_phone, "help_email": site.help_email}
    values.setdefault("days", settings.REGISTER_UNCONFIRMED_DAYS)
    found = {version.wording.key: version for version in WordingVersion.objects.current(keys)}
    if missing := set(keys) - found.keys():
        raise WordingMissing(", ".join(sorted(missing)))
    return {key.replace("-", "_"): Words(fill(version.title, values), fill(version.text, values), version.code) for key, version in found.items()}


def fill(text: str, values: dict[str, object]) -> str:
    """The text with the gaps we know filled in, once: braces inside a value stay as they are."""
    return GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), text)


def problems(wording: Wording, *texts: str) -> Iterable[str]:
    """What is wrong with a new version, in words for its editor."""
    gaps = {gap for text in texts for gap in GAP.findall(text)}
    allowed = ALLOWED[Wording.Kind(wording.kind)]
    for gap in sorted(gaps - allowed):
        if wording.kind == Wording.Kind.CHOICE:
            yield _("A choice can have no words in braces: {%(gap)s}. What a family agrees to is kept exactly as it was shown.") % {"gap": gap}
        else:
            yield _("We cannot fill in {%(gap)s} here. You can use: %(allowed)s.") % {"gap": gap, "allowed": ", ".join(f"{{{name}}}" for name in sorted(allowed))}
    if wording.key in NEEDS_LINK and "link" not in gaps:
        yield _("This mail needs {link} in its text: without it nobody can go on.")
