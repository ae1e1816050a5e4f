"""Letters for a print room: each family's once, whole or not at all, posted by people, and some come back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import REGISTER_OFFICER
from campaigns.carriers import print_room
from campaigns.models import Delivery, DeliveryState, Mailing, Message, PrintBatch
from campaigns.sending import control, printing, reconcile
from register.models import CHOICES, AccessLogEntry, Channel
from tests.campaigns.messages import ask, mailing, sign_all
from tests.register.factories import FamilyFactory, says_yes, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]
BY_POST = next(choice for choice in CHOICES if choice.slug == "updates-post")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.LETTERS_FOLDER = tmp_path / "letters"


@pytest.fixture
def letters():
    """Three families at three addresses, one of them without a street."""
    for address in ("1 Lark Lane\nLarkmere", "2 Lark Lane\nLarkmere", ""):
        family = FamilyFactory(confirmed=True, address=address or "Larkmere", has_address=True, postcode="LK1 2AB" if address else "")
        says_yes(family, BY_POST)
    made = mailing()
    Message.objects.update(channel="post")
    ask(made)
    sign_all(made)
    control.schedule(made)
    control.begin_due()
    return Mailing.objects.get()


def test_one_batch_has_a_letter_for_each_address_that_can_be_posted_to(letters):
    assert printing.make_batches() == 2
    batch = PrintBatch.objects.get()
    assert printing.pdf_of(batch.name).read_bytes().startswith(b"%PDF")
    assert printing.pdf_of(batch.name).stat().st_mode & 0o777 == 0o600
    assert letters.deliveries.by_state() == {"accepted": 2, "permanent-failure": 1}
    assert set(printing.references_of(batch.name)) == {str(row.pk) for row in Delivery.objects.filter(state="accepted")}
    assert printing.make_batches() == 0


def test_a_full_disk_leaves_nothing_half_and_is_tried_again(letters, monkeypatch):
    def full(*_args, **_named):
        raise print_room.NotWritten("No space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(print_room, "write", full)
        assert printing.make_batches() == 0
    assert letters.deliveries.by_state() == {"ready": 2, "permanent-failure": 1}
    assert "No space left on device." in letters.deliveries.filter(state="ready").values_list("problem", flat=True)
    Delivery.objects.filter(state="ready").update(try_after=timezone.now())
    assert printing.make_batches() == 2


@pytest.mark.parametrize("is_written", [True, False], ids=["after it was written", "before it was written"])
def test_a_worker_that_died_round_the_writing_is_put_right_by_looking_into_the_table(letters, is_written, monkeypatch):
    def die(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(printing, "_settle_all" if is_written else "_write", die)
        with pytest.raises(KeyboardInterrupt):
            printing.make_batches()
    Delivery.objects.filter(state="sending").update(lease_until=timezone.now() - dt.timedelta(seconds=1), attempted_at=timezone.now() - reconcile.SETTLES_IN)
    reconcile.take_over()
    reconcile.ask_about_unknown({Channel.POST: printing.PrintRoom()})
    expected = {"accepted": 2, "ready": 1} if is_written else {"ready": 3}
    assert letters.deliveries.by_state() == expected
    printing.make_batches()
    assert letters.deliveries.by_state() == {"accepted": 2, "permanent-failure": 1}
    assert sum(batch.letters for batch in PrintBatch.objects.all()) == 2


def test_an_officer_fetches_posts_and_writes_down_what_comes_back(letters):
    printing.make_batches()
    batch, browser = PrintBatch.objects.get(), Client()
    browser.force_login(staff(REGISTER_OFFICER))
    press = lambda name, **values: browser.post(reverse(f"letter_batch_{name}", args=[batch.pk]), values, follow=True)  # noqa: E731
    assert b"Fetch the file" in browser.get(reverse("letter_batches")).content
    assert b"".join(press("file").streaming_content).startswith(b"%PDF")
    assert AccessLogEntry.objects.filter(why="To print and post a letter").count() == 2
    table = b"".join(press("table").streaming_content).decode("utf-8-sig")
    assert "Lark Lane" not in table and batch.name in table
    assert "2 letters are in the post" in press("posted").content.decode()
    assert letters.deliveries.by_state() == {"delivered": 2, "permanent-failure": 1}
    for number, told in (("2", "Written down"), ("2", "No letter of this batch"), ("9", "No letter of this batch"), ("x", "No letter of this batch")):
        assert told in press("came_back", number=number).content.decode()
    assert letters.deliveries.filter(state=DeliveryState.RETURNED).count() == 1


def test_files_with_addresses_are_deleted_a_week_after_they_are_posted(letters):
    printing.make_batches()
    batch = PrintBatch.objects.get()
    printing.forget_files()
    assert printing.pdf_of(batch.name).exists()
    PrintBatch.objects.update(posted_at=timezone.now() - printing.KEPT_AFTER_POST)
    printing.forget_files()
    assert not printing.pdf_of(batch.name).exists()
    assert printing.table_of(batch.name).exists()
