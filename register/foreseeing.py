"""What putting two records together will do, and what becomes of a card, in sentences for the officer who is about to."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import phones, texts
from register import merging
from register.correcting import QUESTION_NAMES
from register.forms.merging import told_of
from register.merge_copy import GROUPS
from register.merging import Decision
from register.models import CHOICES, Card, CardState, Family

BETWEEN = ", "
# What is taken from one of two records, by its question: the e-mail address stays with the sign-in.
GROUP_NAMES = QUESTION_NAMES | {"contact": gettext_lazy("phone number")}


def lines(stays: Family, goes: Family, decision: Decision) -> list[str]:
    """One after the other: the record, its answers, the children, the choices, who is told, and how long it can be undone."""
    names = {"stays": stays.reference, "goes": goes.reference, "email": stays.email, "days": settings.REGISTER_UNDO_MERGE_DAYS}
    return [
        (_("%(stays)s stays, with %(email)s and its sign-in.") if stays.email else _("%(stays)s stays; it has no e-mail address.")) % names,
        _("%(goes)s is no record of its own any more: its reference leads to %(stays)s, and nobody signs in to it.") % names,
        *_answers(stays, goes, decision),
        *_not_kept(stays, goes, decision),
        *_children(stays, goes, decision),
        *_choices(stays, goes),
        _told(stays, goes),
        _("It can be undone for %(days)s days.") % names,
    ]


def _answers(stays: Family, goes: Family, decision: Decision) -> Iterator[str]:
    taken = merging.may_take(stays, goes, decision)
    for record, questions in ((stays, [each for each in GROUPS if each not in taken]), (goes, [each for each in GROUPS if each in taken])):
        if questions:
            yield _("From %(reference)s: %(questions)s.") % {"reference": record.reference, "questions": BETWEEN.join(str(GROUP_NAMES[each]) for each in questions)}
    if refused := decision.take - taken:
        words = {"stays": stays.reference, "questions": BETWEEN.join(str(GROUP_NAMES[each]) for each in GROUPS if each in refused)}
        yield _("%(questions)s: not taken over, for %(stays)s has no e-mail address and is reached by its own.") % words


def _not_kept(stays: Family, goes: Family, decision: Decision) -> Iterator[str]:
    """Each address and number of the two that the one record has not: to be reached at, or to sign in with."""
    taken = merging.may_take(stays, goes, decision)
    phone, address = ((goes if question in taken else stays) for question in ("contact", "address"))
    second = stays.account.phone if stays.account else ""
    emails = [goes.email] if goes.email != stays.email else []
    numbers = [phones.as_written(each) for each in (stays.phone, second, goes.phone) if each and each != phone.phone]
    addresses = [BETWEEN.join(family.address.splitlines()) for family in (stays, goes) if family.address != address.address]
    if gone := [each for each in dict.fromkeys((*emails, *numbers, *addresses)) if each]:
        yield _("Not kept: %(gone)s.") % {"gone": "; ".join(gone)}


def _children(stays: Family, goes: Family, decision: Decision) -> Iterator[str]:
    same, theirs = decision.same or {}, {child.pk: child for child in stays.children.all()}
    going = list(goes.children.all())
    for child in going:
        if twin := theirs.get(same.get(child.pk)):  # type: ignore[arg-type]
            answers = goes.reference if child.pk in decision.newer else stays.reference
            yield _("%(one)s and %(other)s are one child, with the answers of %(answers)s.") % {"one": told_of(twin), "other": told_of(child), "answers": answers}
            if Card.objects.live().filter(child__in=[child, twin]).count() > 1:
                yield _("%(one)s has two awareness cards: one of them ends.") % {"one": told_of(twin)}
        else:
            yield _("%(child)s is added.") % {"child": told_of(child)}
    many = len(theirs) + sum(child.pk not in same for child in going)
    yield ngettext("Then %(many)s child is in the record.", "Then %(many)s children are in the record.", many) % {"many": many}


def _choices(stays: Family, goes: Family) -> Iterator[str]:
    """By the last word on each; what one of the two agrees to now and the record will not is said too."""
    last = {(row.purpose, row.channel): row.is_given for row in merging.said_of_both(stays, goes)}
    now = {(row.purpose, row.channel) for family in (stays, goes) for row in family.consents.standing()}
    named = [(each.label, last.get((each.purpose, each.channel), False), (each.purpose, each.channel) in now) for each in CHOICES]
    yield _("They agree to: %(choices)s.") % {"choices": "; ".join(name for name, stands, _was in named if stands) or _("nothing")}
    if ends := [name for name, stands, was in named if was and not stands]:
        yield _("Not any more, for the last word counts, and that of a sign-up that nobody confirmed does not: %(choices)s.") % {"choices": "; ".join(ends)}


def _told(stays: Family, goes: Family) -> str:
    contacts = merging.addresses(stays, goes)
    written_to = [contact.email for contact in contacts if contact.email]
    if texts.are_on():
        written_to += [phones.as_written(contact.phone) for contact in contacts if contact.is_by_text]
    return _("A message goes to %(contacts)s.") % {"contacts": BETWEEN.join(written_to)} if written_to else _("No message goes out: tell the family yourself.")


def cards_that_end(cards: Iterable[Card]) -> list[str]:
    """What becomes of each that is asked for or made, when its child or its family goes from the register."""
    words = {
        CardState.ASKED: _("Card %(number)s was asked for: it will not be made."),
        CardState.CHECKED: _("Card %(number)s waits to be printed: it will not be made."),
        CardState.PRINTED: _("Card %(number)s is printed and not posted: it will not be valid any more. Take it out of the post and shred it."),
        CardState.POSTED: _("Card %(number)s was posted: it will not be valid any more, and whoever checks it reads that. Ask the family to throw it away."),
    }
    return [words[CardState(card.state)] % {"number": card.number} for card in cards]


def cards_if_taken_back(family: Family) -> list[str]:
    """What becomes of each when the family takes back the choice that it was asked for with (`actions.choose`)."""
    words = {
        CardState.ASKED: _("If they take it back: card %(number)s was asked for, and is not made."),
        CardState.CHECKED: _("If they take it back: card %(number)s waits to be printed, and is not made."),
        CardState.PRINTED: _("If they take it back: card %(number)s is printed already. It stays valid, and is still to be posted."),
        CardState.POSTED: _("If they take it back: card %(number)s was posted, and stays valid. The family can cancel it on its own page."),
    }
    return [words[CardState(card.state)] % {"number": card.number} for card in family.cards.live()]
