from django.urls import path, re_path

from home import views

urlpatterns = [
    path("a-to-z/", views.a_to_z, name="a_to_z"),
    path("site-map/", views.site_map, name="site_map"),
    path("statistics/", views.statistics, name="public_statistics"),
    path("statistics/days.csv", views.statistics_by_day, name="statistics_by_day"),
    path("glossary/", views.glossary, name="glossary"),
    re_path(r"^colours/(?P<brand>[0-9A-F]{6})-(?P<link>[0-9A-F]{6})-(?P<said>[0-9A-F]{6})-(?P<highlight>[0-9A-F]{6})\.css$", views.brand_css, name="brand_css"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
]
