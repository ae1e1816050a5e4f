"""The demo's invented provider: somebody who signs in, a change that waits, one by the mailed link, and a new service."""

from typing import Any

from accounts.models import User
from accounts.roles import PROVIDER
from home.models import EVERY_ONE
from localoffer.freshness import actions, contacts, facts, hours, places, recipients
from localoffer.freshness.actions import By
from localoffer.models import Proposal, Provider, Service
from portal.demo.staff import address

OWN, OTHER = "Bluebell Autism Family Group", "Hollowdean Autism Hub"
CHANGED = {
    "summary": "A friendly group for families of autistic children, also in Polish. You can come before you have a diagnosis.",
    "times": [
        hours.NOTHING | {"days": ["SA"], "opens_at": "10:00", "closes_at": "12:30", "freq": "MONTHLY", "week_of_month": 1},
        hours.NOTHING | {"days": ["WE"], "opens_at": "18:30", "closes_at": "20:00", "freq": "MONTHLY", "week_of_month": 3},
    ],
    "needs": ["adhd", "asd", "nsa"],
    "place_new_1": places.NOTHING | {"name": "Larkmere Library", "address": "2 Mill Lane", "town": "Larkmere", "postcode": "LK1 4QA", "note": "Use the side door."},
    "contact_new_1": contacts.NOTHING | {"name": "Polish helpline", "phone": "020 7946 0198"},
    "access_hearing-loop": "yes",
}
BY_LINK = {"what_next": "We write to you within five working days and offer you two times to choose from.", "typical_wait": "about 3 weeks", "access_parking": "yes"}
NEW = {
    "name": "Bluebell Siblings’ Saturday",
    "summary": "A morning for brothers and sisters of disabled children. They play, cook and talk with others who know how it is.",
    "min_age": 6,
    "max_age": 14,
    "route": "self-referral",
    "route_details": "Call us or write. We meet your child once before the first Saturday.",
    "costs": ["Free: each session"],
    "categories": ["clubs", "young-carers"],
    "needs": [EVERY_ONE],
    "boroughs": ["larkmere"],
    "place_new_1": places.NOTHING | {"name": "Bluebell House", "address": "14 Orchard Row", "town": "Larkmere", "postcode": "LK1 4QA"},
    "contact_new_1": contacts.NOTHING | {"name": "Siblings team", "phone": "020 7946 0197", "email": "siblings@bluebell.example"},
    "times": [hours.NOTHING | {"days": ["SA"], "opens_at": "10:00", "closes_at": "12:00", "freq": "MONTHLY", "week_of_month": 2, "term_time_only": True}],
    "delivery": ["is_in_person"],
}


def make_proposals() -> None:
    """Joined to its provider, with three proposals that wait; twice changes nothing."""
    service, other = Service.objects.get(name=OWN), Service.objects.get(name=OTHER)
    member = User.objects.get(email=address(PROVIDER))
    provider = Provider.objects.get(pk=service.provider_id)
    provider.members.add(member)
    if not Proposal.objects.exists():
        actions.propose(service, changes=_changes(service, CHANGED), is_full_check=True, seen=facts.seal(service), by=By(user=member))
        actions.propose(other, changes=_changes(other, BY_LINK), is_full_check=False, by=By(link_mark=recipients.mark(recipients.recipient(other))))
        actions.propose_new(provider, changes={name: {"was": facts.of_nothing().get(name), "now": value} for name, value in NEW.items()}, by=member)


def _changes(service: Service, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    was = facts.read(service)
    return {name: {"was": was.get(name), "now": value} for name, value in told.items() if value != was.get(name)}
