"""Pages that list the whole site: A to Z, site map, glossary, and the files that robots read."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from analytics.public_report import HEADINGS, daily_rows, public_report
from home.atlas import atlas
from home.context import settings_of
from home.models import GlossaryTerm, SiteSettings
from home.page_cache import keep
from home.queries import by_letter, public_pages, tree
from home.spreadsheets import download

SECURITY_TEXT_DAYS = 180


@keep
def a_to_z(request: HttpRequest) -> HttpResponse:
    return render(request, "home/a_to_z.html", {"letters": by_letter(_pages(request), title=lambda page: page.title)})


@keep
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "home/site_map.html", {"branches": tree(_pages(request))})


@keep
def glossary(request: HttpRequest) -> HttpResponse:
    terms = GlossaryTerm.objects.all()
    return render(request, "home/glossary.html", {"letters": by_letter(terms, title=lambda term: term.term)})


@keep
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How this website is used; not found unless the council shows it to everybody."""
    return render(request, "home/statistics.html", {"report": public_report(_site_with_statistics(request), _open_titles)})


@keep
@require_safe
def statistics_by_day(request: HttpRequest) -> HttpResponse:
    return download("csv", name="statistics-by-day", headings=HEADINGS, rows=daily_rows(_site_with_statistics(request)))


def _site_with_statistics(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None or not settings_of(request).shows_statistics:
        raise Http404
    return site


def _open_titles(keys: Collection[str]) -> dict[str, str]:
    where = atlas()
    return {str(page.pk): page.title for page in where.open(where.numbered(key) for key in keys)}


def brand_css(request: HttpRequest, **colours: str) -> HttpResponse:
    """The council's four colours as a stylesheet. They are in the address, so a browser may keep it for ever."""
    response = render(request, "home/brand.css", {"colours": colours}, content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@keep
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /register/my-family/", "Disallow: /search/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security(request: HttpRequest) -> HttpResponse:
    """Where to report a security problem (RFC 9116); not found until the council gives an address."""
    contact = SiteSettings.for_request(request).security_email
    if not contact:
        raise Http404
    expires = timezone.now().replace(microsecond=0) + dt.timedelta(days=SECURITY_TEXT_DAYS)
    lines = [f"Contact: mailto:{contact}", f"Expires: {expires.isoformat()}", f"Canonical: {settings.SITE_URL}/.well-known/security.txt"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def _pages(request: HttpRequest) -> list[Page]:
    site = Site.find_for_request(request)
    return public_pages(site) if site else []
