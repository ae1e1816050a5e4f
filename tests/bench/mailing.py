"""A whole mailing at size: its list of recipients, three workers that send it with the full ledger, the desk meanwhile, and how rows are claimed among a million.

`python -m tests.bench.mailing [65000]`: families; DATABASE_URL chooses the database (PostgreSQL: SQLite has one worker). It makes a database of its own and drops it.
Beside it stands a bare loop of Django's `send_messages` over one connection, to the same mail server, in the same run. We promise at least as many messages a second, a list
of 100,000 families in 30 seconds, and the desk in half a second.
"""

import os
import statistics
import sys
import threading
import time
from typing import Any

from tests.bench.carrying import PARAGRAPH, PORT, _counts, _sink
from tests.bench.search import in_a_database_of_its_own

FAMILIES, WORKERS, BARE, ROWS = 65_000, 3, 3_000, 1_000_000
PROMISED_LIST_SECONDS, PROMISED_DESK_MS = 30, 500


def compare(families: int = FAMILIES) -> bool:
    """True when all is as fast as promised, and every message arrived once."""
    found: list[bool] = []
    in_a_database_of_its_own(lambda: found.append(_compare(families)))
    return all(found)


def _compare(families: int) -> bool:
    from django.db import connection

    with _sink("--plain"):
        made, seconds = _begin(families)
        for_a_list = seconds / families * 100_000
        print(f"{connection.vendor}: list of {families:,} families made in {seconds:.1f} s, as if 100,000 in {for_a_list:.1f} s", flush=True)
        bare = _bare(made)
        desk, told = _sent(made)
        counts = _counts()
    rate, middle = families / told["seconds"], statistics.median(desk or [0.0])
    once = _once(counts)
    print(f"  {WORKERS} workers: {rate:,.0f} messages a second, {told['cpu'] / families * 1000:.2f} s of CPU a thousand, {told['memory_mb']:.0f} MB at most each")
    print(f"  a bare loop of Django's: {bare:,.0f} a second; ours {rate / bare:.2f} times; {once:,} of {families:,} arrived once, states {made.deliveries.by_state()}")
    print(f"  the desk meanwhile: p50 {middle:.0f} ms, longest {max(desk or [0.0]):.0f} ms ({len(desk)} looks)", flush=True)
    is_on_index = connection.vendor != "postgresql" or _plan_at(ROWS)
    return rate >= bare and once == families and for_a_list <= PROMISED_LIST_SECONDS and middle <= PROMISED_DESK_MS and is_on_index


def _sent(made: Any) -> tuple[list[float], dict[str, float]]:
    """How long each look at the desk took (ms) while it was sent, and what the workers say of it."""
    from tests.campaigns import trial

    times: list[float] = []
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(made.pk, times, ended))
    watching.start()
    try:
        return times, trial.run(trial.common() | {"EMAIL_URL": f"smtp://127.0.0.1:{PORT}", "TEXT_URL": "", "TRIAL_PATIENCE": "1800", "TRIAL_SHORT_TURNS": ""}, workers=WORKERS)
    finally:
        ended.set()
        watching.join()


def _once(counts: dict[str, Any]) -> int:
    """How many of the deliveries the mail server has exactly once."""
    from campaigns.models import Delivery
    from tests.campaigns import trial

    each = trial.references(counts["ids"])
    return sum(each[str(pk)] == 1 for pk in Delivery.objects.values_list("pk", flat=True))


def _begin(families: int) -> tuple[Any, float]:
    """A mailing of the usual length, signed; how many seconds its list took."""
    from campaigns.models import Mailing, MailingState, Throttle
    from campaigns.sending import control
    from register import wording
    from tests.campaigns import messages, trial

    wording.seed()
    trial.families(families)
    Throttle.objects.create(carrier="email", a_second=5_000, bucket=5_000)
    made = messages.mailing(words=" ".join([PARAGRAPH] * 6))
    messages.ask(made)
    messages.sign_all(made)
    control.schedule(made)
    start = time.perf_counter()
    control.begin_due()
    seconds = time.perf_counter() - start
    made = Mailing.objects.get(pk=made.pk)
    if made.state != MailingState.SENDING:
        raise RuntimeError(made.paused_because)
    return made, seconds


def _bare(made: Any) -> float:
    """Messages a second of Django's own loop, of the same words."""
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    from campaigns.sending.filling import words_to_send

    words = words_to_send(made.version, "email-en-standard-0")
    backend = EmailBackend(host="127.0.0.1", port=PORT, username="", password="", use_tls=False, use_ssl=False)
    backend.open()
    start = time.perf_counter()
    for n in range(BARE):
        mail = EmailMultiAlternatives(words.subject, words.text, "offer@larkham.example", [f"bare{n}@trial.example"], headers={"List-Unsubscribe": "<https://x.example>"})
        mail.attach_alternative(words.html, "text/html")
        backend.send_messages([mail])
    seconds = time.perf_counter() - start
    backend.close()
    return BARE / seconds


def _watch(pk: int, times: list[float], ended: threading.Event) -> None:
    """Open the desk every second, as whoever sends does."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from accounts.roles import REGISTER_OFFICER
    from tests.register.factories import staff

    browser = Client()
    browser.force_login(staff(REGISTER_OFFICER))
    while not ended.wait(1):
        start = time.perf_counter()
        answer = browser.get(reverse("mailing", args=[pk]))
        times.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(answer.status_code)
    connection.close()


def _plan_at(rows: int) -> bool:
    """Whether rows are claimed by an index where most of a million are sent, with the plan in words."""
    from django.db import connection, transaction
    from django.utils import timezone

    from campaigns.models import Delivery, Mailing
    from campaigns.sending.claim import _due
    from register.models import Channel, Purpose

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO campaigns_delivery (id, mailing_id, version_id, channel, wave, message_key, state, try_after, tries, epoch, accepted_at, asked_times, provider_id, problem, resolved_by) "
            "SELECT gen_random_uuid(), d.mailing_id, d.version_id, 'email', 0, d.message_key, 'delivered', now(), 1, 2, now(), 0, '', '', '' "
            "FROM (SELECT mailing_id, version_id, message_key FROM campaigns_delivery LIMIT 1) d, generate_series(1, %s)",
            [rows - Delivery.objects.count()],
        )
        some = list(Delivery.objects.exclude(family=None).values_list("pk", flat=True)[:1_000])
        Delivery.objects.filter(pk__in=some).update(state="ready")
        cursor.execute("ANALYZE campaigns_delivery")
    Mailing.objects.update(state="sending")
    with transaction.atomic():
        start = time.perf_counter()
        plan = _due(Channel.EMAIL, Purpose.UPDATES, timezone.localtime(), is_quiet_day=False)[:50].explain(analyze=True)
        took = (time.perf_counter() - start) * 1000
    used = "delivery_to_claim" in plan and "Seq Scan on campaigns_delivery" not in plan
    print(f"  among {Delivery.objects.count():,} rows 50 are claimed in {took:.0f} ms, {'by the index delivery_to_claim' if used else 'NOT by the index'}", flush=True)
    if not used:
        print(plan)
    return used


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    sizes = [int(each) for each in sys.argv[1:]]
    sys.exit(0 if compare(*sizes) else "Messages are slower than we promise.")
