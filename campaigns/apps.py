from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from analytics.known import register_codes
        from campaigns.models import Campaign

        register_codes(lambda codes: dict(Campaign.objects.filter(code__in=codes).values_list("code", "name")))
