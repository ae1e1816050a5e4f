"""What an officer changes in a record for its family. Each is one transaction with its line in the access log: which question, never the answer."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from register import actions, bounces, child_actions, confirming, contacting, joining, keys
from register.answers import ChildAnswers, midnight
from register.models import AccessLogEntry, Child, Choice, Confirmation, Family, How, choices_for
from register.telling import as_kept

QUESTION_NAMES = {
    "about-you": gettext_lazy("name and relationship"),
    "contact": gettext_lazy("e-mail and phone"),
    "home": gettext_lazy("postcode and council"),
    "reaching-you": gettext_lazy("how to reach them"),
    "interests": gettext_lazy("interests"),
    "address": gettext_lazy("postal address"),
    "child": gettext_lazy("a child’s name and birth"),
    "setting": gettext_lazy("a child’s school"),
    "support": gettext_lazy("a child’s help and needs"),
}


class AddressStays(Exception):
    """A family signs in with its e-mail address: it can be changed and not taken away."""


class NobodyCouldWrite(Exception):
    """Neither an e-mail address, nor a number, nor a postal address would be left."""


class NumberTaken(Exception):
    """Another family without e-mail signs in with this number."""


class CanNotReachThem(Exception):
    """What this choice is sent by, an e-mail address, a mobile number or a postal address, is not in the record."""


@dataclass(frozen=True)
class Work:
    """An officer at work on one record, for the reason that opened it."""

    by: User
    family: Family
    why: str

    def note(self, what: str, action: AccessLogEntry.Action = AccessLogEntry.Action.CORRECT) -> None:
        """A line in the log of this record."""
        actions.note_access(self.by, action, why=f"{self.why}: {what}"[:200], reference=self.family.reference)


@transaction.atomic
def change(work: Work, step: str, answers: dict[str, Any]) -> None:
    """Raises actions.NotOneself."""
    actions.change(work.family, **as_kept(answers))
    work.note(str(QUESTION_NAMES[step]))


@transaction.atomic
def change_contact(work: Work, *, email: str, phone: str) -> bool:
    """Whether something went out that has to be answered first: the family goes on being reached as before until then.

    A sign-up that waits gets its new address and number at once, and its mail or text again. Raises AddressStays, NobodyCouldWrite, NumberTaken,
    actions.LastContact, contacting.TooManyToday.
    """
    family = work.family
    actions.hold(family)
    _check_contact(family, email, phone)
    if family.confirmed_at:
        asked = contacting.change(family, email=email, phone=phone)
        waits = asked.email or asked.phone
    else:
        waits = _mend(family, keys.normal_email(email), phone)
    work.note(str(QUESTION_NAMES["contact"]))
    return waits


def _check_contact(family: Family, email: str, phone: str) -> None:
    if family.email and not email:
        raise AddressStays
    if not (email or phone or family.has_address):
        raise NobodyCouldWrite
    if not family.email and Family.objects.others_with_number(phone, family).exists():
        raise NumberTaken


def _mend(family: Family, email: str, phone: str) -> bool:
    """Of a sign-up that nobody has confirmed, which hears again at what it confirms by; whether a mail went to a new address."""
    is_mailed = email != family.email
    is_new = is_mailed or (not email and phone != family.phone)
    if is_new:
        contacting.check_today(email=email, phone="" if email else phone)
    family.email, family.email_hash = email, keys.email_hash(email)
    family.save(update_fields=["email", "email_hash"])
    contacting.change_phone(family, phone)  # the number may go, now that there is an address
    if is_new:
        bounces.write_again(family)
        joining.end_links(family, Confirmation.Kind.JOIN)
        joining.send_again(family)
    return is_mailed


@transaction.atomic
def change_child(work: Work, child: Child, step: str, answers: dict[str, Any]) -> None:
    """Raises child_actions.ChildGone."""
    child_actions.change_child(child, **as_kept(answers))
    work.note(str(QUESTION_NAMES[step]))


@transaction.atomic
def add_child(work: Work, child_id: uuid.UUID, answers: ChildAnswers) -> None:
    """The same `child_id` twice is one child. Raises child_actions.TooManyChildren, child_actions.ChildGone."""
    if child_actions.add_child(work.family, child_id, answers):
        work.note(_("a child added"))


@transaction.atomic
def remove_child(work: Work, child: Child) -> None:
    """Raises child_actions.LastChild."""
    child_actions.remove_child(child)
    work.note(_("a child taken out"))


@transaction.atomic
def choose(work: Work, choice: Choice, *, is_given: bool, how: How, read: str, on: dt.date | None = None) -> None:
    """Give or take back what the family told us to, on the phone now or on a paper form of that day.

    `read` is the code of the words that were read out, or that stand on the paper. Raises CanNotReachThem, actions.SaidSomethingNewer, actions.WordsChanged.
    """
    actions.hold(work.family)
    offered = choices_for(has_email=bool(work.family.email), can_be_texted=work.family.can_be_texted)
    if is_given and (choice not in offered or (choice.needs_address and not work.family.has_address)):
        raise CanNotReachThem
    if is_given and not read:
        raise actions.WordsChanged
    actions.choose(work.family, choice, is_given=is_given, how=how, at=midnight(on) if on else None, read=read)
    work.note(_("choice given") if is_given else _("choice taken back"))


@transaction.atomic
def say_still_right(work: Work) -> None:
    """The family said on the phone that all is still right."""
    actions.say_still_right(work.family)
    work.note(_("they said on the phone that all is still right"))


@transaction.atomic
def nobody_answered(work: Work) -> None:
    """We rang up a family that nobody can write to, in vain: it counts as asked, and its clocks go on from here as everybody's do."""
    rung_up = Family.objects.to_ring_up(timezone.now()).only_this(work.family).select_for_update(of=("self",))
    for family in rung_up:
        family.asked_again_at = timezone.now()
        family.save(update_fields=["asked_again_at"])
    work.note(_("rung up to ask if all is still right; nobody answered"))


