"""By what editors narrow the list of services. A value nobody knows narrows nothing."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from home.date_fields import DayInput
from home.models import Borough
from localoffer.models import Category, ImportedRecord, Need, Service
from localoffer.models.desk import OURS
from localoffer.models.services import ServiceQuerySet

SHOWN = [("listed", _("Shown, in lists")), ("published", _("Shown")), ("hidden", _("Hidden by an editor"))]
CHECKS = [("soon", _("Due in 30 days")), ("overdue", _("Overdue")), ("hidden", _("So long overdue that no list has it")), ("never", _("No date set"))]
MISSING = [
    *(("needs", _("Nobody has said which needs it is for")), ("ages", _("Nobody has said which ages it is for"))),
    *(("boroughs", _("Nobody has said which boroughs it is for")), ("place", _("No place")), ("cost", _("No cost known"))),
]
NARROW: dict[str, Callable[[ServiceQuerySet], ServiceQuerySet]] = {
    "needs": ServiceQuerySet.silent_about_needs,
    "ages": ServiceQuerySet.silent_about_ages,
    "boroughs": ServiceQuerySet.silent_about_boroughs,
    "place": ServiceQuerySet.without_place,
    "cost": ServiceQuerySet.cost_not_known,
    "listed": ServiceQuerySet.listed,
    "published": ServiceQuerySet.published,
    "hidden": lambda services: services.filter(is_published=False),
}


def teams() -> list[tuple[str, str]]:
    return [(team, team) for team in Service.objects.exclude(owner_team="").order_by("owner_team").values_list("owner_team", flat=True).distinct()]


def sources() -> list[tuple[str, Any]]:
    known = ImportedRecord.objects.order_by("source").values_list("source", flat=True).distinct()
    return [(OURS, _("Written here")), *((source, source) for source in known)]


class ServiceFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Service.Status.choices, widget=forms.CheckboxSelectMultiple)
    shown = django_filters.ChoiceFilter(label=_("Shown to families"), choices=SHOWN, method="by_name", empty_label=_("All"))
    check = django_filters.ChoiceFilter(label=_("Check"), choices=CHECKS, method="by_check", empty_label=_("All"))
    needs = django_filters.ModelChoiceFilter(label=_("Need"), queryset=Need.objects.all(), method="by_row", empty_label=_("All"))
    categories = django_filters.ModelChoiceFilter(label=_("Kind of help"), queryset=Category.objects.all(), method="by_row", empty_label=_("All"))
    boroughs = django_filters.ModelChoiceFilter(label=_("Borough"), queryset=Borough.objects.all(), method="by_row", empty_label=_("All"))
    owner_team = django_filters.ChoiceFilter(label=_("Who keeps it right"), choices=teams, empty_label=_("All"), null_label=_("Nobody"), null_value="nobody", method="by_team")
    provider = django_filters.CharFilter(label=_("Provider (part of its name)"), field_name="provider__name", lookup_expr="icontains")
    source = django_filters.ChoiceFilter(label=_("Came from"), choices=sources, method="by_source", empty_label=_("All"))
    missing = django_filters.ChoiceFilter(label=_("Missing"), choices=MISSING, method="by_name", empty_label=_("All"))
    changed_since = django_filters.DateFilter(label=_("Changed since"), field_name="updated_at", lookup_expr="date__gte", widget=DayInput)

    class Meta:
        model = Service
        fields: list[str] = []

    def by_name(self, services: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return NARROW[value](services)

    def by_check(self, services: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return services.by_check(value)

    def by_row(self, services: ServiceQuerySet, name: str, value: Any) -> ServiceQuerySet:
        return services.joined_to(name, value)

    def by_team(self, services: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return services.filter(owner_team="" if value == "nobody" else value)

    def by_source(self, services: ServiceQuerySet, name: str, value: str) -> ServiceQuerySet:
        return services.from_source(value)


def narrowed(parameters: Any) -> ServiceQuerySet:
    """The services that the list shows for these parameters, without the pages it is cut into."""
    services = Service.objects.for_desk()
    chosen = ServiceFilterSet(parameters, queryset=services)
    services = chosen.qs if chosen.is_valid() else services
    words = parameters.get("q", "").replace("\0", "").strip()
    return services.called(words) if words else services
