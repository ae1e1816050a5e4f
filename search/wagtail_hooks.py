from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import SynonymGroup


class SynonymGroupViewSet(SnippetViewSet):
    """Families' words for search: editors keep them, and a change works from the next search on."""

    model = SynonymGroup
    icon = "search"
    menu_label = _("Search words")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["words", "also_find"]
    search_fields = ["words", "also_find"]


register_snippet(SynonymGroupViewSet)
