"""The register's words: seeded once, edited in the admin, filled in with the site's own names when they are shown."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from home.models import SiteSettings
from register.in_force import in_force
from register.models import Wording, WordingVersion
from register.models.child import OLDEST
from register.models.confirmation import MOST_WRONG_CODES

SEED = Path(__file__).with_name("wording.yaml")
SITE_WORDS = {"site", "forum", "help_phone", "help_email"}
MAIL_WORDS = {"link", "code", "copy", "days", "reference", "months", "age", "link_days", "due", "answer"}
CLOCK_WORDS = {"days", "assisted_days", "ask_months", "stop_months", "delete_months", "age", "grown_up", "oldest"}
ALLOWED = {
    Wording.Kind.PAGE: SITE_WORDS | CLOCK_WORDS | {"most", "tries", "complaint_years"},
    Wording.Kind.QUESTION: SITE_WORDS,
    Wording.Kind.FIELD: set(),
    Wording.Kind.CHOICE: set(),
    Wording.Kind.MAIL: SITE_WORDS | MAIL_WORDS,
    Wording.Kind.TEXT: SITE_WORDS | MAIL_WORDS - {"copy", "answer"},
    Wording.Kind.SHOWN: set(),
}
# What stands in the place of each, for editors.
FILLED_WITH = {
    "site": gettext_lazy("the name of this site"),
    "forum": gettext_lazy("the name of the parent carer forum"),
    "help_phone": gettext_lazy("the phone number for help"),
    "help_email": gettext_lazy("the e-mail address for help"),
    "link": gettext_lazy("the link to go on"),
    "code": gettext_lazy("the code that they type in"),
    "copy": gettext_lazy("a copy of their answers"),
    "days": gettext_lazy("for how many days a link or a code works"),
    "most": gettext_lazy("how many mails or texts we send in a day at most"),
    "reference": gettext_lazy("the number of their record"),
    "months": gettext_lazy("how many months pass before we delete a silent record"),
    "age": gettext_lazy("the age from which it is the young person’s own choice"),
    "link_days": gettext_lazy("for how many days the link works"),
    "due": gettext_lazy("the day by which we answer"),
    "answer": gettext_lazy("our answer to their complaint"),
    "tries": gettext_lazy("after how many wrong tries a code is dead"),
    "ask_months": gettext_lazy("after how many silent months we ask if all is right"),
    "stop_months": gettext_lazy("after how many silent months we stop writing"),
    "delete_months": gettext_lazy("after how many silent months we delete a record"),
    "grown_up": gettext_lazy("how long after their last birthday here a young person is deleted"),
    "oldest": gettext_lazy("the age up to which the register is for"),
    "assisted_days": gettext_lazy("for how many days a form waits that an officer wrote down for a family"),
    "month": gettext_lazy("the month in which it happens, on a family’s own page"),
    "child": gettext_lazy("the child it is about, on a family’s own page"),
    "complaint_years": gettext_lazy("for how many years after our answer a complaint is kept"),
}
# Only the words for what comes next, which all begin so, have these; without its month nobody is told when.
TO_COME, COMING = "to-come-", {"month", "child"}
# A mail's title stands in lists, previews and logs of mail servers: a link that signs up or a family's reference has no place there.
SECRET = {"link", "reference", "code", "copy", "answer"}
# A mail that leads nowhere without its link.
NEEDS_LINK = {"mail-confirm", "mail-confirm-assisted", "mail-known", "mail-new-email", "mail-new-email-known", "mail-saved", "mail-still-right", "mail-stopped"}
# What is read out, or typed in, is of no use without its code.
NEEDS_CODE = {"mail-confirm-assisted", "text-confirm", "text-confirm-assisted", "text-new-phone"}
# The end of a key whose words are for a young person who joins for themselves.
OWN = "-own"
GAP = re.compile(r"\{([^{}]*)\}")
log = logging.getLogger(__name__)


class WordingMissing(Exception):
    """Words that are neither in the database nor among those that come with the portal: a key was mistyped."""


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
    added = {key: (order, entry) for order, (key, entry) in enumerate(_seeds().items()) if key not in known}
    wordings = Wording.objects.bulk_create(Wording(key=key, kind=entry["kind"], about=entry["about"], order=order) for key, (order, entry) in added.items())
    first = [WordingVersion(wording=wording, number=1, title=entry["title"], text=entry["text"].strip()) for wording, (_order, entry) in zip(wordings, added.values(), strict=True)]
    return len(WordingVersion.objects.bulk_create(first))


def words_for(site: SiteSettings, *keys: str, is_own: bool = False, **values: object) -> dict[str, Words]:
    """The current words by key, with `-` as `_` so that a template can name them. Raises WordingMissing.

    `is_own`: for a young person who joins for themselves. Where words speak of "your child", others stand beside them under the same key and `-own`.
    """
    values |= {"site": site.name, "forum": site.forum_name, "help_phone": site.help_phone, "help_email": site.help_email}
    values.setdefault("days", settings.REGISTER_UNCONFIRMED_DAYS)
    values |= {"most": settings.REGISTER_MAILS_A_DAY, "tries": MOST_WRONG_CODES}
    values |= {"months": settings.REGISTER_DELETE_MONTHS - settings.REGISTER_STOP_MONTHS, "age": settings.REGISTER_OWN_CHOICE_AGE, "link_days": settings.REGISTER_STILL_RIGHT_DAYS}
    values |= {"ask_months": settings.REGISTER_ASK_MONTHS, "stop_months": settings.REGISTER_STOP_MONTHS, "delete_months": settings.REGISTER_DELETE_MONTHS}
    values |= {"grown_up": ngettext("%(n)s month", "%(n)s months", settings.REGISTER_GROWN_UP_MONTHS) % {"n": settings.REGISTER_GROWN_UP_MONTHS}, "oldest": OLDEST}
    values |= {"assisted_days": settings.REGISTER_ASSISTED_DAYS, "complaint_years": settings.REGISTER_COMPLAINT_YEARS}
    return {key.replace("-", "_"): words for key, words in _found(keys, values, is_own=is_own).items()}


def words_beside(*keys: str, is_own: bool = False) -> dict[str, Words]:
    """The current words by key of what stands beside questions; nothing is filled in there. `is_own`: as in `words_for`. Raises WordingMissing."""
    return _found(keys, {}, is_own=is_own)


def _found(keys: Iterable[str], values: dict[str, object], *, is_own: bool) -> dict[str, Words]:
    said = {key: f"{key}{OWN}" if is_own and f"{key}{OWN}" in _seeds() else key for key in keys}
    found = in_force()
    return {key: _words(each, found.get(each), values) for key, each in said.items()}


def _words(key: str, version: WordingVersion | None, values: dict[str, object]) -> Words:
    """The words filled in; those that came with the portal, as version 0, while a new key waits for `manage.py set_up_site`."""
    if version:
        return Words(fill(version.title, values), fill(version.text, values), version.code)
    if key not in _seeds():
        raise WordingMissing(key)
    log.warning("The wording %r is not in the database: run manage.py set_up_site.", key)
    entry = _seeds()[key]
    return Words(fill(entry["title"], values), fill(entry["text"].strip(), values), f"{key}:0")


@cache
def _seeds() -> dict[str, dict[str, str]]:
    """What comes with the portal, by key, in the order of the file."""
    return {entry["key"]: entry for entry in yaml.safe_load(SEED.read_text())}


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with the gaps we know filled in, once: braces inside a value stay as they are."""
    return GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), text)


