"""The register's place in the staff's admin: addresses, menu entries for who may, and permissions that roles can be given."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from register.access import ANSWER_COMPLAINTS, CHANGE_BASELINE, EDIT_WORDING, MAKE_CARDS, READ_ACCESS_LOG, READ_FAMILIES, READ_RETENTION, READ_TOTALS, SIGN_WORDING, given_to
from register.views import card_desk, complaint_desk, figures, officers, wordings

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
    return [
        path("register/families/", officers.families, name="register_families"),
        path("register/families/<uuid:family_id>/", officers.family, name="register_family"),
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
        path("register/wording/", wordings.wordings, name="register_wordings"),
        path("register/wording/<slug:key>/", wordings.wording, name="register_wording"),
        path("register/wording/<slug:key>/sign/", wordings.sign, name="register_wording_sign"),
    ]


@hooks.register("register_admin_menu_item")
def families_entry() -> MenuItem:
    return RegisterMenuItem(_("SEND Register"), "register_families", icon="group", codename=READ_FAMILIES, order=400)


@hooks.register("register_admin_menu_item")
def totals_entry() -> MenuItem:
    return RegisterMenuItem(_("Register totals"), "register_totals", icon="list-ol", codename=READ_TOTALS, order=410)


@hooks.register("register_admin_menu_item")
def wording_entry() -> MenuItem:
    return RegisterMenuItem(_("Register wording"), "register_wordings", icon="edit", codename=EDIT_WORDING, order=420)


@hooks.register("register_admin_menu_item")
def access_log_entry() -> MenuItem:
    return RegisterMenuItem(_("Who looked"), "register_access_log", icon="view", codename=READ_ACCESS_LOG, order=430)


@hooks.register("register_admin_menu_item")
def retention_entry() -> MenuItem:
    return RegisterMenuItem(_("Retention"), "register_retention", icon="history", codename=READ_RETENTION, order=440)


@hooks.register("register_admin_menu_item")
def cards_entry() -> MenuItem:
    return RegisterMenuItem(_("Awareness cards"), "register_cards", icon="tag", codename=MAKE_CARDS, order=405)


@hooks.register("register_admin_menu_item")
def complaints_entry() -> MenuItem:
    return RegisterMenuItem(_("Complaints about data"), "register_complaints", icon="warning", codename=ANSWER_COMPLAINTS, order=450)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    codenames = [READ_FAMILIES, MAKE_CARDS, ANSWER_COMPLAINTS, READ_TOTALS, CHANGE_BASELINE, EDIT_WORDING, READ_ACCESS_LOG, READ_RETENTION, *SIGN_WORDING.values()]
    return Permission.objects.filter(content_type__app_label="register", codename__in=codenames)
