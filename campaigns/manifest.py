"""What organisations sign, as one canonical text each: the words as they leave, and the plan by which they do.

Canonical JSON: keys in order, no spaces, Unicode NFC, one kind of line end, so that saving without changing anything changes no digest.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from campaigns.carriers.base import Words
from campaigns.models import Mailing, Message
from campaigns.writing.rendering import words_of

# Goes up when what stands in a manifest changes its meaning: an old signature is then of no use for new code.
FORM = 1
LAWFUL_BASIS = "consent: UK GDPR articles 6(1)(a) and 9(2)(a)"


def content_of(mailing: Mailing) -> str:
    """Every message, whole and as it leaves, in canonical JSON."""
    messages = {key_of(message): _said(message) for message in mailing.messages.select_related("language")}
    return canonical({"form": FORM, "messages": messages})


def plan_of(mailing: Mailing, *, count: int) -> str:
    """Who gets it, when, why and who signs, in canonical JSON. `count`: how many families that were when somebody asked for sign-off."""
    campaign, segment = mailing.campaign, mailing.segment
    return canonical(
        {
            "form": FORM,
            "campaign": {"name": campaign.name, "code": campaign.code, "leads_to": campaign.target},
            "purpose": mailing.purpose,
            "lawful_basis": LAWFUL_BASIS,
            "group": {"name": segment.name if segment else "", "include": segment.include if segment else {}, "leave_out": segment.leave_out if segment else {}},
            "families": count,
            "survey": mailing.survey.slug if mailing.survey else "",
            "channels": sorted({message.channel for message in mailing.messages.all()}),
            "waves": sorted({message.wave for message in mailing.messages.all()}),
            "from": _moment(mailing.send_from),
            "until": _moment(mailing.send_until),
            "hours": [mailing.earliest.isoformat(), mailing.latest.isoformat()],
            "quiet_days": mailing.on_quiet_days,
            "on_doubt": mailing.on_doubt,
            "signed_by": [{"id": each.pk, "name": each.name, "kind": each.kind} for each in mailing.organisations.order_by("pk")],
            "compared": sorted([{"metric": each.metric, **each.chosen} for each in campaign.evaluations.all()], key=lambda each: each["metric"]),
        }
    )


def key_of(message: Message) -> str:
    """What a message is called within its version, such as `email-en-standard-0`."""
    return message_key(message.channel, message.language.code if message.language else "", message.reading_format, message.wave)


def message_key(channel: str, language: str, reading_format: str, wave: int) -> str:
    return f"{channel}-{language or 'en'}-{reading_format}-{wave}"


def words_from(said: dict[str, Any]) -> Words:
    """A message of a version, as carriers take it."""
    return Words(**{name: said[name] for name in Words.__dataclass_fields__})


def canonical(value: dict[str, Any]) -> str:
    return json.dumps(_normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(message: Message) -> dict[str, Any]:
    words = words_of(message)
    about = {"channel": message.channel, "reading_format": message.reading_format, "wave": message.wave}
    return about | {name: getattr(words, name) for name in Words.__dataclass_fields__}


def _moment(value: dt.datetime | None) -> str:
    """One moment has one name, whichever zone it was written in."""
    return value.astimezone(dt.UTC).isoformat() if value else ""


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: _normal(each) for key, each in value.items()}
    return [_normal(each) for each in value] if isinstance(value, Iterable) else value
