"""`manage.py worker`: the work that no web request waits for. Run as many as you like."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from portal.jobs import JOBS, Job

PAUSE_SECONDS = 1.0
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
        while not ended.is_set():
            for job in [job for job in JOBS if due[job] <= time.monotonic()]:
                _run(job)
                due[job] = time.monotonic() + job.every.total_seconds()
                if ended.is_set():
                    return
            if once:
                return
            ended.wait(PAUSE_SECONDS)


def _run(job: Job) -> None:
    """Do a job; one that fails is logged and tried again at its next time, and never stops the others."""
    close_old_connections()
    try:
        job.run()
    except DatabaseError as error:
        log.warning("The job %r did not reach the database: %s", job.name, type(error).__name__)
    except Exception:
        log.exception("The job %r failed.", job.name)
