"""The register's place in the staff's admin: addresses, and menu entries for who may.

Its permissions are not offered where Wagtail edits groups: roles get them from `accounts.roles`, and people get roles by `accounts.granting`.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from register import desk_urls
from register.access import ANSWER_COMPLAINTS, EDIT_WORDING, MAKE_CARDS, READ_ACCESS_LOG, READ_FAMILIES, READ_RETENTION, READ_TOTALS, given_to

GIVEN = "given_of_register"


class RegisterMenuItem(MenuItem):
    """Shown only to who was given its permission."""

    def __init__(self, label: Promise, name: str, *, icon: str, codename: str, order: int) -> None:
        super().__init__(label, reverse(name), name=name.replace("_", "-"), icon_name=icon, order=order)
        self.codename = codename

    def is_shown(self, request: HttpRequest) -> bool:
        """The menu asks each entry; what was given is looked up once for all of them."""
        kept = vars(request)
        if GIVEN not in kept:
            kept[GIVEN] = given_to(request.user)
        return self.codename in kept[GIVEN]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return desk_urls.urlpatterns


# Label, address, icon, who may, place in the menu.
ENTRIES = (
    (_("SEND Register"), "register_families", "group", READ_FAMILIES, 400),
    (_("Awareness cards"), "register_cards", "tag", MAKE_CARDS, 405),
    (_("Register totals"), "register_totals", "list-ol", READ_TOTALS, 410),
    (_("Register wording"), "register_wordings", "edit", EDIT_WORDING, 420),
    (_("Who looked"), "register_access_log", "view", READ_ACCESS_LOG, 430),
    (_("Retention"), "register_retention", "history", READ_RETENTION, 440),
    (_("Data complaints"), "register_complaints", "warning", ANSWER_COMPLAINTS, 450),
)


def _entry(label: Promise, name: str, icon: str, codename: str, order: int) -> Callable[[], MenuItem]:
    return lambda: RegisterMenuItem(label, name, icon=icon, codename=codename, order=order)


for each in ENTRIES:
    hooks.register("register_admin_menu_item", _entry(*each))
