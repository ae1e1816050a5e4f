"""Who is asked whether a service's facts are still right.

In this order, the first that there is: a contact for staff only (kept for just such questions), the provider's own address,
the service's, a contact that families see. People who sign in for the provider are not written to: they see what is due on their page.
"""

import hashlib
import hmac

from django.conf import settings

from localoffer.models import Service

PURPOSE = b"directory: whom a check link was sent to"
MARK = 24


def addresses(service: Service) -> list[str]:
    """Every address the service may be asked at, in small letters, the best first."""
    contacts = list(service.contacts.all())
    private = [contact.email for contact in contacts if not contact.is_public]
    public = [contact.email for contact in contacts if contact.is_public]
    provider = [service.provider.email] if service.provider else []
    return list(dict.fromkeys(email.strip().lower() for email in [*private, *provider, service.email, *public] if email.strip()))


def recipient(service: Service) -> str:
    """Who is written to; empty when nobody is known."""
    return next(iter(addresses(service)), "")


def mark(email: str) -> str:
    """The address as a keyed hash: links and rows name a recipient by it, and tell nobody the address."""
    return _mark(email, settings.SECRET_KEY)


def is_mark_of(sign: str, email: str) -> bool:
    """Whether that mark was made of the address, under the secret key of now or one before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(_mark(email, key).encode(), sign.encode()) for key in keys)


def marked(service: Service, sign: str) -> str:
    """The service's address with that mark; empty when it has been taken away since."""
    return next((email for email in addresses(service) if is_mark_of(sign, email)), "")


def _mark(email: str, key: str) -> str:
    return hmac.new(key.encode() + PURPOSE, email.strip().lower().encode(), hashlib.sha256).hexdigest()[:MARK]
