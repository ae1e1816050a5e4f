from django.urls import path

from localoffer import directory_views, sharing, views

urlpatterns = [
    path("ways/", directory_views.ways, name="ways_in"),
    path("a-to-z/", directory_views.services_a_to_z, name="services_a_to_z"),
    path("a-to-z/<slug:letter>/", directory_views.services_letter, name="services_letter"),
    path("schools/", directory_views.schools, name="schools"),
    path("directory.csv", sharing.directory, name="directory_csv"),
    path("embed/", sharing.embedded, name="services_embed"),
    path("share/", sharing.share, name="services_share"),
    path("my-list/", directory_views.my_list, name="my_list"),
    *(path(f"{way}/<slug:code>/", directory_views.way_in, {"way": way}, name=f"services_{way}") for way in ("need", "age", "kind", "in")),
    path("<slug:slug>.ics", views.service_calendar, name="service_calendar"),
    path("<slug:slug>/", views.service, name="service"),
]
