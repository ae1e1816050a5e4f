from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from register.questions import kind_of
from register.views import cards, coming_back, complaints, confirming, joining, leaving, my_answers, my_children, my_contact, my_family, my_messages, paper, staying


class StepConverter(SlugConverter):
    """A question of the form, such as `home` or `child-2`; any other address is not found."""

    def to_python(self, value: str) -> str:
        if not kind_of(value):
            raise ValueError
        return value


register_converter(StepConverter, "step")

urlpatterns = [
    path("", joining.start, name="register"),
    path("check/", joining.check, name="register_check"),
    path("sent/", joining.sent, name="register_sent"),
    path("save/", coming_back.save, name="register_save"),
    path("saved/", coming_back.saved, name="register_saved"),
    path("come-back/<str:token>/", coming_back.come_back, name="register_come_back"),
    path("still-right/<str:token>/", staying.still_right, name="register_still_right"),
    path("clear/", joining.clear, name="register_clear"),
    path("what-we-hold/", paper.what_we_hold, name="register_what_we_hold"),
    path("print/", paper.printable, name="register_print"),
    path("code/", confirming.code, name="register_code"),
    path("joined/", confirming.joined, name="register_joined"),
    path("children/", joining.children, name="register_children"),
    path("confirm/<str:token>/", confirming.confirm, name="register_confirm"),
    path("confirm/<str:token>/again/", confirming.confirm_again, name="register_confirm_again"),
    path("left/", leaving.left, name="register_left"),
    path("my-family/", my_family.overview, name="my_family"),
    path("my-family/email-sent/", my_contact.email_sent, name="my_family_email_sent"),
    path("my-family/change/<slug:step>/", my_answers.change, name="my_family_change"),
    path("my-family/child/<uuid:child_id>/remove/", my_children.remove_child, name="my_family_remove_child"),
    path("my-family/child/<uuid:child_id>/<slug:step>/", my_children.change_child, name="my_family_child"),
    path("my-family/add-child/<slug:step>/", my_children.add_child, name="my_family_add_child"),
    path("my-family/phone/", my_contact.phone, name="my_family_phone"),
    path("my-family/pause/", my_messages.pause, name="my_family_pause"),
    path("my-family/write-again/", my_messages.end_pause, name="my_family_end_pause"),
    path("my-family/less/", my_messages.send_less, name="my_family_less"),
    path("my-family/letters/", my_messages.letters, name="my_family_letters"),
    path("my-family/looks/", my_family.looks, name="my_family_looks"),
    path("my-family/data/", leaving.my_data, name="my_family_data"),
    path("my-family/data/download/", leaving.download, name="my_family_download"),
    path("card/", cards.check_start, name="card_check_start"),
    path("card/<str:code>/", cards.check, name="card_check"),
    path("my-family/card/", cards.my_card, name="my_family_card"),
    path("my-family/card/<uuid:card_id>/cancel/", cards.cancel, name="my_family_card_cancel"),
    path("data-complaint/", complaints.complaint, name="register_data_complaint"),
    path("my-family/complaint/", complaints.my_complaint, name="my_family_complaint"),
    path("my-family/choices/<slug:slug>/", my_family.choose, name="my_family_choose"),
    path("my-family/still-right/", my_family.say_still_right, name="my_family_still_right"),
    path("my-family/leave/", leaving.leave, name="my_family_leave"),
    path("<step:step>/", joining.question, name="register_question"),
]
