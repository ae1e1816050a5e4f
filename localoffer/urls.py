from django.urls import path

from localoffer import check_views, directory_views, provider_views, views

urlpatterns = [
    path("ways/", directory_views.ways, name="ways_in"),
    path("a-to-z/", directory_views.services_a_to_z, name="services_a_to_z"),
    path("a-to-z/<slug:letter>/", directory_views.services_letter, name="services_letter"),
    path("schools/", directory_views.schools, name="schools"),
    path("how-fresh/", directory_views.how_fresh, name="how_fresh"),
    path("check/<str:token>/", check_views.service_check, name="service_check"),
    path("check/<str:token>/change/", check_views.service_check_change, name="service_check_change"),
    path("check/<str:token>/again/", check_views.service_check_again, name="service_check_again"),
    path("mine/", provider_views.my_services, name="my_services"),
    path("mine/new/", provider_views.my_new_service, name="my_new_service"),
    path("mine/<uuid:pk>/", provider_views.my_service, name="my_service"),
    path("mine/<uuid:pk>/change/", provider_views.my_service_change, name="my_service_change"),
    path("mine/proposals/<uuid:pk>/", provider_views.my_proposal_change, name="my_proposal_change"),
    path("mine/proposals/<uuid:pk>/withdraw/", provider_views.my_proposal_withdraw, name="my_proposal_withdraw"),
    path("my-list/", directory_views.my_list, name="my_list"),
    *(path(f"{way}/<slug:code>/", directory_views.way_in, {"way": way}, name=f"services_{way}") for way in ("need", "age", "kind", "in")),
    path("<slug:slug>.ics", views.service_calendar, name="service_calendar"),
    path("<slug:slug>/", views.service, name="service"),
]
