"""Messages ready for tests: who signs, what is written, who gets it, and a carrier that keeps what it was given."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.roles import SIGNATORY
from campaigns import signing
from campaigns.carriers.base import Accepted, Answer, Receipt, Words
from campaigns.models import Mailing, MailingVersion, Message, Organisation
from campaigns.sending import control, dispatch
from register.models import CHOICES, Channel, Family
from tests.campaigns.factories import CampaignFactory
from tests.factories import UserFactory
from tests.register.factories import FamilyFactory, says_yes, staff

UPDATES_BY_EMAIL = next(choice for choice in CHOICES if choice.slug == "updates")


def organisation(kind: str, name: str) -> Organisation:
    delegate = staff(SIGNATORY)
    deputy = staff(SIGNATORY)
    return Organisation.objects.create(name=name, kind=kind, delegate=delegate, delegate_position="Chair", deputy=deputy, deputy_position="Vice-chair")


def forum_and_council() -> list[Organisation]:
    return [organisation("forum", "Families Together"), organisation("council", "Larkham Council")]


def mailing(*organisations: Organisation, words: str = "The new sensory room is open.", writer: User | None = None, **fields: Any) -> Mailing:
    """A draft with one e-mail, written by somebody who signs for nobody; open all day, from an hour ago to a week from now."""
    now = timezone.now()
    open_now = {"send_from": now - dt.timedelta(hours=1), "send_until": now + dt.timedelta(days=7), "earliest": dt.time(0), "latest": dt.time(23, 59, 59), "on_quiet_days": True}
    made = Mailing.objects.create(campaign=CampaignFactory(), sender_name="Forum and council", reply_to="forum@larkham.example", **open_now | fields)
    made.organisations.set(organisations or forum_and_council())
    made.writers.add(writer or UserFactory(email=f"writer{made.pk}@forum.example"))
    Message.objects.create(mailing=made, channel="email", subject="Something new", body=[("text", f"<p>{words}</p>")])
    return made


def change(made: Mailing, words: str) -> MailingVersion | None:
    """Another text in its e-mail, as the form saves it; the version there is to sign then, if it is a new one."""
    write(made, words)
    return signing.note_change(made, by=made.writers.get())


def write(made: Mailing, words: str) -> None:
    """The same without telling anybody."""
    message = made.messages.get()
    message.body = [("text", f"<p>{words}</p>")]
    message.save()


def ask(made: Mailing) -> Any:
    """Asks for sign-off, as whoever wrote it."""
    return signing.ask_for_sign_off(made, by=made.writers.get())


def sign_all(made: Mailing) -> None:
    made.refresh_from_db()
    for each in made.organisations.all():
        signing.sign(made.version, organisation=each, by=each.delegate)


def being_sent(*, families: int = 3, **fields: Any) -> Mailing:
    """Signed by all and begun, for so many families that agreed to news by e-mail."""
    for _family in range(families):
        family()
    made = mailing(**fields)
    ask(made)
    sign_all(made)
    control.schedule(made)
    assert control.begin_due() == 1
    made.refresh_from_db()
    return made


def family(**fields: Any) -> Family:
    """One that agreed to news by e-mail."""
    made = FamilyFactory(confirmed=True, **fields)
    says_yes(made, UPDATES_BY_EMAIL)
    return made


@dataclass
class Recorder:
    """A carrier that takes everything, or answers as it is told."""

    answers: Callable[[str], Answer] = lambda _to: Accepted("taken")
    found: Mapping[UUID, Receipt] = field(default_factory=dict)
    can_look_up: bool = False
    sent: list[tuple[UUID, str, Mapping[str, str]]] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def prepare(self, words: Words, /) -> Words:
        self.words.append(words)
        return words

    def send(self, _prepared: Words, /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        self.sent.append((reference, to, fields))
        return self.answers(to)

    def find(self, reference: UUID, /) -> Receipt | None:
        return self.found.get(reference)

    def sweep(self, since: dt.datetime, /) -> list[Receipt]:
        return list(self.found.values())

    def close(self) -> None:
        """Nothing is open."""

    @property
    def times(self) -> Counter[str]:
        """How often each address was written to."""
        return Counter(to for _reference, to, _fields in self.sent)


def turn(carrier: Recorder) -> int:
    """One turn of a worker."""
    return dispatch.send_due({Channel.EMAIL: carrier})
