"""The list of indicators, and the form of one with its years."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from analytics.admin_views import own_site
from analytics.indicators import plan
from analytics.indicators.forms import IndicatorForm
from analytics.models import Indicator, IndicatorYear
from home.spreadsheets import download

YEAR_PANELS = [
    FieldRowPanel([FieldPanel("starts"), FieldPanel("state")]),
    FieldRowPanel([FieldPanel("number"), FieldPanel("of"), FieldPanel("value")]),
    FieldRowPanel([FieldPanel("source"), FieldPanel("note")]),
]
PANELS = [
    FieldPanel("name"),
    FieldPanel("definition"),
    MultiFieldPanel(
        [FieldPanel("kind"), FieldPanel("unit"), FieldPanel("wanted"), FieldPanel("counts_people")],
        heading=gettext_lazy("What kind of number it is"),
    ),
    MultiFieldPanel([FieldPanel("source"), FieldPanel("source_address"), FieldPanel("responsible")], heading=gettext_lazy("Where it comes from")),
    FieldRowPanel([FieldPanel("year_kind"), FieldPanel("baseline_year")], heading=gettext_lazy("Years")),
    InlinePanel("years", panels=YEAR_PANELS, heading=gettext_lazy("Figures by year"), label=gettext_lazy("year")),
    MultiFieldPanel([FieldPanel("expected_share"), FieldPanel("expected_source")], heading=gettext_lazy("A share that is known"), classname="collapsed"),
    MultiFieldPanel([FieldPanel("own"), FieldPanel("site")], heading=gettext_lazy("Counted by this site"), classname="collapsed"),
]


class IndicatorIndexView(IndexView):
    list_display = (
        "name",
        Column("kind", accessor="get_kind_display", label=gettext_lazy("Kind")),
        Column("responsible", label=gettext_lazy("Who is responsible")),
        Column("newest", accessor="newest", label=gettext_lazy("Newest year")),
    )
    list_export = ("name",)  # Wagtail shows its buttons when there is anything here; what they give is ours
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet:
        return Indicator.objects.with_newest()

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        """Every year of the indicators of the list, as a file that can come back."""
        years = IndicatorYear.objects.filter(indicator__in=queryset.values("pk")).select_related("indicator").order_by("indicator__name", "starts")
        return download(spreadsheet_format, name=f"indicators-{timezone.localdate()}", headings=plan.headings(), rows=plan.rows_of(years))

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.user_has_permission("change"):
            buttons.append(Button(_("Figures from a file"), url=reverse("indicator_file"), icon_name="upload", priority=110))
        return buttons


class IndicatorCreateView(CreateView):
    def get_initial_form_instance(self) -> Indicator:
        """Of the site where it is written, until another is chosen."""
        return Indicator(site=own_site(self.request))


class IndicatorViewSet(SnippetViewSet):
    model = Indicator
    icon = "order"
    menu_label = gettext_lazy("Indicators")
    menu_hook = "register_reports_menu_item"
    menu_order = 60
    copy_view_enabled = False
    index_view_class = IndicatorIndexView
    add_view_class = IndicatorCreateView
    search_fields = ["name", "definition"]
    edit_handler = ObjectList(PANELS, base_form_class=IndicatorForm)
