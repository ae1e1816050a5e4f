from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from analytics.known import register_boroughs
        from feedback.surveys.baselines import add_baselines
        from portal.boroughs import boroughs_of
        from portal.survey_baselines import known

        register_boroughs(boroughs_of)
        add_baselines(known)
