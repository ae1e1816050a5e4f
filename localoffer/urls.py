from django.urls import path

from localoffer import sharing, views

urlpatterns = [
    path("", views.service_list, name="service_list"),
    path("directory.csv", sharing.directory, name="directory_csv"),
    path("embed/", sharing.embedded, name="services_embed"),
    path("share/", sharing.share, name="services_share"),
    path("<slug:slug>/", views.service, name="service"),
]
