from django.apps import AppConfig


class LocalOfferConfig(AppConfig):
    name = "localoffer"
    verbose_name = "Local Offer"

    def ready(self) -> None:
        from home import page_cache
        from localoffer import models

        page_cache.watch(
            models.AccessFact,
            models.AgePhase,
            models.Category,
            models.Language,
            models.Schedule,
            models.SendAnswer,
            models.SendQuestion,
            models.ServiceAtLocation,
            models.SettingFacts,
            models.CostOption,
            models.Location,
            models.Need,
            models.Provider,
            models.Service,
            models.ServiceContact,
            models.Topic,
        )
