from django.urls import path

from register.views import coming_back, confirming, joining, my_family, paper, staying

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
    path("left/", my_family.left, name="register_left"),
    path("my-family/", my_family.overview, name="my_family"),
    path("my-family/email-sent/", my_family.email_sent, name="my_family_email_sent"),
    path("my-family/change/<slug:step>/", my_family.change, name="my_family_change"),
    path("my-family/child/<uuid:child_id>/<slug:step>/", my_family.change_child, name="my_family_child"),
    path("my-family/choices/<slug:slug>/", my_family.choose, name="my_family_choose"),
    path("my-family/still-right/", my_family.say_still_right, name="my_family_still_right"),
    path("my-family/leave/", my_family.leave, name="my_family_leave"),
    path("<slug:step>/", joining.question, name="register_question"),
]
