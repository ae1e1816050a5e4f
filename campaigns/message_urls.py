"""Addresses that stand in messages, and where a message can be checked. The first hold a key of the delivery and nothing of the family."""

from django.urls import path

from campaigns.message_views import reading, stopping, wishing

urlpatterns = [
    path("signed/", reading.check, name="signed_check"),
    path("signed/<slug:fingerprint>/", reading.signed, name="signed"),
    path("letters/", reading.letters, name="letters"),
    path("letters/<slug:code>/", reading.letter, name="letter"),
    path("letters/<slug:code>/<slug:key>/", reading.letter, name="letter_as"),
    path("messages/again/<str:renewed>/", wishing.wishes_again, name="message_wishes_again"),
    path("messages/<slug:token>/stop/", stopping.stop, name="message_stop"),
    path("messages/<slug:token>/wishes/", wishing.wishes, name="message_wishes"),
    path("messages/<slug:token>/web/", reading.on_the_web, name="message_on_the_web"),
    path("messages/<slug:token>/survey/", reading.survey, name="message_survey"),
]
