from django.db.models import Model
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from localoffer import actions
from localoffer.models import AgePhase, Category, Language, Location, Need, Provider, SendQuestion, Service, Topic
from localoffer.panels import service_panels


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "group"
    menu_label = "Services"
    list_display = ["name", "provider", "status", "checked_on", "verify_by", "is_published"]
    list_filter = ["status", "is_published", "needs", "categories", "boroughs"]
    search_fields = ["name", "summary", "description", "keywords"]
    list_per_page = 50
    edit_handler = service_panels


class ProviderViewSet(SnippetViewSet):
    model = Provider
    icon = "group"
    list_display = ["name", "website"]
    search_fields = ["name"]
    panels = [FieldPanel(name) for name in ("name", "description", "website", "email", "phone")]


class LocationViewSet(SnippetViewSet):
    model = Location
    icon = "site"
    list_display = ["name", "town", "postcode", "is_masked"]
    search_fields = ["name", "town", "postcode"]
    panels = [FieldPanel(name) for name in ("name", "address", "town", "postcode", "latitude", "longitude", "is_masked")]


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = "Directory"
    menu_icon = "group"
    menu_order = 200
    items = (ServiceViewSet, ProviderViewSet, LocationViewSet)


class VocabularyViewSet(SnippetViewSet):
    icon = "tag"
    list_display = ["name", "code", "order"]


class VocabularyGroup(SnippetViewSetGroup):
    menu_label = "Word lists"
    menu_icon = "tag"
    menu_order = 320
    items = tuple(VocabularyViewSet(model=model) for model in (AgePhase, Topic, Need, Category, Language, SendQuestion))


register_snippet(DirectoryGroup)
register_snippet(VocabularyGroup)


@hooks.register("before_edit_snippet")
def keep_what_it_was(request: HttpRequest, instance: Model) -> None:
    if request.method == "POST" and isinstance(instance, Service):
        actions.keep_first_version(instance)
