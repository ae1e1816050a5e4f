from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"
    verbose_name = "SEND Register"

    def ready(self) -> None:
        from home import page_cache
        from register.models import Wording, WordingSignOff, WordingVersion

        page_cache.watch(Wording, WordingVersion, WordingSignOff)
