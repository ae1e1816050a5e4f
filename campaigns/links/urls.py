"""The addresses of a campaign's links and flyers at the desk, under that of the admin."""

from django.urls import path

from campaigns.flyers import views as flyers
from campaigns.links import views

OF_CAMPAIGN = "campaigns/<int:pk>/"

urlpatterns = [
    path(f"{OF_CAMPAIGN}links/", views.links, name="campaign_links"),
    path(f"{OF_CAMPAIGN}links/wards/", views.links_for_wards, name="campaign_links_for_wards"),
    path(f"{OF_CAMPAIGN}links/all.zip", flyers.all_files, name="campaign_links_files"),
    path(f"{OF_CAMPAIGN}links/<int:link_id>/", views.link, name="campaign_link"),
    path(f"{OF_CAMPAIGN}links/<int:link_id>/end/", views.end_link, name="campaign_link_end"),
    path(f"{OF_CAMPAIGN}codes/<slug:code>/qr.<slug:kind>", views.code_picture, name="campaign_code_picture"),
    path(f"{OF_CAMPAIGN}codes/<slug:code>/flyer-<slug:size>.pdf", flyers.flyer_file, name="campaign_flyer_file"),
    path(f"{OF_CAMPAIGN}flyer/", flyers.words, name="campaign_flyer"),
    path(f"{OF_CAMPAIGN}flyer/picture.png", flyers.flyer_picture, name="campaign_flyer_picture"),
]
