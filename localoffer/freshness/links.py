"""The links that providers are sent: signed, for one service, one cycle and one recipient. Nothing of them is stored.

A link works until its check is done (another cycle has begun), or for SERVICE_CHECK_LINK_DAYS, and only while its recipient is
still an address of the service: who left the provider keeps no key.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

from localoffer.freshness import recipients
from localoffer.models import Service

SALT = "localoffer.freshness.check"
LONGEST = 400


class LinkUnknown(Exception):
    """Forged, cut off, of a service that is gone, or sent to an address that is no more one of the service's."""


class State(StrEnum):
    WORKS = "works"
    OLD = "old"
    DONE = "done"


@dataclass(frozen=True)
class CheckLink:
    """What a link that came back says; `email` is whom it was sent to."""

    service: Service
    token: str
    email: str
    state: State

    @property
    def mark(self) -> str:
        return recipients.mark(self.email)


def cycle_of(service: Service) -> str:
    """The check that is due, named by its day; empty when none is."""
    return service.verify_by.isoformat() if service.verify_by else ""


def make(service: Service, email: str) -> str:
    """The token of a new link."""
    return _signer().sign_object([service.pk.hex, cycle_of(service), recipients.mark(email)])


def address(token: str) -> str:
    """The whole address, for a mail."""
    return settings.SITE_URL + reverse("service_check", args=[token])


def read(token: str) -> CheckLink:
    """Raises LinkUnknown."""
    if len(token) > LONGEST:
        raise LinkUnknown
    try:
        number, cycle, sign = _signer().unsign_object(token)
        service = Service.objects.published().with_provider().get(pk=uuid.UUID(number))
    except (signing.BadSignature, ValueError, Service.DoesNotExist) as problem:
        raise LinkUnknown from problem
    email = recipients.marked(service, sign)
    if not email:
        raise LinkUnknown
    return CheckLink(service, token, email, _state(token, cycle, service))


def _state(token: str, cycle: str, service: Service) -> State:
    if cycle != cycle_of(service):
        return State.DONE
    try:
        _signer().unsign_object(token, max_age=dt.timedelta(days=settings.SERVICE_CHECK_LINK_DAYS))
    except signing.SignatureExpired:
        return State.OLD
    return State.WORKS


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT, sep=".")