@transaction.atomic
def told_of_own_choice(work: Work) -> None:
    """A young person heard from us, not by mail or text, that they may choose for themselves: the clock's own question, asked by an officer."""
    actions.hold(work.family)
    for child in Child.objects.to_be_told_by_an_officer(timezone.localdate()).of(work.family).select_for_update(of=("self",)):
        child.own_choice_asked_at = timezone.now()
        child.save(update_fields=["own_choice_asked_at"])
    work.note(_("a young person was told that they may choose for themselves"))


@transaction.atomic
def told_of_the_end(work: Work) -> None:
    """The family heard from us, not by mail or text, that its record ends, for everybody in it is too old."""
    actions.hold(work.family)
    for child in Child.objects.to_be_told_of_the_end(timezone.localdate()).of(work.family).select_for_update(of=("self",)):
        child.end_told_at = timezone.now()
        child.save(update_fields=["end_told_at"])
    work.note(_("the family was told that its record ends"))


@transaction.atomic
def write_again(work: Work) -> None:
    """Mail came back once, and the family told us that the mailbox is there again."""
    bounces.write_again(work.family)
    work.note(_("we write to their address again"))


@transaction.atomic
def post_nothing(work: Work) -> None:
    """The family told us that letters are not safe to send to its address. Why is nobody's to write down."""
    actions.post_nothing(work.family, no_letters=True)
    work.note(_("no letters are posted"))


@transaction.atomic
def post_again(work: Work) -> None:
    """The family told us that letters are fine again."""
    actions.post_nothing(work.family, no_letters=False)
    work.note(_("letters are posted again"))


@transaction.atomic
def send_again(work: Work) -> None:
    """The mail or text to confirm, once more."""
    went_out = joining.send_again(work.family)
    work.note(_("mail to confirm sent again") if went_out else _("another mail to confirm was asked for; none went out"))


@transaction.atomic
def ask_again(work: Work) -> None:
    """The mail or text to a new address or number that has not answered, once more."""
    for asked in contacting.unanswered(work.family):
        contacting.ask_again(work.family, Confirmation.Kind(asked.kind))
    work.note(_("link or code to what is new asked for again"))


def confirm_by_code(work: Work, code: str) -> None:
    """The family reads out the code we sent: it joins, or its new number has answered. Raises CodeWrong, AddressTaken, LinkUnknown, LinkExpired."""
    try:
        if work.family.confirmed_at:
            confirming.confirm_by_new(work.family, Confirmation.Kind.NEW_PHONE, code)
        else:
            confirming.confirm_by_code(work.family.reference, code)
    except (confirming.CodeWrong, confirming.AddressTaken, confirming.LinkUnknown, confirming.LinkExpired):
        work.note(_("a code was typed that did not confirm it"))
        raise
    work.note(_("confirmed with the code that they read out"))
