from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from analytics import admin_views


class StatisticsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("analytics.view_siteday")


@hooks.register("register_admin_urls")
def statistics_urls() -> list[URLPattern]:
    return [
        path("reports/statistics/", admin_views.statistics, name="statistics"),
        path("reports/statistics/import/", admin_views.look_at_file, name="statistics_import_file"),
        path("reports/statistics/import/<int:pk>/", admin_views.show_import, name="statistics_import"),
        path("reports/statistics/import/<int:pk>/take-in/", admin_views.take_in, name="statistics_take_in"),
    ]


@hooks.register("register_reports_menu_item")
def statistics_menu_item() -> MenuItem:
    return StatisticsMenuItem(_("Statistics"), reverse("statistics"), name="statistics", icon_name="view", order=50)
