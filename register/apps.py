from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"
    verbose_name = "SEND Register"

    def ready(self) -> None:
        from analytics.tables import add_table
        from home import page_cache
        from register import funnel
        from register.models import Wording, WordingSignOff, WordingVersion

        page_cache.watch(Wording, WordingVersion, WordingSignOff)
        add_table(funnel.table)
