from django.urls import path, re_path

from search import views

urlpatterns = [
    path("", views.search, name="search"),
    re_path(r"^results\.(?P<form>rss|csv)$", views.results, name="search_results"),
]
