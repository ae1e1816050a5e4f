"""What the tests of a provider's form share: what it was given, what it kept, and what it says is wrong."""

from bs4 import BeautifulSoup

from localoffer.freshness import actions
from localoffer.freshness.comparison import compare
from localoffer.models import Location, Proposal, Service
from tests.accounts.factories import make_staff

POOL = {"name": "The pool", "address": "1 High Street", "town": "Kingston", "postcode": "KT1 1EU"}


def pool() -> Location:
    return Location.objects.get(name="The pool")


def changes() -> dict:
    return Proposal.objects.get().changes


def approve(**choices: str) -> Service:
    proposal = Proposal.objects.get()
    return actions.approve(proposal, by=make_staff("Council editor"), seal=compare(proposal, proposal.service).seal, choices=choices)


def mistakes(response) -> list[str]:
    """What the list at the top says; each of them stands beside its field too."""
    page = BeautifulSoup(response.content, "html.parser")
    links = page.select("#problems a")
    assert all(page.find(id=link["href"].removeprefix("#")) for link in links)
    beside = [error.text.replace("Error:", "").strip() for error in page.select(".govuk-error-message")]
    assert all(link.text.endswith(words) for link, words in zip(links, beside, strict=True))
    return [link.text for link in links]
