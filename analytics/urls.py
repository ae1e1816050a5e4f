from django.urls import path

from analytics import views

urlpatterns = [
    path("e", views.receive, name="stats_event"),
    path("noscript.gif", views.without_script, name="stats_noscript"),
    path("choice/", views.choice, name="stats_choice"),
]
