"""What stands under /services/ and is found as the search finds it."""

from django.urls import path

from search import sharing, views

urlpatterns = [
    path("", views.service_list, name="service_list"),
    path("directory.csv", sharing.directory, name="directory_csv"),
    path("embed/", sharing.embedded, name="services_embed"),
    path("share/", sharing.share, name="services_share"),
]