def allowed_in(wording: Wording) -> set[str]:
    """The gaps that are filled in where these words are shown."""
    return ALLOWED[Wording.Kind(wording.kind)] | (COMING if wording.key.startswith(TO_COME) else set())


def problems(wording: Wording, title: str, text: str) -> Iterable[tuple[str, str]]:
    """What is wrong with a new version: the field (`title` or `text`), and words for its editor."""
    allowed = allowed_in(wording)
    for field, words, here in (("title", title, allowed - SECRET), ("text", text, allowed)):
        for gap in sorted(set(GAP.findall(words)) - here):
            yield field, _refusal(wording, gap, here)
    if wording.key in NEEDS_LINK and "link" not in GAP.findall(text):
        yield "text", _("This mail needs {link} in its text: without it nobody can go on.")
    if wording.key.startswith(TO_COME) and "month" not in GAP.findall(text):
        yield "text", _("This needs {month} in its text: without it a family does not know when.")
    if wording.key in NEEDS_CODE and "code" not in GAP.findall(text):
        yield "text", _("This text message needs {code} in its text: without it nobody can go on.")


def _refusal(wording: Wording, gap: str, here: set[str]) -> str:
    if wording.kind in {Wording.Kind.CHOICE, Wording.Kind.SHOWN}:
        return _("A choice can have no words in braces: {%(gap)s}. What a family agrees to is kept exactly as it was shown.") % {"gap": gap}
    if wording.kind == Wording.Kind.FIELD:
        return _("Nothing is filled in beside a question: {%(gap)s}.") % {"gap": gap}
    if wording.kind == Wording.Kind.MAIL and gap in SECRET:
        return _("Put {%(gap)s} in the text, not in the title: other people may see the title of a mail.") % {"gap": gap}
    return _("We cannot fill in {%(gap)s} here. You can use: %(allowed)s.") % {"gap": gap, "allowed": ", ".join(f"{{{name}}}" for name in sorted(here))}
