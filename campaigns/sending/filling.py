"""A version's words with who signed them, and what stands in them for one family."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from campaigns.carriers.base import Words
from campaigns.fields import HOLE
from campaigns.manifest import words_from
from campaigns.models import MailingVersion, SignOff
from campaigns.sending.claim import Claimed
from campaigns.tokens import token_of
from register.models import Channel, Family

WHERE: Final = {Channel.EMAIL: "email", Channel.TEXT: "phone", Channel.POST: "address"}
A_TOKEN: Final = "A-TOKEN"  # noqa: S105 - it opens nothing


class NotAsSigned(Exception):
    """The version is not what was signed: its words do not make its digests, or those who signed may not."""


def checked(version: MailingVersion) -> list[SignOff]:
    """Who signed it, in the order of the organisations. Raises NotAsSigned: everything is asked once more, of the very row that is to be sent."""
    signed = list(version.mailing.sign_offs.of(version).given().select_related("organisation").order_by("organisation"))
    required = {each["id"] for each in version.planned["signed_by"]}
    people = [each.by for each in signed]
    if not version.is_whole or {each.organisation_id for each in signed} != required:
        raise NotAsSigned
    if len(set(people)) != len(people) or set(people) & set(version.writers):
        raise NotAsSigned
    return signed


def words_to_send(version: MailingVersion, key: str) -> Words:
    """One message with its signatures. Raises NotAsSigned."""
    signed = checked(version)
    check = f"{settings.SITE_URL}{reverse('signed', args=[version.fingerprint])}"
    words = words_from(version.said["messages"][key])
    plain = {"signatures": "\n".join(_lines(signed)), "check": check}
    html = {"signatures": "<br>".join(escape(line) for line in _lines(signed)), "check": escape(check)}
    return replace(words, subject=fill(words.subject, plain), text=fill(words.text, plain), html=fill(words.html, html))


def fields_of(row: Claimed, family: Family, *, survey: str = "") -> dict[str, str]:
    """What stands in the holes for this family; `survey` is its own link, where the messages ask for answers."""
    address = partial(_address, token_of(row.pk))
    return {
        "first_name": family.first_name,
        "reference": family.reference,
        "stop": address("message_stop"),
        "wishes": address("message_wishes"),
        "web": address("message_on_the_web"),
        "survey": survey or address("message_survey"),
    }


def where_to(family: Family, channel: Channel) -> str:
    """Its address or number; of a letter the lines of the address, the postcode last."""
    if channel == Channel.POST:
        lines = [f"{family.first_name} {family.last_name}", *family.address.splitlines()]
        return "\n".join(line for line in [*lines, "" if family.postcode in family.address else family.postcode] if line.strip())
    return str(getattr(family, WHERE[channel]))


def fill(text: str, fields: dict[str, str]) -> str:
    """The text with what stands for its holes; those that `fields` has nothing for stay."""
    return HOLE.sub(lambda hole: fields.get(hole[1], hole[0]), text)


def _lines(signed: Iterable[SignOff]) -> list[str]:
    """The block under a message: each name with the position and the organisation."""
    return [f"{each.name}, {each.position}, {each.organisation.name}" for each in signed]


def _address(token: str, name: str) -> str:
    return _pattern(name).replace(A_TOKEN, token)


@cache
def _pattern(name: str) -> str:
    """An address with A_TOKEN in it: looked up once, and not for each family."""
    return f"{settings.SITE_URL}{reverse(name, args=[A_TOKEN])}"


def version_of(pk: int) -> MailingVersion:
    return MailingVersion.objects.select_related("mailing").get(pk=pk)


def families_of(keys: Iterable[UUID]) -> dict[UUID, Family]:
    """What sending needs of each that is still here."""
    return Family.objects.only("pk", "first_name", "last_name", "reference", "email", "phone", "address", "postcode").in_bulk(list(keys))
