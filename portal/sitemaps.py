"""The list of addresses that search engines read: pages, services, and the few views between them, in parts of at most 50,000."""

import datetime as dt

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.contrib.sitemaps.views import index, sitemap

from campaigns import archive
from campaigns.archive import Letter
from home.models import SiteSettings
from home.page_cache import keep
from localoffer.models import Service

VIEWS = ("service_list", "services_share", "a_to_z", "site_map", "glossary")


class Services(Sitemap):
    def items(self) -> QuerySet[Service]:
        return Service.objects.listed().only("slug", "updated_at").order_by("pk")

    def lastmod(self, service: Service) -> dt.datetime:
        return service.updated_at


class Views(Sitemap):
    def items(self) -> tuple[str, ...]:
        return (*VIEWS, "public_statistics") if SiteSettings.objects.filter(site__is_default_site=True, shows_statistics=True).exists() else VIEWS

    def location(self, name: str) -> str:
        return reverse(name)


class Letters(Sitemap):
    """Those of the past that everybody may read."""

    def items(self) -> list[Letter]:
        return archive.letters()

    def location(self, letter: Letter) -> str:
        return reverse("letter", args=[letter.code])

    def lastmod(self, letter: Letter) -> dt.datetime:
        return letter.sent_at


SECTIONS = {"pages": PageSitemap, "services": Services, "views": Views, "letters": Letters}


@keep
def every(request: HttpRequest) -> HttpResponse:
    return index(request, SECTIONS, sitemap_url_name="sitemap_section").render()


@keep
def one(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap(request, SECTIONS, section=section).render()
