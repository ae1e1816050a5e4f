from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from feedback import actions
        from localoffer.signals import services_merged

        services_merged.connect(actions.follow_merged, dispatch_uid="feedback")
