"""Letters for a print room: claimed as everything is, written into one file with a table, and then settled. A crash between two of these is put right by looking into the table."""

import csv
import datetime as dt
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from campaigns import surveying
from campaigns.carriers import print_room
from campaigns.carriers.base import Accepted, CannotLookUp, Later, Receipt, Refused
from campaigns.carriers.letter_pdf import Look
from campaigns.carriers.print_room import Letter, NotWritten
from campaigns.models import Delivery, Mailing, MailingState, PrintBatch
from campaigns.models.mailing import PURPOSES
from campaigns.sending import control, points, settle
from campaigns.sending.claim import Claimed, claim
from campaigns.sending.filling import NotAsSigned, families_of, fields_of, version_of, where_to, words_to_send
from campaigns.sending.hours import is_quiet
from home.models import SiteSettings
from register.models import Channel, Format, Purpose

AT_ONCE: Final = 500
KEPT_AFTER_POST: Final = dt.timedelta(days=7)
KEPT_AT_MOST: Final = dt.timedelta(days=60)
log = logging.getLogger(__name__)


def make_batches() -> int:
    """Write what is due into batches, each of one message; how many letters."""
    now = timezone.localtime()
    going = set(Mailing.objects.filter(state=MailingState.SENDING).values_list("purpose", flat=True))
    rows = [row for purpose in PURPOSES if purpose in going for row in claim(Channel.POST, Purpose(purpose), limit=AT_ONCE, now=now, is_quiet_day=is_quiet(now.date()))]
    groups: dict[tuple[int, str], list[Claimed]] = defaultdict(list)
    for row in rows:
        groups[row.version_id, row.key].append(row)
    return sum(_batch(version, key, some) for (version, key), some in groups.items())


def _batch(version_pk: int, key: str, rows: list[Claimed]) -> int:
    version = version_of(version_pk)
    try:
        prepared = print_room.prepare(words_to_send(version, key), _look(version.fingerprint, key))
    except NotAsSigned:
        control.halt(version.mailing_id, _("What would be printed is not what was signed. Nothing of it has left."))
        settle.release(rows)
        return 0
    except ValueError as problem:
        control.halt(version.mailing_id, _("A letter can’t be printed as it is: %s") % problem)
        settle.release(rows)
        return 0
    batch = PrintBatch.objects.create(mailing=version.mailing, name=f"{timezone.localdate():%Y-%m-%d}-{secrets.token_hex(3)}")
    ours = [row for row in rows if settle.attempt(row, provider_id=batch.name)]
    settle.release([row for row in rows if row not in ours])
    points.passed(points.ATTEMPTED)
    return _write(batch, prepared, ours)


def _write(batch: PrintBatch, prepared: print_room.Prepared, rows: list[Claimed]) -> int:
    families = families_of(row.family_id for row in rows)
    letters = [
        Letter(row.pk, where_to(families[row.family_id], Channel.POST), fields_of(row, families[row.family_id], survey=surveying.address_for(row, Channel.POST)))
        for row in rows
        if row.family_id in families
    ]
    try:
        made = print_room.write(prepared, letters, folder=_folder(), batch=batch.name) if letters else None
    except NotWritten as problem:
        log.exception("No batch of letters was written.")
        refused = {letter.reference: found for letter in letters if (found := print_room.refusal_of(prepared, letter))}
        _settle_all(rows, {}, refused, "", str(problem))
        return 0
    points.passed(points.ANSWERED)
    _settle_all(rows, made.pages if made else {}, made.refused if made else {}, batch.name, "")
    batch.letters, batch.pages = (len(made.pages), sum(made.pages.values())) if made else (0, 0)
    batch.save(update_fields=["letters", "pages"])
    return batch.letters


def _settle_all(rows: Iterable[Claimed], pages: Mapping[UUID, int], refused: Mapping[UUID, Refused], batch: str, problem: str) -> None:
    for row in rows:
        if row.pk in pages:
            settle.settle(row, Accepted(batch))
        else:
            settle.settle(row, refused.get(row.pk) or Later(problem or _("It was not in the batch.")))


class PrintRoom:
    """Asked what became of a letter by its batch's table: the file is there with it, or neither is."""

    can_look_up = True

    def find(self, reference: UUID, /) -> Receipt | None:
        name = Delivery.objects.filter(pk=reference).values_list("provider_id", flat=True).first() or ""
        try:
            is_in = bool(name) and pdf_of(name).exists() and str(reference) in references_of(name)
        except OSError as problem:
            raise CannotLookUp(str(problem)) from problem
        if not is_in:
            return None
        with transaction.atomic():  # its row was not written to the end either
            numbers = references_of(name)
            PrintBatch.objects.filter(name=name, letters=0).update(letters=len(numbers), pages=sum(numbers.values()))
        return Receipt(str(reference), name, "accepted")


def references_of(batch: str) -> dict[str, int]:
    """The letters of a batch in their order, with how many pages each has; none when its table is not there. Only with the PDF beside it was the batch finished."""
    if not table_of(batch).exists():
        return {}
    with table_of(batch).open(encoding="utf-8-sig", newline="") as file:
        return {row[2]: int(row[3]) for row in list(csv.reader(file))[1:]}


def table_of(batch: str) -> Path:
    return _folder() / f"{batch}.csv"


def pdf_of(batch: str) -> Path:
    return _folder() / f"{batch}.pdf"


def forget_files() -> int:
    """Delete the letters that were posted a week ago, or made so long ago that nobody will post them, and the tables after that time; how many batches."""
    now = timezone.now()
    posted = PrintBatch.objects.filter(deleted_at=None, posted_at__lte=now - KEPT_AFTER_POST)
    old = PrintBatch.objects.filter(made_at__lte=now - KEPT_AT_MOST)
    for batch in posted | old.filter(deleted_at=None):
        pdf_of(batch.name).unlink(missing_ok=True)
        PrintBatch.objects.filter(pk=batch.pk).update(deleted_at=now)
    for batch in old:
        table_of(batch.name).unlink(missing_ok=True)
    return old.count()


def _folder() -> Path:
    settings.LETTERS_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.LETTERS_FOLDER


def _look(fingerprint: str, key: str) -> Look:
    """Who signed stands in the words already."""
    site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    check = f"{settings.SITE_URL}{reverse('signed', args=[fingerprint])}"
    return Look((site.name,), (), timezone.localdate(), check, check, is_large=f"-{Format.LARGE_PRINT}-" in key)
