"""The editors' desk: our panels, menu and colours, and one way to publish."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portal import dashboard
from portal.freshness_report import ChecksByTeamView, ServiceChecksView
from portal.inspection import actions as inspection
from portal.inspection import views as packs
from portal.models import has_words_in
from portal.reports import LeftToFillInView, ReportMenuItem, ReviewDueView
from portal.sign_off import say_who_signs_off, show_where_it_is

# Wagtail's own: its guides and news live on other sites, and its log and types serve the people who run the site.
NOT_IN_OUR_MENU = {"help"}
ONLY_FOR_SUPERUSERS = {"collections", "workflows", "workflow-tasks", "page-types-usage", "aging-pages", "locked-pages", "sites", "locales", "groups"}


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_homepage_panels")
def our_panels(request: HttpRequest, panels: list) -> None:
    panels[:] = dashboard.panels_for(request)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_numbers(request: HttpRequest, items: list) -> None:
    """How many pages, pictures and files there are helps nobody decide anything."""
    items.clear()


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
def tidy(request: HttpRequest, items: list[MenuItem]) -> None:
    hidden = NOT_IN_OUR_MENU if request.user.is_superuser else NOT_IN_OUR_MENU | ONLY_FOR_SUPERUSERS
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_page_action_menu")
def one_way_to_publish(items: list[ActionMenuItem], request: HttpRequest, context: dict) -> None:
    """Everybody sends a page for sign-off; only a superuser can publish at once, for the day when that must be."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "action-publish"]
    items.sort(key=lambda item: item.name != "approve")  # who may sign off came here for that


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def keep_as_a_draft(request: HttpRequest, *page_and_kind: object) -> None:
    """The same rule for whoever sends the form without the button: what would be published is saved as a draft."""
    if "action-publish" in request.POST and not request.user.is_superuser:
        answers = request.POST.copy()
        del answers["action-publish"]
        request.POST = answers  # type: ignore[assignment]  # Wagtail's view reads it after us
        messages.warning(request, _("Saved as a draft. Send it for sign-off: somebody who did not write it publishes it."))


@hooks.register("after_edit_page")
def say_that_words_wait(request: HttpRequest, page: Page) -> None:
    """To somebody who changed words and approved them in one step: `SignOff` kept the words and not the approval."""
    if request.POST.get("workflow-action-name") == "approve" and page.workflow_in_progress and has_words_in(page, request.user):
        messages.warning(request, _("Your words are saved, and wait for sign-off by somebody who did not write them."))


hooks.register("before_edit_page", say_who_signs_off)
hooks.register("after_edit_page", show_where_it_is)


class PublishManyAtOnce(PublishBulkAction):
    """Only for a superuser: it asks nobody who wrote the pages."""

    def check_perm(self, page: Page) -> bool:
        return self.request.user.is_superuser


hooks.register("register_bulk_action", PublishManyAtOnce, order=100)


@hooks.register("register_admin_urls")
def report_addresses() -> list[URLPattern]:
    return [
        path("reports/review-due/", ReviewDueView.as_view(), name="review_due"),
        path("reports/checks/", ServiceChecksView.as_view(), name="service_checks"),
        path("reports/checks-by-team/", ChecksByTeamView.as_view(), name="checks_by_team"),
        path("reports/left-to-fill-in/", LeftToFillInView.as_view(), name="left_to_fill_in"),
        path("reports/inspection-pack/", packs.packs, name="inspection_packs"),
        path("reports/inspection-pack/<int:pk>/", packs.download, name="inspection_pack"),
        path("reports/inspection-pack/<int:pk>/delete/", packs.delete, name="inspection_pack_delete"),
    ]


@hooks.register("register_reports_menu_item")
def review_due_item() -> MenuItem:
    return ReportMenuItem(_("Time to check again"), "review_due", icon_name="calendar-check", order=10)


@hooks.register("register_reports_menu_item")
def left_to_fill_in_item() -> MenuItem:
    return ReportMenuItem(_("Left to fill in"), "left_to_fill_in", icon_name="edit", order=20)


@hooks.register("register_reports_menu_item")
def checks_item() -> MenuItem:
    return ReportMenuItem(_("Checks of services"), "service_checks", icon_name="calendar-check", order=12)


@hooks.register("register_reports_menu_item")
def checks_by_team_item() -> MenuItem:
    return ReportMenuItem(_("Checks by team"), "checks_by_team", icon_name="calendar-check", order=14)


class InspectionPackMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(packs.MAKE_PACKS)


@hooks.register("register_reports_menu_item")
def inspection_pack_item() -> MenuItem:
    return InspectionPackMenuItem(_("Inspection pack"), reverse("inspection_packs"), name="inspection_packs", icon_name="folder-open-inverse", order=30)


@hooks.register("register_log_actions")
def packs_in_the_history(registry: LogActionRegistry) -> None:
    registry.register_action(inspection.ASKED, _("Make an inspection pack"), _("Inspection pack asked for"))
    registry.register_action(inspection.DELETED, _("Delete an inspection pack"), _("File of an inspection pack deleted"))
