"""The register's place in the staff's admin: addresses, and menu entries for who may.

Its permissions are not offered where Wagtail edits groups: roles get them from `accounts.roles`, and people get roles by `accounts.granting`.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from register.access import ANSWER_COMPLAINTS, EDIT_WORDING, MAKE_CARDS, READ_ACCESS_LOG, READ_FAMILIES, READ_RETENTION, READ_TOTALS, given_to
from register.views import assisted, card_desk, closing, complaint_desk, correcting, exporting, figures, merging, officers, wordings

GIVEN = "given_of_register"
RECORD = "register/families/<uuid:family_id>/"


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
    return [
        path("register/families/", officers.families, name="register_families"),
        path("register/families/<uuid:family_id>/", officers.family, name="register_family"),
        path("register/families/new/", assisted.assisted, name="register_assisted"),
        path("register/families/export/", exporting.export, name="register_export"),
        path("register/families/duplicates/", merging.likely, name="register_duplicates"),
        path("register/families/duplicates/apart/", merging.known_apart, name="register_known_apart"),
        path("register/families/waiting/<slug:what>/", officers.waiting, name="register_waiting"),
        path(f"{RECORD}correct/<slug:step>/", correcting.change, name="register_correct"),
        path(f"{RECORD}children/new/", correcting.add_child, name="register_add_child"),
        path(f"{RECORD}children/<uuid:child_id>/out/", correcting.remove_child, name="register_remove_child"),
        path(f"{RECORD}children/<uuid:child_id>/<slug:step>/", correcting.change_child, name="register_correct_child"),
        path(f"{RECORD}choices/<slug:slug>/", correcting.choose, name="register_choose_for"),
        path(f"{RECORD}code/", correcting.code, name="register_confirm_by_code"),
        path(f"{RECORD}press/<slug:what>/", correcting.press, name="register_press"),
        path(f"{RECORD}with/<uuid:other_id>/", merging.side_by_side, name="register_side_by_side"),
        path(f"{RECORD}merges/<int:merge_id>/undo/", merging.undo, name="register_undo_merge"),
        path(f"{RECORD}notes/new/", closing.note, name="register_note"),
        path(f"{RECORD}notes/<int:note_id>/done/", closing.note_done, name="register_note_done"),
        path(f"{RECORD}pack/", closing.pack, name="register_pack"),
        path(f"{RECORD}erase/", closing.erase, name="register_erase"),
        path("register/access-log/", officers.access_log, name="register_access_log"),
        path("register/retention/", officers.retention_runs, name="register_retention"),
        path("register/totals/", figures.totals, name="register_totals"),
        path("register/totals/<slug:key>.csv", figures.totals_csv, name="register_totals_csv"),
        path("register/baselines/", figures.baseline_list, name="register_baselines"),
        path("register/baselines/file/", figures.baseline_file, name="register_baseline_file"),
        path("register/baselines/<slug:dimension>/", figures.baseline, name="register_baseline"),
        path("register/cards/", card_desk.card_list, name="register_cards"),
        path("register/cards/print/", card_desk.print_sheet, name="register_cards_print"),
        path("register/cards/<uuid:card_id>/", card_desk.card, name="register_card"),
        path("register/complaints/", complaint_desk.complaints, name="register_complaints"),
        path("register/complaints/<uuid:complaint_id>/", complaint_desk.complaint, name="register_complaint"),
        path("register/complaints/<uuid:complaint_id>/acknowledge/", complaint_desk.acknowledge, name="register_complaint_acknowledge"),
        path("register/complaints/<uuid:complaint_id>/deliver/", complaint_desk.deliver, name="register_complaint_deliver"),
        path("register/wording/", wordings.wordings, name="register_wordings"),
        path("register/wording/<slug:key>/", wordings.wording, name="register_wording"),
        path("register/wording/<slug:key>/sign/", wordings.sign, name="register_wording_sign"),
    ]


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
