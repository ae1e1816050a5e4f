"""What the statistics and the register may know of a code: what it is called, and whose it is."""

from collections.abc import Collection

from campaigns.models import Campaign, TrackedLink


def named(codes: Collection[str]) -> dict[str, str]:
    """The campaign's name, and of a link the campaign's and its own. A code that nobody was given is not among them."""
    links = TrackedLink.objects.filter(code__in=codes).values_list("code", "campaign__name", "label")
    return dict(Campaign.objects.filter(code__in=codes).values_list("code", "name")) | {code: f"{name}: {label}" for code, name, label in links}


def own_code(codes: Collection[str]) -> dict[str, str]:
    """The own code of the campaign that each link is of; a campaign that has links stands for itself too."""
    links = dict(TrackedLink.objects.filter(code__in=codes).values_list("code", "campaign__code"))
    return links | {code: code for code in Campaign.objects.filter(code__in={*codes, *links.values()}, links__isnull=False).values_list("code", flat=True)}
