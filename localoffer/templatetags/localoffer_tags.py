"""What pages show of the Local Offer: where a family starts, what is on, and a family's own list in the address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.forms.boundfield import BoundField, BoundWidget
from django.http import HttpRequest
from django.utils.safestring import SafeString

from home.addresses import with_borough
from home.models import Borough
from home.queries import readable
from localoffer import my_list, structured, times
from localoffer.freshness.controls import TicksField
from localoffer.models import EventIndexPage, EventPage, NewToSendPage, Service

register = template.Library()
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
class OwnList:
    """Where a service's link to a family's own list leads, and what it does there."""

    is_on: bool
    address: str
    is_full: bool


@register.simple_tag(takes_context=True)
def to_service(context: template.Context, service: Service) -> str:
    """A service's page, with the family's own list and borough kept in the address."""
    return _kept(context, service.get_absolute_url())


@register.simple_tag(takes_context=True)
def keeping_list(context: template.Context, address: str) -> str:
    """An address of the directory, with the family's own list and borough kept in it."""
    return _kept(context, address)


@register.simple_tag(takes_context=True)
def own_list(context: template.Context, service: Service) -> OwnList:
    """The link that puts the service on the list that the address holds, or takes it off."""
    listed = _asked(context)
    if service.pk in listed:
        return OwnList(is_on=True, address=my_list.address(pk for pk in listed if pk != service.pk), is_full=False)
    return OwnList(is_on=False, address=my_list.address([*listed, service.pk]), is_full=len(listed) >= my_list.MOST)


@register.simple_tag(takes_context=True)
def own_list_address(context: template.Context) -> str:
    """The family's own list as the address holds it."""
    return my_list.address(_asked(context))


@register.filter
def list_key(service: Service) -> str:
    """The service's letters in a list's address."""
    return my_list.key(service.pk)


def _asked(context: template.Context) -> list:
    request: HttpRequest | None = context.get("request")
    return my_list.read(request.GET) if request else []


def _kept(context: template.Context, address: str) -> str:
    words = my_list.write(_asked(context))
    joint = "&" if "?" in address else "?"
    address = f"{address}{joint}{my_list.PARAMETER}={words}" if words else address
    borough = context.get("borough")
    return with_borough(address, borough.slug) if borough else address


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
