from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import ListingButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.models import User
from localoffer import actions, proposal_hooks
from localoffer.editing import wagtail_hooks as editing_hooks  # noqa: F401
from localoffer.editing.filters import ServiceFilterSet
from localoffer.editing.history import ServiceHistoryView, ServiceRevertView
from localoffer.editing.listing import ServiceIndexView
from localoffer.feed_desk import FeedDifferences, FeedReport
from localoffer.models import AgePhase, Category, Feed, Language, Location, Need, Provider, SendQuestion, Service, Topic, Ward
from localoffer.panels import location_panels, service_panels


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "group"
    menu_label = gettext_lazy("Services")
    index_view_class = ServiceIndexView
    history_view_class = ServiceHistoryView
    revisions_revert_view_class = ServiceRevertView
    list_display = ServiceIndexView.list_display
    list_export = ServiceIndexView.list_export
    filterset_class = ServiceFilterSet
    ordering = "name"
    search_fields = ["name"]  # `ServiceIndexView` searches more than that
    list_per_page = 50
    edit_handler = service_panels


class ProviderViewSet(SnippetViewSet):
    model = Provider
    icon = "group"
    list_display = ["name", "website"]
    search_fields = ["name"]
    edit_handler = proposal_hooks.provider_panels


class LocationViewSet(SnippetViewSet):
    model = Location
    icon = "site"
    list_display = ["name", "town", "postcode", "is_masked"]
    search_fields = ["name", "town", "postcode"]
    edit_handler = location_panels


class OnlyImported(ModelPermissionPolicy):
    """Rows that an import brings: whoever may change them makes none and deletes none."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in {"change", "view"} and super().user_has_permission(user, action)


class WardViewSet(SnippetViewSet):
    """The wards that the import of postcodes brought, to be named."""

    model = Ward
    icon = "site"
    list_display = ["code", "name", "borough", "district"]
    list_filter = ["borough"]
    search_fields = ["name", "code", "district"]
    list_per_page = 100
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("borough")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ward]:
        return Ward.objects.select_related("borough")


class FeedViewSet(SnippetViewSet):
    """Lists of services that other organisations publish; each one's last report is a button in the list."""

    model = Feed
    icon = "download"
    list_display = ["name", "is_on", "last_run", "last_result", "last_words"]
    search_fields = ["name", "source"]
    panels = [FieldPanel(name) for name in ("name", "source", "asks_each", "is_on")]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def find_new_place(request: HttpRequest, row: Model) -> None:
    """A place that an editor wrote with a postcode alone, or with another postcode, can be found nearby at once."""
    if isinstance(row, Location) and Location.objects.to_be_placed().filter(pk=row.pk).exists():
        actions.find_places()


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Directory")
    menu_icon = "group"
    menu_order = 200
    items = (ServiceViewSet, ProviderViewSet, LocationViewSet, WardViewSet, FeedViewSet)


class VocabularyViewSet(SnippetViewSet):
    icon = "tag"
    list_display = ["name", "code", "order"]


class VocabularyGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Word lists")
    menu_icon = "tag"
    menu_order = 320
    items = tuple(VocabularyViewSet(model=model) for model in (AgePhase, Topic, Need, Category, Language, SendQuestion))


register_permission_policy(Ward, OnlyImported(Ward))
register_snippet(DirectoryGroup)
register_snippet(VocabularyGroup)


@hooks.register("before_edit_snippet")
def keep_what_it_was(request: HttpRequest, instance: Model) -> None:
    if request.method == "POST" and isinstance(instance, Service):
        actions.keep_first_version(instance)


@hooks.register("register_admin_urls")
def feed_addresses() -> list[URLPattern]:
    return [
        path("reports/feeds/<int:pk>/", FeedReport.as_view(), name="feed_report"),
        path("reports/feed-differences/", FeedDifferences.as_view(), name="feed_differences"),
    ]


@hooks.register("register_snippet_listing_buttons")
def report_of_feed(snippet: object, user: object, next_url: str | None = None) -> Iterator[ListingButton]:
    if isinstance(snippet, Feed):
        yield ListingButton(_("Last report"), reverse("feed_report", args=[snippet.pk]), icon_name="list-ul", priority=5)


class DifferencesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("localoffer.change_service")


@hooks.register("register_reports_menu_item")
def feed_differences_item() -> MenuItem:
    return DifferencesMenuItem(_("Differences from feeds"), reverse("feed_differences"), name="feed-differences", icon_name="order", order=30)
