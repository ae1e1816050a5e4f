"""The worker: one job's trouble is its own, and it ends when it is asked to."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.mail import send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import OperationalError

from accounts.mail import send_due
from accounts.models import QueuedMail
from portal import env
from portal.jobs import JOBS, Job
from portal.management.commands import worker

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def jobs(monkeypatch, db) -> Iterator[list[Job]]:
    """The worker's jobs, for the test to fill; afterwards signals mean what they meant."""
    found: list[Job] = []
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(worker, "JOBS", found)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own connection must live
    yield found
    for name, handler in before.items():
        signal.signal(name, handler)


def fail_with(error: Exception):
    def fail():
        raise error

    return fail


def test_a_job_that_fails_stops_no_other(jobs, caplog):
    done = []
    jobs += [
        Job("broken", HOUR, fail_with(ValueError("a family's words"))),
        Job("no database", HOUR, fail_with(OperationalError("gone"))),
        Job("sound", HOUR, lambda: done.append("sound")),
    ]
    call_command("worker", once=True)
    assert done == ["sound"]
    assert [record.getMessage() for record in caplog.records] == ["The job 'broken' failed.", "The job 'no database' did not reach the database: OperationalError"]


def test_a_job_is_done_again_at_its_time_and_not_before(jobs):
    done = []

    def often():
        done.append("often")
        if done.count("often") == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    jobs += [Job("seldom", HOUR, lambda: done.append("seldom")), Job("often", dt.timedelta(0), often)]
    call_command("worker")
    assert done == ["seldom", "often", "often", "often"]


def test_no_job_is_begun_after_the_signal(jobs):
    done = []
    jobs += [Job("first", HOUR, lambda: os.kill(os.getpid(), signal.SIGTERM)), Job("second", HOUR, lambda: done.append("second"))]
    call_command("worker")
    assert done == []


def test_mail_does_not_wait_for_a_slow_feed(jobs):
    """The slow job goes on as long as the test, and is not begun a second time beside itself."""
    done, may_end = [], threading.Event()

    def slow():
        done.append("slow")
        may_end.wait(20)

    def mail():
        done.append("mail")
        if done.count("mail") == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    jobs += [Job("feeds", dt.timedelta(0), slow, is_slow=True), Job("mail", dt.timedelta(0), mail)]
    began = time.monotonic()
    call_command("worker")
    may_end.set()
    assert (done.count("slow"), done.count("mail")) == (1, 3)
    assert time.monotonic() - began < 10


@pytest.mark.django_db
def test_a_slow_mail_server_gets_a_turn_and_no_more(monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: time.sleep(0.2))
    for number in range(10):
        send_mail("Hello", "Words", None, [f"p{number}@families.example"])
    began = time.monotonic()
    assert 1 <= send_due(seconds=0.5) <= 4
    assert time.monotonic() - began < 2
    assert QueuedMail.objects.filter(is_sending=False).count() >= 6
    assert not QueuedMail.objects.filter(is_sending=True).exists()


def test_the_process_outlives_a_missing_database_and_ends_within_seconds_of_the_signal(tmp_path):
    variables = os.environ | {"DATABASE_URL": "", "CACHE_URL": "", "VAR_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=env.ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 60
        while (words := log.read_text()).count("did not reach the database") < len(JOBS) - 1 and time.monotonic() < end and process.poll() is None:
            time.sleep(0.2)
        assert process.poll() is None, words
        assert "'mail'" in words
        assert "'register: forget unconfirmed'" in words
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
