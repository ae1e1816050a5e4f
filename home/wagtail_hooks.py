from collections.abc import Callable, Iterable

from django.db.models import DateField, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import register_form_field_override
from wagtail.documents.models import AbstractDocument
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from analytics.indicators import actions
from analytics.models import Indicator
from home import video
from home.atlas import atlas
from home.date_fields import DayInput
from home.impact import views as impact
from home.impact.viewset import IndicatorViewSet
from home.models import Borough, GlossaryTerm
from home.page_cache import keep


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "help"
    list_display = ["term", "short", "explained"]
    search_fields = ["term", "short", "also"]
    add_to_admin_menu = True
    menu_order = 310


class BoroughViewSet(SnippetViewSet):
    model = Borough
    icon = "site"
    list_display = ["name", "council", "order"]
    add_to_settings_menu = True
    menu_order = 50


register_form_field_override(DateField, override={"widget": DayInput})
register_snippet(GlossaryViewSet)
register_snippet(BoroughViewSet)
register_snippet(IndicatorViewSet)


@hooks.register("register_admin_urls")
def addresses_of_figures() -> list[URLPattern]:
    return [
        path("indicators/file/", impact.figures_file, name="indicator_file"),
        re_path(r"^indicators/file/blank\.(?P<kind>csv|xlsx)$", impact.blank_file, name="indicator_file_blank"),
    ]


@hooks.register("before_delete_snippet")
def keep_what_families_saw(request: HttpRequest, chosen: Iterable[Model]) -> HttpResponse | None:
    """An indicator with a year that families have seen stays, with its corrections; with it stays all that was chosen beside it."""
    seen = Indicator.objects.shown_once().filter(pk__in=[each.pk for each in chosen if isinstance(each, Indicator)])
    if not seen:
        return None
    messages.error(request, impact.STAYS % {"names": ", ".join(indicator.name for indicator in seen)})
    return redirect(impact.INDICATORS)


@hooks.register("register_log_actions")
def figures_in_the_history(registry: LogActionRegistry) -> None:
    registry.register_action(actions.TAKEN_IN, _("Enter figures"), _("Figures entered from a file"))


@hooks.register("on_serve_page")
def keep_pages(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wagtail's pages may be kept for anonymous visitors; pages behind a password never come this far."""

    def serve_and_keep(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        return keep(serve)(page, request, args, kwargs) if request.method in {"GET", "HEAD"} else serve(page, request, args, kwargs)

    return serve_and_keep


class KnownPages(PageLinkHandler):
    """Links in texts: where a page stands is known, so a text full of links asks the database nothing. A page taken down has no link."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        known = atlas()
        return [known.numbered(attrs.get("id")) for attrs in attrs_list]


@hooks.register("register_rich_text_features", order=1000)
def link_known_pages(features: FeatureRegistry) -> None:
    features.register_link_type(KnownPages)


@hooks.register("before_serve_document", order=1000)  # after Wagtail asked whether the collection is closed
def play_videos(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    return video.serve(document, request)
