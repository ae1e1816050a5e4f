"""The editors' list of services: columns, search, and the list taken away as a file."""

from functools import cached_property
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import IndexView

from home.spreadsheets import download
from localoffer.editing import cells, files, guide
from localoffer.models import Service
from localoffer.models.services import ServiceQuerySet


def how_shown(service: Service) -> str:
    """Whether families see it, in a word or two."""
    if not service.is_published:
        return _("Hidden")
    if service.status == Service.Status.ENDED:
        return _("No")
    return _("Hidden until checked") if service.is_hidden_until_checked else _("Yes")


WORDS = {"name", "provider__name", "owner_team"}


class ServiceIndexView(IndexView):
    """Four queries for any number of services, beside those for the filters' own lists."""

    list_display = (
        "name",
        Column("provider", label=gettext_lazy("Provider"), sort_key="provider__name"),
        Column("postcode", label=gettext_lazy("Postcode"), classname="postcode"),
        Column("get_status_display", label=gettext_lazy("Status"), sort_key="status"),
        Column("shown", label=gettext_lazy("Families see it"), accessor=how_shown),
        Column("owner_team", label=gettext_lazy("Who keeps it right"), sort_key="owner_team"),
        Column("verify_by", label=gettext_lazy("Check again by"), sort_key="verify_by"),
        DateColumn("updated_at", label=gettext_lazy("Changed"), sort_key="updated_at", classname="changed"),
    )
    list_export = ("name",)  # Wagtail shows its buttons when there is anything here; what they give is ours
    default_ordering = "name"
    table_classname = "listing desk-services"

    def get_base_queryset(self) -> ServiceQuerySet:
        return Service.objects.for_desk()

    def search_queryset(self, queryset: ServiceQuerySet) -> ServiceQuerySet:
        return queryset.called(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: ServiceQuerySet) -> ServiceQuerySet:
        """Words by their letters, capital or small: no database does so by itself everywhere."""
        asked = str(self.ordering or "")
        name = asked.removeprefix("-")
        by = Lower(name) if name in WORDS else F(name)
        order = [by.desc() if asked.startswith("-") else by.asc()] if asked else []
        return super().order_queryset(queryset).order_by(*order, *([name] if asked else []), "pk")

    def as_spreadsheet(self, queryset: ServiceQuerySet, spreadsheet_format: str) -> HttpResponse:
        widths = cells.widths(queryset)
        return download(spreadsheet_format, name=f"services-{timezone.localdate()}", headings=files.headings(widths), rows=files.table(queryset, widths), guide=guide.lines())

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.user_has_permission("change"):
            buttons.append(Button(_("Bring a file back"), url=reverse("service_file"), icon_name="upload", priority=110))
            buttons.append(Button(_("Possible duplicates"), url=reverse("service_duplicates"), icon_name="copy", priority=120))
        return buttons
