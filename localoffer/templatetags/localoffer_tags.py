"""What pages show of the Local Offer: where a family starts, what is on, and a family's own list in the address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.forms.boundfield import BoundField, BoundWidget
from django.http import HttpRequest
from django.utils.safestring import SafeString

from home import my_list
from home.models import Borough
from home.queries import readable
from localoffer import checked, sayings, structured, times
from localoffer.freshness.controls import TicksField
from localoffer.models import EventIndexPage, EventPage, NewToSendPage, Service

register = template.Library()
register.filter(checked.is_long_ago)
register.filter(checked.may_be_old)
register.filter(sayings.distance)
register.filter(sayings.price)
MOST_UNFOLDED = 6


@register.simple_tag
def new_to_send() -> NewToSendPage | None:
    """Where a family starts, when the site has that page."""
    return readable(NewToSendPage.objects.all()).first()


@register.simple_tag
def structured_data(service: Service, areas: Iterable[structured.Area] | None = None) -> SafeString:
    """What search engines read about the service (schema.org), as a block of data that is no script."""
    return structured.block(structured.about(service, areas))


@register.filter
def open_services(services: Iterable[Service | None]) -> list[Service]:
    """Of these services, in their order, those whose page families may open; no question when there are none."""
    chosen = [service for service in services if service]
    open_ones = set(Service.objects.published().filter(pk__in=[service.pk for service in chosen]).values_list("pk", flat=True)) if chosen else set()
    return [service for service in chosen if service.pk in open_ones]


@register.simple_tag
def next_events(borough: Borough | None, count: int) -> Iterable[EventPage]:
    """The next `count` events of the chosen borough and of everywhere."""
    return readable(EventPage.objects.all()).for_borough(borough or None).upcoming().select_related("location")[:count]


@register.simple_tag
def events_list() -> EventIndexPage | None:
    """The page with every event, when the site has one."""
    return readable(EventIndexPage.objects.all()).first()


@register.filter
def clock(time: object) -> str:
    """A time as people say it: 9.30am, midday."""
    return times.clock(time)  # type: ignore[arg-type]  # templates give times


@dataclass(frozen=True)
class ListChange:
    """Where a service's link to a family's own list leads, and what it does there."""

    is_on: bool
    address: str
    is_full: bool


@register.simple_tag(takes_context=True)
def list_change(context: template.Context, service: Service) -> ListChange:
    """The link that puts the service on the list that the address holds, or takes it off."""
    request: HttpRequest | None = context.get("request")
    listed = my_list.read(request.GET) if request else []
    if service.pk in listed:
        return ListChange(is_on=True, address=my_list.address(pk for pk in listed if pk != service.pk), is_full=False)
    return ListChange(is_on=False, address=my_list.address([*listed, service.pk]), is_full=len(listed) >= my_list.MOST)


@register.filter
def list_key(service: Service) -> str:
    """The service's letters in a list's address."""
    return my_list.key(service.pk)


@dataclass(frozen=True)
class Tick:
    """One answer of a list of words. `name` says also what it is a part of, where that does not stand above it."""

    item: BoundWidget
    name: str
    is_part: bool


@dataclass(frozen=True)
class Ticks:
    """The chosen answers, and the others: a kind of help with its parts is one group. Folded when there are many others."""

    chosen: list[Tick]
    groups: list[list[Tick]]
    is_folded: bool

    @property
    def others(self) -> int:
        return sum(len(group) for group in self.groups)


@register.simple_tag
def ticks(field: BoundField) -> Ticks:
    """How a list of words is laid out; the field is one of localoffer.freshness.controls.TicksField."""
    kind: TicksField = field.field  # type: ignore[assignment]
    chosen: list[Tick] = []
    groups: list[list[Tick]] = []
    standing: set[str] = set()
    last = ""
    for item in field:
        code = str(item.data["value"])
        whole, name = kind.wholes.get(code, code), kind.full_names.get(code, code)
        if item.data["selected"]:
            chosen.append(Tick(item, name, is_part=False))
            continue
        if not groups or (kind.wholes and whole != last):
            groups.append([])
        is_part = whole != code and whole in standing
        groups[-1].append(Tick(item, str(item.choice_label) if is_part else name, is_part))
        standing.add(code)
        last = whole
    return Ticks(chosen, groups, sum(len(group) for group in groups) > MOST_UNFOLDED)


@register.filter
def is_ticks(field: BoundField) -> bool:
    """Whether a field is a list of words to tick."""
    return isinstance(field.field, TicksField)
