"""A mailing sent by real workers that are killed, to a mail server or a Notify on this machine, and what arrived."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns.models import Mailing, Throttle
from campaigns.sending import control
from register import keys
from register.models import CHOICES, Consent, Family, How, WordingVersion
from tests.campaigns.messages import ask, mailing, sign_all
from tests.fakes import notify, sink


@dataclass
class Arrived:
    """What the other side took, by the reference of each delivery, beside what the ledger says."""

    taken: Counter[str]
    states: dict[str, int]
    listed: set[str]
    kills: int
    seconds: float
    failed: set[str] = field(default_factory=set)

    @property
    def lost(self) -> set[str]:
        """On the list, never taken, and nobody is told so: what failed stands in the list of dead letters."""
        return self.listed - set(self.taken) - self.failed

    @property
    def twice(self) -> set[str]:
        return {reference for reference, times in self.taken.items() if times > 1}


def families(many: int) -> None:
    """So many confirmed families that agreed to news by e-mail. Nobody's data: every address is made up."""
    now = timezone.now()
    wording = WordingVersion.objects.current([CHOICES[0].key]).get()
    made = Family.objects.bulk_create(
        [
            Family(
                form_id=uuid.uuid4(),
                first_name=f"Family{n}",
                last_name="Trial",
                relationship="parent",
                email=(to := f"f{n}@trial.example"),
                email_hash=keys.email_hash(to),
                confirmed_at=now,
                said_at=now,
            )
            for n in range(many)
        ],
        batch_size=1_000,
    )
    Consent.objects.bulk_create(
        [Consent(family=each, purpose=CHOICES[0].purpose, channel=CHOICES[0].channel, is_given=True, wording=wording, how=How.SIGN_UP) for each in made], batch_size=2_000
    )


def begun(many: int, *, a_second: float = 10_000, **fields: object) -> Mailing:
    """A mailing to so many families, signed and begun; nothing of it is sent."""
    families(many)
    Throttle.objects.update_or_create(carrier="email", defaults={"a_second": a_second, "bucket": a_second})
    made = mailing(**fields)
    ask(made)
    sign_all(made)
    control.schedule(made)
    control.begin_due()
    made.refresh_from_db()
    return made


def send(environment: Mapping[str, str], *, workers: int, dying: Iterable[str], at_random: int = 0, seed: int = 1) -> tuple[int, float]:
    """Let so many workers send until nothing is open, each begun anew when it dies. How many died, and how many seconds it took. Raises RuntimeError with what one said."""
    told = run(environment, workers=workers, dying=dying, at_random=at_random, seed=seed)
    return int(told["kills"]), told["seconds"]


def run(environment: Mapping[str, str], *, workers: int, dying: Iterable[str] = (), at_random: int = 0, seed: int = 1) -> dict[str, float]:
    """The same, with the CPU that the workers used in seconds, and the most memory that one took in MB."""
    given = ["--workers", str(workers), "--at-random", str(at_random), "--seed", str(seed), *(word for die in dying for word in ("--die", die))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.trial_worker", *given], env={**os.environ, **environment}, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def database() -> str:
    """The database of this process, for another one."""
    one = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{one['NAME']}"
    return f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


def arrived(made: Mailing, taken: Counter[str], kills: int, seconds: float) -> Arrived:
    rows = list(made.deliveries.values_list("pk", "state"))
    failed = {str(pk) for pk, state in rows if state.endswith("-failure")}
    return Arrived(taken, made.deliveries.by_state(), {str(pk) for pk, _state in rows}, kills, seconds, failed)


@contextmanager
def by_smtp(rules: list[tuple[str, str]] | None = None, chance: float = 0.0) -> Iterator[tuple[sink.Sink, dict[str, str]]]:
    """A mail server, and the environment of workers that use it."""
    with sink.running(sink.Sink(rules or [], chance=chance, seed=3)) as server:
        yield server, common() | {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "TEXT_URL": ""}


@contextmanager
def by_notify(rates: Mapping[str, float]) -> Iterator[tuple[notify.Notify, dict[str, str]]]:
    templates = {kind["type"]: name for name, kind in notify.TEMPLATES.items()}
    with notify.running(notify.Notify(rates=dict(rates), seed=3)) as server:
        named = {"NOTIFY_API_KEY": notify.KEY, "NOTIFY_TEMPLATE_ID": templates["sms"], "NOTIFY_EMAIL_TEMPLATE_ID": templates["email"], "TEXT_URL": f"notify:{server.url}"}
        yield server, common() | named


def common() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database(),
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "DEFAULT_FROM_EMAIL": "offer@larkham.example",
        "LOG_LEVEL": "ERROR",
        "TRIAL_SHORT_TURNS": "yes",
    }


def references(ids: Counter[str]) -> Counter[str]:
    """Of a mail's Message-ID the part that is our reference."""
    found: Counter[str] = Counter()
    for name, times in ids.items():
        found[name.partition("@")[0]] += times
    return found
