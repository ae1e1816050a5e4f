from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from analytics.tables import add_table
        from feedback import actions, overview
        from localoffer.signals import merge_undone, services_merged

        services_merged.connect(actions.follow_merged, dispatch_uid="feedback")
        merge_undone.connect(actions.follow_undone, dispatch_uid="feedback")
        add_table(overview.table, is_for_everybody=True)
