"""What other apps know of a campaign, such as messages sent and links followed: each says its rows. Where nobody has any, the report shows no heading for them."""

from collections.abc import Callable, Iterable

from campaigns.models import Campaign

Provider = Callable[[Campaign], Iterable[tuple[str, str]]]
_providers: list[Provider] = []


def add_rows(provider: Provider) -> None:
    """Let an app say what it did for a campaign, each number with its name; called once when the apps are ready."""
    _providers.append(provider)


def rows_of(campaign: Campaign) -> list[tuple[str, str]]:
    return [row for provider in _providers for row in provider(campaign)]
