"""Changes to the service directory."""

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from localoffer import facts, versions
from localoffer.models import ImportedRecord, Service
from localoffer.models.services import OUR_PAGES


class NothingToTake(Exception):
    """The feed says nothing of this, or nothing else than we do."""


def keep_first_version(service: Service) -> None:
    """As `versions.keep_first`, for a service that may not be as the database has it any more."""
    if not service.latest_revision_id:
        versions.keep_first(Service.objects.get(pk=service.pk))


def free_slug(name: str) -> str:
    """A name for the address that no service has yet."""
    stem = slugify(name)[:100].strip("-") or "service"
    taken = {*Service.objects.filter(slug__startswith=stem).values_list("slug", flat=True), *OUR_PAGES}
    return next(slug for number in range(1, len(taken) + 2) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)


@transaction.atomic
def take_from_feed(service: Service, name: str, *, by: User) -> None:
    """Take the feed's value of one fact (a name in localoffer.facts); the history says who did.

    Raises NothingToTake, and ValidationError when the value does not go with the rest of the service.
    """
    kept: ImportedRecord | None = getattr(service, "imported", None)
    found = {difference.name: difference for difference in facts.differences(service, kept.said)} if kept else {}
    if kept is None or name not in found:
        raise NothingToTake
    keep_first_version(service)
    facts.take(service, name, found[name].theirs)
    service.full_clean()
    service.save()
    service.save_revision(user=by, log_action="wagtail.edit")
    kept.differs = bool(facts.differences(service, kept.said))
    kept.save()
