from django.urls import path

from search import feeds, views

urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="search_suggest"),
    *(path(f"results.{form}", views.results, {"form": form}, name=f"search_{form}") for form in feeds.FORMS),
]
