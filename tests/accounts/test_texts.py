"""Texts that must reach one person, once, in time or not at all."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts import texts
from accounts.models import QueuedMail, QueuedText
from accounts.outgoing import NobodyKnows, NothingIsTaken
from portal import health
from portal.jobs import JOBS
from tests.accounts.signing_in import texts_sent

pytestmark = pytest.mark.django_db
SAM, ALEX, KIM = "+447700900001", "+447700900002", "+447700900003"


class Flaky:
    """A provider that does with each number what the test says."""

    def __init__(self, **does: Exception) -> None:
        self.does, self.taken = does, []

    def carry(self, text: QueuedText) -> None:
        if problem := self.does.get(f"to_{text.number[-1]}"):
            raise problem
        self.taken.append(text.number)

    def close(self) -> None:
        pass

    def is_final(self, error: Exception) -> bool:
        return isinstance(error, ValueError)


@pytest.fixture
def provider(monkeypatch, texts_on):
    def make(**does: Exception) -> Flaky:
        flaky = Flaky(**does)
        monkeypatch.setattr(texts, "_carrier", lambda: flaky)
        return flaky

    return make


def write(*numbers: str, **more: object) -> None:
    for number in numbers or [SAM]:
        texts.queue(number=number, text="Hello Sam", **more)


def test_a_request_only_writes_a_row_and_the_worker_sends_it_once(texts_on):
    write()
    assert not texts_on.exists()
    assert [(sent["to"], sent["text"]) for sent in texts_sent()] == [(SAM, "Hello Sam")]
    assert len(texts_sent()) == 1
    assert not QueuedText.objects.exists()


def test_the_worker_has_both_jobs_of_texts():
    assert {texts.send_due, texts.forget_undelivered} <= {job.run for job in JOBS}


def test_a_text_of_a_request_that_fails_is_not_sent(texts_on):
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert texts_sent() == []


def test_where_texts_are_off_nobody_can_write_one_and_the_worker_sends_none():
    assert not texts.are_on()
    with pytest.raises(ValueError, match="no texts"):
        write()
    QueuedText.objects.create(number=SAM, text="from the time when they were on")
    assert texts.send_due() == 0


def test_a_worker_killed_in_the_middle_of_a_text_never_sends_that_one_again(provider):
    write(SAM, ALEX, KIM)
    provider(to_2=SystemExit(9))
    with pytest.raises(SystemExit):
        texts.send_due()
    after = provider()
    texts.send_due()
    assert after.taken == [KIM]
    assert QueuedText.objects.get().number == ALEX
    assert QueuedText.objects.stuck(timezone.now() + dt.timedelta(hours=1)).count() == 1


def test_a_text_that_got_no_answer_is_not_sent_again_and_holds_up_nobody(provider, caplog):
    write(SAM, ALEX)
    provider(to_1=NobodyKnows())
    assert texts.send_due() == 1
    provider()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert texts.send_due() == 0
    assert QueuedText.objects.get().number == SAM
    assert SAM not in caplog.text


def test_a_refused_text_is_tried_later_and_one_refused_for_good_is_given_up(provider):
    write(SAM, ALEX)
    provider(to_1=OSError("down"), to_2=ValueError("no such number"))
    assert texts.send_due() == 0
    provider()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        assert texts.send_due() == 1
    given_up = QueuedText.objects.get()
    assert (given_up.number, given_up.gave_up_at is not None, given_up.problem) == (ALEX, True, "ValueError")


def test_when_the_provider_takes_nothing_all_texts_wait_and_none_loses_a_try(provider):
    write(SAM, ALEX)
    flaky = provider(to_1=NothingIsTaken("refused to us", timezone.now() + dt.timedelta(minutes=10)))
    assert (texts.send_due(), flaky.taken) == (0, []), "the second is not tried either"
    assert list(QueuedText.objects.values_list("tries", "is_sending", "gave_up_at")) == [(0, False, None)] * 2
    assert QueuedText.objects.refused_to_us().count() == 2
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        provider()
        assert texts.send_due() == 2


def test_who_runs_the_site_is_told_that_texts_wait(provider, site):
    write()
    assert health._warnings() == []
    provider(to_1=NothingIsTaken("refused to us", timezone.now() + dt.timedelta(minutes=10)))
    texts.send_due()
    assert "1 text messages wait" in health._warnings()[0]


def test_a_code_that_comes_too_late_is_not_sent_at_all(texts_on):
    now = timezone.now()
    write(SAM, useful_until=now + dt.timedelta(minutes=10))
    write(ALEX, useful_until=now)
    assert not QueuedText.objects.due(now).to(ALEX).exists()
    with time_machine.travel(now + dt.timedelta(minutes=9)):
        assert [sent["to"] for sent in texts_sent()] == [SAM]
    write(SAM, useful_until=now + dt.timedelta(minutes=10))
    with time_machine.travel(now + dt.timedelta(minutes=11)):
        assert len(texts_sent()) == 1
    assert not QueuedText.objects.exists()


def test_a_text_that_nobody_will_send_any_more_is_deleted_after_a_week():
    now = timezone.now()
    QueuedText.objects.create(number=SAM, text="t", gave_up_at=now - dt.timedelta(days=8))
    QueuedText.objects.create(number=ALEX, text="t", is_sending=True, claimed_at=now - dt.timedelta(days=8))
    QueuedText.objects.create(number=KIM, text="t")
    assert texts.forget_undelivered() == 2
    assert QueuedText.objects.get().number == KIM


def test_what_the_provider_is_told_as_reference_is_random_and_says_nothing(texts_on):
    write(SAM, SAM)
    one, two = QueuedText.objects.values_list("reference", flat=True)
    assert one != two
    assert one.version == 4


def test_mails_and_texts_wait_in_rows_of_their_own(texts_on):
    write()
    assert not QueuedMail.objects.exists()
