from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from home import page_cache
        from search import receivers
        from search.models import BestBet, SynonymGroup

        page_cache.watch(BestBet, SynonymGroup)
        receivers.connect()
