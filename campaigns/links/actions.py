"""Making a campaign's links, ending one, and finding where a code leads."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, GivenCode, TrackedLink, new_code, read_code
from home.models import Borough
from localoffer.models import Ward

# A whole county has about so many wards. Their files are made in one request.
MOST_LINKS: Final = 200


class UnknownCode(Exception):
    """Nobody was ever given this code."""


class CodeGone(Exception):
    """The campaign that had this code is deleted."""


class TooManyLinks(Exception):
    """A campaign has at most MOST_LINKS."""


class NoWards(Exception):
    """The borough has no wards in our list."""


class NothingToMake(Exception):
    """Every ward of the borough has a link of this kind already."""


def lead(text: str) -> Campaign | TrackedLink:
    """What a code, however it was typed, belongs to; it says where it leads and whether it has ended. Raises UnknownCode, CodeGone."""
    campaign = Campaign.objects.with_code(text).select_related("target_page").first()
    found = campaign or TrackedLink.objects.with_code(text).leading().first()
    if found is None:
        raise CodeGone if GivenCode.objects.filter(pk=read_code(text)).exists() else UnknownCode
    return found


@transaction.atomic
def make_for_wards(*, campaign: Campaign, borough: Borough, distribution: str = "") -> list[TrackedLink]:
    """A link for each ward of the borough that has none with the same `distribution`. Raises NoWards, NothingToMake, TooManyLinks."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    wards, links = list(borough.wards.all()), list(campaign.links.all())
    if not wards:
        raise NoWards
    served = {link.ward_id for link in links if link.distribution == distribution and not link.ended_at}
    missing = [ward for ward in wards if ward.pk not in served]
    if not missing:
        raise NothingToMake
    if len(links) + len(missing) > MOST_LINKS:
        raise TooManyLinks
    taken = {link.label for link in links}
    made = [TrackedLink(campaign=campaign, code=code, label=_label(ward, distribution, taken), ward=ward, distribution=distribution) for ward, code in _with_codes(missing)]
    return TrackedLink.objects.bulk_create(made)


def end(link: TrackedLink) -> None:
    """From now on the code leads to a page that says so, and offers where the campaign leads. Twice changes nothing."""
    TrackedLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=timezone.now())


def take_up(link: TrackedLink) -> None:
    """Ended by mistake: the code leads where it led before."""
    TrackedLink.objects.filter(pk=link.pk).update(ended_at=None)


def _with_codes(wards: list[Ward]) -> Iterable[tuple[Ward, str]]:
    """Each with a code that nobody was given."""
    codes: set[str] = set()
    while len(codes) < len(wards):
        new = {new_code() for _each in range(len(wards) - len(codes))} - codes
        codes |= new - set(GivenCode.objects.filter(pk__in=new).values_list("pk", flat=True))
    return zip(wards, sorted(codes), strict=True)


def _label(ward: Ward, distribution: str, taken: set[str]) -> str:
    """The ward's name; with its code where that is taken: two boroughs may each have a Castle ward."""
    name, what = ward.name or ward.code, f": {distribution}" if distribution else ""
    label = f"{name}{what}"
    if label in taken:
        label = f"{name} ({ward.code}){what}"
    while label in taken:
        label = f"{label}, again"
    taken.add(label)
    return label
