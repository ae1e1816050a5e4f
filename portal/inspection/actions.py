"""Asking for a pack, making it, and letting its file go."""

import datetime as dt
import logging

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log as log_action
from wagtail.models import Site

from accounts.models import User
from portal.inspection import archive, sections
from portal.inspection.models import InspectionPack
from portal.inspection.parts import Occasion, day

ASKED, DELETED = "inspection_pack.ask", "inspection_pack.delete"
State = InspectionPack.State
log = logging.getLogger(__name__)


class AlreadyAsked(Exception):
    """A pack is being made; another would say the same."""


class NoFile(Exception):
    """The pack has no file: it is being made, could not be made, or was deleted."""


@transaction.atomic
def ask(*, by: User) -> InspectionPack:
    """Have a pack made by the worker. Raises AlreadyAsked."""
    try:
        with transaction.atomic():
            pack = InspectionPack.objects.create(asked_by=by, asked_as=_roles_of(by))
    except IntegrityError as problem:
        raise AlreadyAsked from problem
    log_action(instance=pack, action=ASKED, user=by)
    return pack


def make_next(now: dt.datetime | None = None) -> int:
    """Make the pack that waits; how many were made. One whose maker ended is given up, so that somebody can ask again."""
    moment = now or timezone.now()
    InspectionPack.objects.interrupted(moment).update(state=State.FAILED, problem=_("The making was interrupted. Make the pack again."))
    pack = InspectionPack.objects.waiting().first()
    if pack is None or not InspectionPack.objects.waiting().filter(pk=pack.pk).update(begun_at=moment):
        return 0
    try:
        content = _content(Occasion(Site.objects.get(is_default_site=True), pack.asked_as))
    except Exception:
        log.exception("The inspection pack could not be made.")
        _finish(pack, state=State.FAILED, problem=_("The pack could not be made. Try again; if it fails again, tell whoever runs the site: the log says why."))
        return 0
    _finish(pack, state=State.READY, content=content, size=len(content))
    return 1


@transaction.atomic
def delete_file(pack: InspectionPack, *, by: User) -> None:
    """The row stays, and says that the file was deleted. Raises NoFile."""
    if not InspectionPack.objects.filter(pk=pack.pk, state=State.READY).update(state=State.DELETED, content=None):
        raise NoFile
    log_action(instance=pack, action=DELETED, user=by)


def forget_old(now: dt.datetime | None = None) -> int:
    """Let the files go that were kept for 90 days; how many."""
    return InspectionPack.objects.outdated(now or timezone.now()).update(state=State.DELETED, content=None)


def _content(occasion: Occasion) -> bytes:
    return archive.made(sections.gather(occasion), title=_("Inspection pack: %(name)s") % {"name": occasion.name}, subtitle=day(occasion.today))


def _finish(pack: InspectionPack, **values: object) -> None:
    """Unless it was given up meanwhile."""
    InspectionPack.objects.filter(pk=pack.pk, state=State.ASKED).update(made_at=timezone.now(), **values)


def _roles_of(user: User) -> str:
    """What stands in the pack in place of a name."""
    names = [*user.groups.order_by("name").values_list("name", flat=True), *([_("Superuser")] if user.is_superuser else [])]
    return ", ".join(names)[:200]
