from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from localoffer.models import AgePhase, Category, Location, Need, Provider, Service, Topic


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "group"
    menu_label = "Services"
    list_display = ["name", "provider", "status", "checked_on", "verify_by", "is_published"]
    list_filter = ["status", "is_published", "needs", "categories", "boroughs"]
    search_fields = ["name", "summary", "description", "keywords"]
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("slug"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("provider"),
                    FieldRowPanel([FieldPanel("website"), FieldPanel("email")]),
                    InlinePanel("contacts", label="contact"),
                ],
                heading="What",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")]),
                    FieldPanel("needs"),
                    FieldPanel("categories"),
                    FieldPanel("boroughs"),
                    FieldPanel("route"),
                    FieldPanel("route_details"),
                    InlinePanel("cost_options", label="cost", help_text="Free? Add one cost with the amount 0."),
                ],
                heading="Who for, how and cost",
            ),
            ObjectList(
                [
                    InlinePanel("at_locations", label="place"),
                    InlinePanel("access_facts", label="access fact", help_text="Say yes or no only when someone has checked, with the date. Partial access is “no” with a note."),
                ],
                heading="Where and access",
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("status"), FieldPanel("is_published")], heading="Now"),
                    MultiFieldPanel([FieldPanel("owner_team"), FieldPanel("checked_on"), FieldPanel("verify_by")], heading="Kept right"),
                    FieldPanel("keywords"),
                ],
                heading="Status and checks",
            ),
        ]
    )


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
    items = tuple(VocabularyViewSet(model=model) for model in (AgePhase, Topic, Need, Category))


register_snippet(DirectoryGroup)
register_snippet(VocabularyGroup)
