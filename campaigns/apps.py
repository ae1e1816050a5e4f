from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from analytics.happenings import add_happenings
        from analytics.known import register_codes
        from campaigns import messages_report
        from campaigns.happenings import campaigns_between
        from campaigns.links.known import named, own_code
        from campaigns.report_rows import add_rows
        from campaigns.sending import after_restore
        from campaigns.told import SENDER
        from register.messages_sent import add_sender
        from register.signals import restored

        register_codes(named, own_code)
        add_happenings(campaigns_between)
        add_sender(SENDER)
        restored.connect(after_restore.pause_all_and_say, dispatch_uid="campaigns")
        add_rows(messages_report.rows)
