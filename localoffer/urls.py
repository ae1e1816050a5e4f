from django.urls import path

from localoffer import views

urlpatterns = [
    path("", views.service_list, name="service_list"),
    path("<slug:slug>/", views.service, name="service"),
]
