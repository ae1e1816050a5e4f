from django.urls import path

from campaigns.writing.desk import live, looking, mailings, messages

urlpatterns = [
    path("messages/", mailings.mailings, name="mailings"),
    path("messages/new/", mailings.start, name="mailing_start"),
    path("messages/of/<int:pk>/", mailings.of_campaign, name="campaign_messages"),
    path("messages/<int:pk>/words/", mailings.mailing, name="mailing_words"),
    path("messages/<int:pk>/plan/", mailings.PlanView.as_view(), name="mailing_plan"),
    path("messages/<int:pk>/delete/", mailings.delete, name="mailing_delete"),
    path("messages/<int:pk>/new/", messages.new, name="message_new"),
    path("messages/words/<int:pk>/", messages.MessageView.as_view(), name="message_edit"),
    path("messages/words/<int:pk>/live/", live.LivePreview.as_view(), name="message_live"),
    path("messages/words/<int:pk>/copy/", messages.copy, name="message_copy"),
    path("messages/words/<int:pk>/delete/", messages.delete, name="message_delete"),
    path("messages/words/<int:pk>/keep/", messages.keep, name="message_keep"),
    path("messages/words/<int:pk>/test/", looking.test, name="message_test"),
    path("messages/words/<int:pk>/look/", looking.look, name="message_look"),
    path("messages/words/<int:pk>/look/<slug:name>/", looking.look, name="message_look"),
    path("messages/words/<int:pk>/shown/<slug:name>/", looking.shown, name="message_shown"),
]
