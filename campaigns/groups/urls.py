from django.urls import path

from campaigns.groups import calendar_views, views

urlpatterns = [
    path("messages/groups/", views.groups, name="groups"),
    path("messages/groups/new/", views.new, name="group_new"),
    path("messages/groups/<int:pk>/", views.edit, name="group_edit"),
    path("messages/groups/<int:pk>/delete/", views.delete, name="group_delete"),
    path("messages/calendar/", calendar_views.calendar, name="messages_calendar"),
]
