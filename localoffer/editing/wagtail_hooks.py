"""The editors' tools for the directory, made known to Wagtail. `localoffer.wagtail_hooks` imports this module."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from localoffer import versions
from localoffer.editing import actions, bulk, pair_views, views
from localoffer.models import Service

HOW = {
    versions.BY_MANY: (gettext_lazy("Change many"), gettext_lazy("Changed with others: %s")),
    versions.BY_SHEET: (gettext_lazy("Change by file"), gettext_lazy("Changed by the file %s")),
    versions.BY_FEED: (gettext_lazy("Import"), gettext_lazy("Imported from %s")),
    versions.BY_MERGE: (gettext_lazy("Make one of two"), gettext_lazy("Made one %s")),
    versions.BY_CLOCK: (gettext_lazy("Set the first check"), gettext_lazy("It had no day to be checked by; its first one is %s")),
    versions.BEFORE: (gettext_lazy("Kept as it was"), gettext_lazy("Kept as it was before the first change here%s")),
    versions.KEPT_OURS: (gettext_lazy("Keep ours"), gettext_lazy("The feed’s value was turned down: %s")),
    versions.BY_UNDO: (gettext_lazy("Make two of one again"), gettext_lazy("No longer one with %s")),
}

for each in bulk.ACTIONS:
    hooks.register("register_bulk_action", each, order=100)  # after Wagtail's own, so that "End" stands where "Delete" was


@hooks.register("register_log_actions")
def how_services_change(registry: LogActionRegistry) -> None:
    for action, (name, sentence) in HOW.items():
        registry.register_action(action)(_formatter(name, sentence))


def _formatter(name: Any, sentence: Any) -> type[LogFormatter]:
    """Says in the history what the log entry holds: where the change came from, and which fields it was."""

    class Formatter(LogFormatter):
        label = name

        def format_message(self, log_entry: ModelLogEntry) -> str:
            words, fields = log_entry.data.get("words", ""), ", ".join(log_entry.data.get("fields", []))
            return sentence % words + (f" ({fields})" if fields else "") if words else sentence % fields

    return Formatter


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("services/file/", views.bring_file, name="service_file"),
        re_path(r"^services/file/blank\.(?P<kind>csv|xlsx)$", views.blank_file, name="service_file_blank"),
        path("services/file/<uuid:pk>/", views.preview, name="service_file_preview"),
        path("services/file/<uuid:pk>/not-taken/", views.left_out, name="service_file_left_out"),
        path("services/duplicates/", pair_views.pairs, name="service_duplicates"),
        path("services/merges/<int:pk>/", pair_views.unmerge, name="service_unmerge"),
        path("services/duplicates/<uuid:first>/<uuid:second>/", pair_views.compare, name="service_compare"),
    ]


class DuplicatesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("localoffer.change_service")


@hooks.register("register_reports_menu_item")
def duplicates_item() -> MenuItem:
    return DuplicatesMenuItem(_("Possible duplicates"), reverse("service_duplicates"), name="service-duplicates", icon_name="copy", order=40)


@hooks.register("before_edit_snippet")
def note_address(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Service):
        # For the hook after the change, of the same request. Asked anew: when a version is brought back, `instance` is that version.
        request.address_before = Service.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()  # type: ignore[attr-defined]


@hooks.register("after_edit_snippet")
def keep_old_address(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Service) and instance.slug != getattr(request, "address_before", instance.slug):
        actions.remember_address(instance, request.address_before)  # type: ignore[attr-defined]
