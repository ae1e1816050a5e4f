"""What carriers tell afterwards: kept as it comes, applied once, and never lost for a wrong word of theirs."""

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.carriers.base import Accepted, Receipt, Unknown
from campaigns.models import Delivery, DeliveryState, Mailing, MailingState, StoredReceipt
from campaigns.sending import after_restore, control, receipts, reconcile
from register.models import Channel, Family
from tests.campaigns.messages import Recorder, being_sent, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]
TOKEN = "t" * 32


def told(reference: object, status: str) -> None:
    receipts.keep([Receipt(str(reference), "n-1", status)])


@pytest.fixture
def sent():
    """One that its carrier took."""
    turn(Recorder(answers=lambda _to: Accepted("n-1")) if being_sent(families=1) else Recorder())
    return Delivery.objects.get()


def state_of(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["delivered"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["sending", "delivered"], "delivered"),
        (["delivered", "sending"], "delivered"),
        (["temporary-failure", "delivered"], "delivered"),
        (["delivered", "temporary-failure"], "delivered"),
        (["permanent-failure"], "permanent-failure"),
        (["a word nobody knows"], "accepted"),
    ],
)
def test_receipts_that_come_twice_late_or_in_another_order_say_the_same(sent, statuses, state):
    for status in statuses:
        told(sent.pk, status)
    assert receipts.apply_kept() == len(statuses)
    assert receipts.apply_kept() == 0
    assert state_of(sent) == state


def test_a_receipt_is_the_proof_where_nobody_answered():
    being_sent(families=1)
    turn(Recorder(answers=lambda _to: Unknown("no answer")))
    row = Delivery.objects.get()
    told(row.pk, "delivered")
    receipts.apply_kept()
    assert state_of(row) == DeliveryState.DELIVERED
    assert row.accepted_at is not None


def test_a_mailbox_that_is_not_there_is_marked_for_the_officers(sent):
    told(sent.pk, "permanent-failure")
    receipts.apply_kept()
    assert Family.objects.get().bounced_at is not None


def test_one_that_is_about_nothing_of_ours_stays_as_it_came():
    told(uuid4(), "delivered")
    told("nonsense", "delivered")
    assert receipts.apply_kept() == 2
    assert set(StoredReceipt.objects.exclude(applied_at=None).values_list("status", flat=True)) == {"delivered"}


def post(kind: str = "notify", body: object = None, token: str = TOKEN) -> tuple[int, dict]:
    said = body if isinstance(body, str) else json.dumps(body)
    answer = Client().post(reverse("message_receipt", args=[kind]), said, content_type="application/json", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()


def test_notify_tells_and_the_worker_applies(sent, settings):
    settings.RECEIPT_TOKEN = TOKEN
    assert post(body={"id": "n-1", "reference": str(sent.pk), "status": "delivered", "completed_at": "2026-03-02T10:00:00.000000Z"}) == (200, {})
    receipts.apply_kept()
    assert state_of(sent) == DeliveryState.DELIVERED


@pytest.mark.parametrize("body", ["no JSON", "[]", "{}", '{"id": 5}', "\x00", '{"reference": "' + "x" * 5_000 + '"}'])
def test_what_can_not_be_read_gets_a_200_and_a_sentence_for_a_4xx_would_lose_the_next(body, settings):
    settings.RECEIPT_TOKEN = TOKEN
    status, said = post(body=body)
    assert status == 200
    assert said["problem"]


@pytest.mark.parametrize(("ours", "theirs"), [(TOKEN, "wrong"), (TOKEN, ""), ("", "")])
def test_only_a_wrong_token_is_refused(ours, theirs, settings):
    settings.RECEIPT_TOKEN = ours
    status, _said = post(body={"id": "n", "status": "delivered"}, token=theirs)
    assert status == 401
    assert not StoredReceipt.objects.exists()


def test_after_a_restore_nothing_is_sent_before_a_person_has_looked_and_carriers_were_asked():
    mailing = being_sent(families=2)
    assert after_restore.pause_all() == 1
    carrier = Recorder(can_look_up=True)
    assert turn(carrier) == 0
    Delivery.objects.update(attempted_at=timezone.now() - reconcile.SETTLES_IN)
    first = Delivery.objects.order_by("pk").first()
    carrier.found = {first.pk: Receipt(str(first.pk), "n-1", "delivered")}
    reconcile.ask_about_unknown({Channel.EMAIL: carrier})
    assert mailing.deliveries.by_state() == {"accepted": 1, "ready": 1}
    assert turn(carrier) == 0
    control.resume(mailing)
    assert turn(carrier) == 1
    assert carrier.sent[0][0] != first.pk


def test_who_restores_a_backup_hears_that_messages_are_paused(capsys, settings, tmp_path):
    being_sent(families=1)
    settings.ERASURE_LEDGER = tmp_path / "ledger"
    settings.ERASURE_LEDGER.touch()
    call_command("apply_erasures")
    assert "Mailings paused until somebody has looked: 1." in capsys.readouterr().out
    assert Mailing.objects.get().state == MailingState.PAUSED
    assert Mailing.objects.get().send_until > timezone.now() + dt.timedelta(days=1)
