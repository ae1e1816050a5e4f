from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"
    default = True


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with our forms and lists of staff."""

    user_viewset = "accounts.staff.StaffViewSet"
