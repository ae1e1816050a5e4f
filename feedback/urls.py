from django.urls import path

from feedback import views
from feedback.feeds import YouSaidWeDidFeed
from home.page_cache import keep

urlpatterns = [
    path("", views.comment, name="comment"),
    path("useful/", views.useful, name="page_useful"),
    path("thanks/", views.thanks, name="thanks"),
    path("you-said-we-did.rss", keep(YouSaidWeDidFeed()), name="you_said_we_did_feed"),
]
