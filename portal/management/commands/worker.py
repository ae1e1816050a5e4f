"""`manage.py worker`: the work that no web request waits for. Run as many as you like."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from portal.jobs import JOBS, Job

PAUSE_SECONDS = 1.0
LAST_SECONDS = 20.0
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send mail, keep the search index and statistics up to date, publish on time. Ends cleanly on SIGTERM and Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do each job once and end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        ended = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ended.set())
        due = dict.fromkeys(JOBS, 0.0)
        beside: dict[Job, threading.Thread] = {}
        while not ended.is_set():
            for job in [job for job in JOBS if due[job] <= time.monotonic()]:
                if job.is_slow and not once:
                    _run_beside(job, beside)
                else:
                    _run(job)
                due[job] = time.monotonic() + job.every.total_seconds()
                if ended.is_set():
                    break
            if once:
                return
            ended.wait(PAUSE_SECONDS)
        _end(beside)


def _run_beside(job: Job, beside: dict[Job, threading.Thread]) -> None:
    """Begin a slow job in a thread of its own, unless it is still at work. It ends with the worker, between two of its rows or in one that is undone."""
    if job not in beside or not beside[job].is_alive():
        beside[job] = threading.Thread(target=_run_and_close, args=(job,), name=job.name, daemon=True)
        beside[job].start()


def _end(beside: dict[Job, threading.Thread]) -> None:
    """Ask the slow jobs that can end early to do so, and wait for what they have in hand; the others are undone with the worker."""
    asked = [(job.ends, thread) for job, thread in beside.items() if job.ends]
    for ends, _thread in asked:
        ends.set()
    for _ends, thread in asked:
        thread.join(LAST_SECONDS)


def _run_and_close(job: Job) -> None:
    try:
        _run(job)
    finally:
        connections.close_all()  # this thread's own


def _run(job: Job) -> None:
    """Do a job; one that fails is logged and tried again at its next time, and never stops the others."""
    close_old_connections()
    try:
        job.run()
    except DatabaseError as error:
        log.warning("The job %r did not reach the database: %s", job.name, type(error).__name__)
    except Exception:
        log.exception("The job %r failed.", job.name)
