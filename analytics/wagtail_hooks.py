from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from analytics import admin_views, import_views, imports
from analytics.models import Annotation, SchoolHoliday


class StatisticsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("analytics.view_siteday")


@hooks.register("register_admin_urls")
def statistics_urls() -> list[URLPattern]:
    return [
        path("reports/statistics/", admin_views.statistics, name="statistics"),
        path("reports/statistics/chart.<slug:kind>", admin_views.statistics_chart, name="statistics_chart"),
        path("reports/statistics/pages/<slug:page>/chart.<slug:kind>", admin_views.page_chart, name="page_chart"),
        path("reports/statistics/school-holidays/", admin_views.take_in_holidays, name="statistics_holiday_list"),
        path("reports/statistics/pages/<slug:page>/", admin_views.page_statistics, name="page_statistics"),
        path("reports/statistics/import/", import_views.look_at_file, name="statistics_import_file"),
        path("reports/statistics/import/<int:pk>/", import_views.show_import, name="statistics_import"),
        path("reports/statistics/import/<int:pk>/dates/", import_views.answer_dates, name="statistics_import_dates"),
        path("reports/statistics/import/<int:pk>/take-in/", import_views.take_in, name="statistics_take_in"),
        path("reports/statistics/import/<int:pk>/undo/", import_views.undo, name="statistics_import_undo"),
    ]


class AnnotationCreateView(CreateView):
    def get_initial_form_instance(self) -> Annotation:
        """Of the site where it is written, until another is chosen."""
        return Annotation(site=admin_views.own_site(self.request))


class AnnotationViewSet(ModelViewSet):
    """What happened on some days: written by analysts, and by campaigns for themselves."""

    model = Annotation
    icon = "edit"
    menu_label = _("What happened when")
    menu_order = 330
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = AnnotationCreateView
    list_display = [
        "first_day",
        "last_day",
        Column("kind", accessor="get_kind_display", label=_("Kind")),
        TitleColumn("text", label=_("What happened"), get_url=lambda row: reverse("annotation:edit", args=[row.pk])),
    ]
    panels = [FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]), FieldPanel("kind"), FieldPanel("text"), FieldPanel("is_for_everybody"), FieldPanel("site")]


class SchoolHolidayListing(IndexView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.user_has_permission("add"):
            buttons.append(Button(_("Take in a list"), url=reverse("statistics_holiday_list"), icon_name="upload", priority=110))
        return buttons


class SchoolHolidayViewSet(ModelViewSet):
    model = SchoolHoliday
    icon = "date"
    menu_label = _("School holidays")
    menu_order = 331
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = SchoolHolidayListing
    list_display = ["name", "first_day", "last_day", "borough"]
    panels = [FieldPanel("name"), FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]), FieldPanel("borough")]


@hooks.register("register_admin_viewset")
def school_holiday_viewset() -> SchoolHolidayViewSet:
    return SchoolHolidayViewSet("schoolholiday", url_prefix="school-holidays")


@hooks.register("register_admin_viewset")
def annotation_viewset() -> AnnotationViewSet:
    return AnnotationViewSet("annotation", url_prefix="annotations")


@hooks.register("register_reports_menu_item")
def statistics_menu_item() -> MenuItem:
    return StatisticsMenuItem(_("Statistics"), reverse("statistics"), name="statistics", icon_name="view", order=50)


@hooks.register("register_log_actions")
def imports_in_the_history(registry: LogActionRegistry) -> None:
    registry.register_action(imports.TAKEN_IN, _("Take in statistics"), _("Statistics of a file taken in"))
    registry.register_action(imports.UNDONE, _("Take out statistics"), _("Statistics of a file taken out again"))


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def page_statistics_button(page: Page, user: Any, **kwargs: Any) -> Iterator[Button]:
    """To the page's own figures, from where it is edited and from the list of pages."""
    if page.live and user.has_perm("analytics.view_siteday"):
        yield Button(_("Statistics"), reverse("page_statistics", args=[page.pk]), icon_name="view", priority=66)
