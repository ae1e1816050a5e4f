"""Addresses that stand in messages. They hold a key of the delivery and nothing of the family."""

from django.urls import path

from campaigns import message_views as views

urlpatterns = [
    path("signed/<slug:fingerprint>/", views.signed, name="signed"),
    path("messages/<slug:token>/stop/", views.stop, name="message_stop"),
    path("messages/<slug:token>/wishes/", views.wishes, name="message_wishes"),
    path("messages/<slug:token>/web/", views.on_the_web, name="message_on_the_web"),
    path("messages/<slug:token>/survey/", views.survey, name="message_survey"),
]
