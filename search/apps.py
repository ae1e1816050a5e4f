from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from analytics.tables import add_table
        from home import page_cache
        from search import overview, receivers
        from search.models import BestBet, SynonymGroup

        page_cache.watch(BestBet, SynonymGroup)
        receivers.connect()
        add_table(overview.table, is_for_everybody=True)
