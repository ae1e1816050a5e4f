"""What the worker does, and how often. Each job is a row-by-row action that may run again at any time."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.core.management import call_command

from accounts import mail, texts
from analytics import actions as analytics
from analytics.indicators import actions as indicators
from campaigns import told
from campaigns.sending import dispatch, printing
from campaigns.sending import work as messages
from feedback.surveys import actions as surveys
from feedback.surveys import mixing
from localoffer import actions as localoffer
from localoffer import nightly
from localoffer.editing import actions as editing
from localoffer.editing import undoing
from localoffer.freshness import reminders
from portal.inspection import actions as inspection
from register import anomalies, bounces, counting, ledger, publishing, retention
from search import actions as search
from search import following


@dataclass(frozen=True)
class Job:
    name: str
    every: dt.timedelta
    run: Callable[[], object]
    is_slow: bool = False  # done beside the others, which do not wait for it
    ends: threading.Event | None = None  # set when the worker ends, which then waits for it


def publish_scheduled() -> None:
    """Publish and unpublish the pages whose time has come."""
    call_command("publish_scheduled", verbosity=0)


def forget_sessions() -> None:
    """Delete the sessions whose time is over, and with them the answers of sign-ups that were never sent."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


JOBS = (
    Job("mail", dt.timedelta(seconds=2), mail.send_due),
    Job("mail: forget undelivered", dt.timedelta(hours=1), mail.forget_undelivered),
    Job("texts", dt.timedelta(seconds=2), texts.send_due),
    Job("texts: forget undelivered", dt.timedelta(hours=1), texts.forget_undelivered),
    Job("messages", dt.timedelta(seconds=1), messages.send, is_slow=True, ends=dispatch.ending),
    Job("messages: print letters", dt.timedelta(minutes=5), messages.print_letters, is_slow=True),
    Job("messages: forget printed letters", dt.timedelta(hours=1), printing.forget_files),
    Job("messages: begin and end", dt.timedelta(seconds=10), messages.begin_and_end),
    Job("messages: receipts", dt.timedelta(seconds=5), messages.apply_receipts),
    Job("messages: ask about what is unknown", dt.timedelta(seconds=30), messages.reconcile_all),
    Job("messages: ask for receipts", dt.timedelta(hours=1), messages.sweep, is_slow=True),
    Job("search index", dt.timedelta(seconds=5), search.catch_up),
    Job("search: compare with the database", dt.timedelta(days=1), search.mend, is_slow=True),
    Job("search: Elasticsearch", dt.timedelta(seconds=5), following.follow),
    Job("search: count Elasticsearch", dt.timedelta(minutes=1), following.count_again),
    Job("search: compare Elasticsearch", dt.timedelta(minutes=10), following.mend),
    Job("search: forget rare words", dt.timedelta(hours=1), search.forget),
    Job("places: find by postcode", dt.timedelta(hours=1), localoffer.find_places),
    Job("scheduled publishing", dt.timedelta(seconds=30), publish_scheduled),
    Job("services: ask if they are right", dt.timedelta(hours=1), reminders.send_reminders),
    Job("statistics", dt.timedelta(minutes=1), analytics.roll_up),
    Job("statistics: months", dt.timedelta(hours=1), analytics.add_up_months),
    Job("statistics: indicators", dt.timedelta(hours=1), indicators.count_own),
    Job("statistics: forget", dt.timedelta(minutes=5), analytics.forget),
    Job("register: forget unconfirmed", dt.timedelta(hours=1), retention.forget_unconfirmed),
    Job("register: addresses that send mail back", dt.timedelta(hours=1), bounces.mark_bounced),
    Job("register: unusual hours", anomalies.EVERY, anomalies.report),
    Job("register: clocks", dt.timedelta(days=1), retention.run, is_slow=True),
    Job("register: ledger of erasures", dt.timedelta(hours=1), ledger.complete),
    Job("register: answers that lead to nobody", dt.timedelta(days=1), counting.count),
    Job("register: totals", dt.timedelta(hours=1), publishing.publish, is_slow=True),
    Job("messages: forget whose they were", dt.timedelta(days=1), told.forget_families, is_slow=True),
    Job("feeds", dt.timedelta(minutes=5), nightly.read_next_due, is_slow=True),
    Job("services: forget files", dt.timedelta(minutes=10), editing.forget_sheets),
    Job("services: forget merges", dt.timedelta(hours=1), undoing.forget_merges),
    Job("surveys: mix answers", dt.timedelta(hours=1), mixing.mix_all),
    Job("surveys: forget unfinished answers", dt.timedelta(days=1), surveys.forget_drafts),
    Job("inspection pack", dt.timedelta(seconds=5), inspection.make_next, is_slow=True),
    Job("inspection pack: forget", dt.timedelta(hours=1), inspection.forget_old),
    Job("sessions: forget", dt.timedelta(hours=1), forget_sessions),
)
