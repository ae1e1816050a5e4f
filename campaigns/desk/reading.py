"""A version as its signers read it: every message whole, the plan in words, and what is different from what was signed before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from analytics.phrases import few
from campaigns.groups.words import sentence
from campaigns.models import Mailing, MailingVersion, Organisation, SignOff
from localoffer.freshness.comparison import Piece, marked
from register.models import Channel, Purpose


@dataclass(frozen=True)
class Read:
    """One message of a version. `before` and `after` are its text in pieces, where an earlier version said something else."""

    key: str
    name: str
    subject: str
    text: str
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class Signing:
    """One organisation that has to sign: its answer to these words, and what this reader may do for it."""

    organisation: Organisation
    answer: SignOff | None
    can_sign: bool
    why_not: str


def messages_of(version: MailingVersion, earlier: MailingVersion | None) -> list[Read]:
    """Every message; beside those of an earlier version, what differs is marked."""
    was = earlier.said["messages"] if earlier else {}
    return [_read(key, said, was.get(key)) for key, said in version.said["messages"].items()]


def gone_from(version: MailingVersion, earlier: MailingVersion | None) -> list[str]:
    """Messages that were signed before and are none any more."""
    return [_name(said) for key, said in (earlier.said["messages"].items() if earlier else ()) if key not in version.said["messages"]]


def plan_in_words(version: MailingVersion) -> list[tuple[str, str]]:
    """What is signed beside the words, each line with its name."""
    plan = version.planned
    names = [each["name"] for each in plan["signed_by"]]
    return [
        (_("Campaign"), f"{plan['campaign']['name']} ({plan['campaign']['code']})"),
        (_("What it is about"), str(Purpose(plan["purpose"]).label)),
        (_("Why we may"), _("Families agreed to it, and can stop it in every message.")),
        (_("Who it is for"), sentence(plan["group"]["include"], plan["group"]["leave_out"])),
        (_("Families when sign-off was asked for"), few(plan["families"])),
        (_("Survey"), plan.get("survey") or _("none")),
        (_("Sent by"), ", ".join(str(Channel(channel).label) for channel in plan["channels"])),
        (_("From"), _moment(plan["from"])),
        (_("Not after"), _moment(plan["until"])),
        (_("Hours"), _("%(earliest)s to %(latest)s") % {"earliest": _hour(plan["hours"][0]), "latest": _hour(plan["hours"][1])}),
        (_("Sundays and bank holidays"), _("Also then") if plan["quiet_days"] else _("Not then")),
        (_("When nobody knows whether an e-mail arrived"), str(Mailing.OnDoubt(plan["on_doubt"]).label)),
        (_("Signed by"), ", ".join(names)),
    ]


def plan_changes(version: MailingVersion, earlier: MailingVersion | None) -> list[tuple[str, str, str]]:
    """Lines of the plan that were others: their name, before, now."""
    was = dict(plan_in_words(earlier)) if earlier else {}
    return [(name, was[name], now) for name, now in plan_in_words(version) if earlier and was.get(name) != now]


def signings(version: MailingVersion, reader: User) -> list[Signing]:
    """Each organisation that has to sign, in order."""
    answers: dict[int, SignOff] = {each.organisation_id: each for each in version.mailing.sign_offs.of(version)}
    required = Organisation.objects.filter(pk__in=version.required.values("organisation")).select_related("delegate", "deputy")
    theirs = set(Organisation.objects.signed_by(reader).values_list("pk", flat=True))
    has_signed = any(each.is_signed and each.by == reader.staff_email for each in answers.values())
    return [_signing(each, answers.get(each.pk), version, reader, is_theirs=each.pk in theirs, has_signed=has_signed) for each in required]


def signed_before(version: MailingVersion, organisations: Iterable[Organisation]) -> MailingVersion | None:
    """The newest earlier version that one of these organisations has signed; without one the newest that anybody has."""
    signed = list(version.mailing.sign_offs.given().order_by("-pk"))
    keys = {each.pk for each in organisations}
    for each in [*(one for one in signed if one.organisation_id in keys), *signed]:
        found = version.mailing.versions.filter(content_digest=each.content_digest, plan_digest=each.plan_digest).exclude(pk=version.pk).first()
        if found:
            return found
    return None


def _signing(organisation: Organisation, answer: SignOff | None, version: MailingVersion, reader: User, *, is_theirs: bool, has_signed: bool) -> Signing:
    why_not = ""
    if is_theirs and reader.staff_email in version.writers:
        why_not = _("You wrote a part of it, so somebody else signs for %(organisation)s.") % {"organisation": organisation}
    elif is_theirs and has_signed:
        why_not = _("You have signed it for another organisation, or for this one. One person signs for one.")
    may = is_theirs and not why_not and not (answer and answer.is_signed)
    return Signing(organisation, answer, may, "" if answer and answer.is_signed else why_not)


def _read(key: str, said: dict[str, Any], was: dict[str, Any] | None) -> Read:
    now = f"{said['subject']}\n\n{said['text']}" if said["subject"] else said["text"]
    then = (f"{was['subject']}\n\n{was['text']}" if was["subject"] else was["text"]) if was else now
    before, after = marked(then, now) if then != now else ([], [])
    return Read(key, _name(said), said["subject"], said["text"], before, after)


def _name(said: dict[str, Any]) -> str:
    wave = {0: "", 1: _("reminder after 7 days"), 2: _("reminder after 14 days")}[said["wave"]]
    parts = [
        str(Channel(said["channel"]).label),
        said["language"] if not said["language"].startswith("en") else "",
        said["reading_format"].replace("-", " ") if said["reading_format"] != "standard" else "",
    ]
    return ", ".join(part for part in [*parts, wave] if part)


def _moment(text: str) -> str:
    return formats.date_format(timezone.localtime(dt.datetime.fromisoformat(text)), "j F Y, H:i") if text else ""


def _hour(text: str) -> str:
    return formats.time_format(dt.time.fromisoformat(text), "H:i")
