"""A family's own list of services, kept in the address alone: nothing is stored with us.

Each service stands in it as 22 letters that never change, though its name may.
"""

import base64
import re
import uuid
from collections.abc import Iterable, Mapping

from django.urls import reverse

MOST = 50
PARAMETER = "s"
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
LONGEST = MOST * 23 * 2  # what is beyond is not even looked at


def key(pk: uuid.UUID) -> str:
    """The service's letters in the address."""
    return base64.urlsafe_b64encode(pk.bytes).rstrip(b"=").decode()


def read(parameters: Mapping[str, str]) -> list[uuid.UUID]:
    """The services in an address, each once, in its order, 50 at most; what is no service's letters is left out."""
    words = parameters.get(PARAMETER, "")[:LONGEST].split(",")
    return list(dict.fromkeys(uuid.UUID(bytes=base64.urlsafe_b64decode(f"{word}==")) for word in words if KEY.fullmatch(word)))[:MOST]


def write(services: Iterable[uuid.UUID]) -> str:
    """The parameter's value; empty for an empty list."""
    return ",".join(key(pk) for pk in services)


def carried(parameters: Mapping[str, str]) -> str:
    """The list of an address as other addresses may carry it on: no letters but those of services."""
    return write(read(parameters)) if PARAMETER in parameters else ""


def address(services: Iterable[uuid.UUID]) -> str:
    """Where the list of these services is shown."""
    words = write(services)
    return f"{reverse('my_list')}?{PARAMETER}={words}" if words else reverse("my_list")
