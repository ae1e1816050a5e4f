"""A record as an officer sees it."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from register import child_actions, contacting, duplicates, messages_sent
from register.models import Child, Family, FamilyMerge
from register.summary import Link, Row, child_rows, no_link, person_rows, standings, when


def context(family: Family, *, may_change: bool, may_make_cards: bool) -> dict[str, Any]:
    """Everything on the page of a record."""
    return {
        "family": family,
        "may_change": may_change,
        "may_make_cards": may_make_cards,
        "cards": family.cards.newest_first(),
        "state_rows": state_rows(family),
        "standings": standings(family),
        "messages_sent": messages_sent.lately(family),
        "notes": family.notes.newest_first(),
        "merges": family.merges.newest_first(),
        "undoable": set(FamilyMerge.objects.undoable(timezone.now()).filter(kept=family).values_list("pk", flat=True)),
    } | (_answers(family, may_change=may_change) | _waiting(family))


def _answers(family: Family, *, may_change: bool) -> dict[str, Any]:
    """What the family told us, each with the way to correct it."""
    children = list(family.children.prefetch_related("needs"))
    return {
        "person_rows": person_rows(family, _link(family) if may_change else no_link),
        "has_address": family.has_address,
        "children": [(child, child_rows(child, child.needs.all(), _child_link(child) if may_change else no_link)) for child in children],
        "can_have_more": child_actions.can_add_child(family),
        "can_lose_one": len(children) > 1,
    }


def _waiting(family: Family) -> dict[str, Any]:
    """What waits for somebody here to do it."""
    today = timezone.localdate()
    return {
        "unanswered": contacting.unanswered(family),
        "alike": [(pair.other(family), pair.likeness) for pair in duplicates.likely_of(family)],
        "is_silent": Family.objects.to_ring_up(timezone.now()).only_this(family).exists(),
        "has_own_choice": Child.objects.to_be_told_by_an_officer(today).of(family).exists(),
        "ends": Child.objects.to_be_told_of_the_end(today).of(family).exists(),
    }


def _link(family: Family) -> Link:
    return lambda step: reverse("register_correct", args=[family.pk, step])


def _child_link(child: Child) -> Link:
    return lambda step: reverse("register_correct_child", args=[child.family_id, child.pk, step])


def state_rows(family: Family) -> list[Row]:
    """How they joined and how things stand; rows that say nothing are not there."""
    confirmed = when(family.confirmed_at) if family.confirmed_at else _("Not yet: write to nobody here")
    rows = [(_("How they joined"), _how(family)), (_("Signed up"), [when(family.created_at)]), (_("Confirmed"), [confirmed])]
    rows += [(term, [when(moment)]) for term, moment in _moments(family) if moment]
    rows += [(_("Asked for"), [_("fewer messages")])] if family.wants_less else []
    rows += [(_("Letters"), [_("Post nothing to this address")])] if family.no_letters else []
    rows += [(_("Ward"), [family.ward.name])] if family.ward else []
    rows += [(_("Campaign"), [family.source_code])] if family.source_code else []
    return [Row(term, values, "") for term, values in rows]


def _how(family: Family) -> list[str]:
    how = [str(family.get_joined_how_display())]
    how += [_("form signed on %s") % when(family.paper_date)] if family.paper_date else []
    return how + ([_("written down by %s") % family.taken_by] if family.taken_by else [])


def _moments(family: Family) -> list[tuple[str, dt.date | None]]:
    """What came to be at a time, or is to end at one; None for what is not so."""
    return [
        (_("Last said that it is right"), family.said_at),
        (_("Asked if it is still right"), family.asked_again_at),
        (_("Not written to since"), family.stopped_at),
        (_("Mail came back"), family.bounced_at),
        (_("The number answered"), family.phone_confirmed_at),
        (_("Asked for a pause until"), family.paused_until),
    ]
