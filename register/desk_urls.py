"""The addresses of the register's pages at the desk, under that of the admin."""

from django.urls import path

from register.views import assisted, card_desk, closing, complaint_desk, correcting, exporting, figures, merging, officers, wordings

RECORD = "register/families/<uuid:family_id>/"

FAMILIES = [
    path("register/families/", officers.families, name="register_families"),
    path("register/families/new/", assisted.assisted, name="register_assisted"),
    path("register/families/export/", exporting.export, name="register_export"),
    path("register/families/duplicates/", merging.likely, name="register_duplicates"),
    path("register/families/duplicates/apart/", merging.known_apart, name="register_known_apart"),
    path("register/families/waiting/<slug:what>/", officers.waiting, name="register_waiting"),
]
A_RECORD = [
    path(RECORD, officers.family, name="register_family"),
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
]
CHECKS = [
    path("register/access-log/", officers.access_log, name="register_access_log"),
    path("register/retention/", officers.retention_runs, name="register_retention"),
]
TOTALS = [
    path("register/totals/", figures.totals, name="register_totals"),
    path("register/totals/<slug:key>.csv", figures.totals_csv, name="register_totals_csv"),
    path("register/baselines/", figures.baseline_list, name="register_baselines"),
    path("register/baselines/file/", figures.baseline_file, name="register_baseline_file"),
    path("register/baselines/<slug:dimension>/", figures.baseline, name="register_baseline"),
]
CARDS = [
    path("register/cards/", card_desk.card_list, name="register_cards"),
    path("register/cards/print/", card_desk.print_sheet, name="register_cards_print"),
    path("register/cards/sheet/<uuid:card_id>/", card_desk.sheet, name="register_cards_sheet"),
    path("register/cards/<uuid:card_id>/", card_desk.card, name="register_card"),
]
COMPLAINTS = [
    path("register/complaints/", complaint_desk.complaints, name="register_complaints"),
    path("register/complaints/<uuid:complaint_id>/", complaint_desk.complaint, name="register_complaint"),
    path("register/complaints/<uuid:complaint_id>/acknowledge/", complaint_desk.acknowledge, name="register_complaint_acknowledge"),
    path("register/complaints/<uuid:complaint_id>/deliver/", complaint_desk.deliver, name="register_complaint_deliver"),
]
WORDING = [
    path("register/wording/", wordings.wordings, name="register_wordings"),
    path("register/wording/<slug:key>/", wordings.wording, name="register_wording"),
    path("register/wording/<slug:key>/sign/", wordings.sign, name="register_wording_sign"),
]
urlpatterns = [*FAMILIES, *A_RECORD, *CHECKS, *TOTALS, *CARDS, *COMPLAINTS, *WORDING]
