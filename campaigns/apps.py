from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from analytics.happenings import add_happenings
        from analytics.known import register_codes
        from campaigns.happenings import campaigns_between
        from campaigns.links.known import named, own_code

        register_codes(named, own_code)
        add_happenings(campaigns_between)
