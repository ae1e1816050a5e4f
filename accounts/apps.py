from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"
    default = True

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts.receivers import proven_by_setting_up

        authenticator_added.connect(proven_by_setting_up, dispatch_uid="proven_by_setting_up")


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with our forms and lists of staff."""

    user_viewset = "accounts.staff.StaffViewSet"
