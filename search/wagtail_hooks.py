from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from search import admin_views
from search.models import BestBet, SynonymGroup


def _first_word(row: Any) -> str:
    return row.words.partition(",")[0].strip()


class TryIt(TitleColumn):
    """The first of the words, as a link to what a search for it shows families."""

    def __init__(self) -> None:
        super().__init__("try_it", label=gettext_lazy("Try it"), accessor=_first_word, get_url=lambda row: f"{reverse('search')}?{urlencode({'q': _first_word(row)})}")


class SynonymIndexView(IndexView):
    @cached_property
    def columns(self) -> list[BaseColumn]:
        """With the words that another group has too."""
        shared = SynonymGroup.objects.shared_words()
        return [*super().columns, Column("shared", label=_("Also in another group"), accessor=lambda row: ", ".join(shared.get(row.pk, [])))]


class SynonymGroupViewSet(SnippetViewSet):
    """Families' words for search: editors keep them, and a change works from the next search on."""

    model = SynonymGroup
    icon = "search"
    menu_label = gettext_lazy("Families’ words")
    index_view_class = SynonymIndexView
    list_display = ["words", "also_find", TryIt()]
    search_fields = ["words", "also_find"]
    list_per_page = 100


class BestBetViewSet(SnippetViewSet):
    """What a search shows first."""

    model = BestBet
    icon = "pick"
    menu_label = gettext_lazy("Best bets")
    list_display = ["words", Column("shown", label=gettext_lazy("What is shown first")), "order", TryIt()]
    search_fields = ["words"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BestBet]:
        return BestBet.objects.select_related("page", "service")


class SearchGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Search words")
    menu_icon = "search"
    menu_order = 325
    items = (SynonymGroupViewSet, BestBetViewSet)


register_snippet(SearchGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_shared_words(request: HttpRequest, row: Model) -> None:
    """Words in two groups join them: that may be meant, so it is only said."""
    if isinstance(row, SynonymGroup) and (shared := SynonymGroup.objects.shared_words().get(row.pk)):
        messages.warning(request, _("Another group has these words too: %(words)s. A search for one of them finds the words of both groups.") % {"words": ", ".join(shared)})


class GapsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.view_searchday")


@hooks.register("register_admin_urls")
def gaps_address() -> list[URLPattern]:
    return [path("reports/search/", admin_views.search_gaps, name="search_gaps")]


@hooks.register("register_reports_menu_item")
def gaps_item() -> MenuItem:
    return GapsMenuItem(_("Searched for and not found"), reverse("search_gaps"), name="search-gaps", icon_name="search", order=60)
