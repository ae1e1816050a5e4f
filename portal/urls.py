from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import too_many_requests
from localoffer.api import views as api
from portal import health, sitemaps, views

handler400 = views.bad_request
handler403 = views.refused
handler404 = views.not_found
handler429 = too_many_requests  # allauth looks it up
handler500 = views.server_error

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/signed-in/", views.signed_in, name="signed_in"),
    path("accounts/", include("accounts.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # Wagtail's trials of its error pages, and a form for new workflow steps that asks nobody's permission.
    *(path(f"admin/{address}/", views.not_there) for address in ("failwhale", "test404", "workflows/task_chooser/create")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>images/.+)$", views.picture, name="picture"),
    path("services/", include("search.service_urls")),
    path("services/", include("localoffer.urls")),
    path("api/open-referral/v3", api.root),
    path("api/open-referral/v3/", include("localoffer.api.urls")),
    path("events/", include("localoffer.event_urls")),
    path("feedback/", include("feedback.urls")),
    path("surveys/", include("feedback.surveys.urls")),
    path("search/", include("search.urls")),
    path("register/", include("register.urls")),
    path("stats/", include("analytics.urls")),
    path("go/", include("campaigns.urls")),
    path("messages/receipts/", include("campaigns.receipt_urls")),
    path("", include("campaigns.message_urls")),
    path("sitemap.xml", sitemaps.every, name="sitemap_xml"),
    path("sitemap-<slug:section>.xml", sitemaps.one, name="sitemap_section"),
    path("", include("home.urls")),
]

if settings.DEMO:
    from portal.demo import urls as demo_urls

    urlpatterns.append(path("demo/", include(demo_urls)))

urlpatterns.append(path("", include(wagtail_urls)))
