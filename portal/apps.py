from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from analytics.known import register_boroughs
        from portal.boroughs import boroughs_of

        register_boroughs(boroughs_of)
