"""Each address with a slash at its end and without: readers write both, and a redirect would lose some of them."""

from django.urls import re_path

from localoffer.api import views

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
ONE = {
    "services": views.service,
    "organizations": views.organization,
    "service_at_locations": views.service_at_location,
    "taxonomies": views.taxonomy,
    "taxonomy_terms": views.taxonomy_term,
}

urlpatterns = [
    re_path(r"^$", views.root, name="open_data"),
    re_path(r"^openapi\.json$", views.openapi, name="open_data_description"),
    *(re_path(rf"^{name}/?$", getattr(views, name), name=f"open_data_{name}") for name in LISTS),
    *(re_path(rf"^{name}/(?P<pk>[^/]+)/?$", view, name=f"open_data_{name}_one") for name, view in ONE.items()),
    re_path(r"^.*$", views.nothing_here),
]
