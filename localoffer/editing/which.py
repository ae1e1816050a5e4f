"""What tells one service from another that has the same name."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from localoffer.models import Service

LETTERS = 8


def facts_of(service: Service) -> list[str]:
    """Whose it is, where, when it was checked, and its key."""
    provider = service.provider.name if service.provider else _("no provider")
    place = str(service.places[0]) if service.places else _("no place")
    checked = _("checked %s") % date_format(service.checked_on, "j F Y") if service.checked_on else _("never checked")
    return [provider, place, checked, _("key %s") % service.pk]


def named(service: Service, *, beside: Service) -> str:
    """Its name, with the beginning of its key where the other one has the same name."""
    return service.name if service.name.casefold() != beside.name.casefold() else f"{service.name} ({str(service.pk)[:LETTERS]})"


def names(kept: Service, other: Service) -> dict[str, str]:
    """Both for a sentence, under `kept` and `other`."""
    return {"kept": named(kept, beside=other), "other": named(other, beside=kept)}
