from django.urls import path

from home import views

urlpatterns = [
    path("a-to-z/", views.a_to_z, name="a_to_z"),
    path("site-map/", views.site_map, name="site_map"),
    path("glossary/", views.glossary, name="glossary"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
]
