"""Reports for editors: what must be checked again, and what is still left to fill in."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.fields import StreamField
from wagtail.models import Page, Site, get_page_models

from accounts.models import User
from home.models import SiteSettings
from home.spreadsheets import download
from localoffer.models import GuidancePage, Service

PER_PAGE = 50
HORIZONS = [("0", _("overdue now")), ("30", _("in the next 30 days")), ("90", _("in the next 90 days"))]
KINDS = [("", _("pages and services")), ("page", _("pages")), ("service", _("services"))]
BLOCK = "to_fill_in"


@dataclass(frozen=True)
class Line:
    """One line of a report; `cells` stand under the report's headings."""

    href: str
    team: str
    cells: tuple[Any, ...]


class ReportForm(forms.Form):
    team = forms.ChoiceField(label=_("Who keeps it right"), required=False)

    def __init__(self, *args: Any, teams: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("every team")), *((team, team) for team in sorted(set(teams)) if team)]  # type: ignore[attr-defined]


class DueForm(ReportForm):
    kind = forms.ChoiceField(label=_("What"), choices=KINDS, required=False)
    within = forms.ChoiceField(label=_("When"), choices=HORIZONS, required=False)


class Report(WagtailAdminTemplateMixin, TemplateView):
    """A table with filters that can be taken away as CSV or XLSX. A filter nobody knows filters nothing."""

    template_name = "wagtailadmin/desk/report.html"
    form_class: type[ReportForm] = ReportForm
    headings: ClassVar[tuple[Any, ...]]
    filename: ClassVar[str]
    intro: ClassVar[Any]
    empty: ClassVar[Any]

    def lines(self, chosen: dict[str, str]) -> list[Line]:
        raise NotImplementedError

    def teams(self) -> Iterable[str]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        self.form = self.form_class(request.GET, teams=self.teams())
        self.form.is_valid()
        chosen = self.form.cleaned_data
        self.found = [line for line in self.lines(chosen) if not chosen.get("team") or line.team == chosen["team"]]
        kind = request.GET.get("export")
        if kind in {"csv", "xlsx"}:
            return download(kind, name=self.filename, headings=self.headings, rows=[line.cells for line in self.found])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.found, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"form": self.form, "page_obj": page, "total": len(self.found), "report": self}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class ReviewDueView(Report):
    page_title = _("Time to check again")
    header_icon = "calendar-check"
    form_class = DueForm
    headings = (_("What"), _("Kind"), _("Who keeps it right"), _("Check again by"), _("Last checked"))
    filename = "time-to-check-again"
    intro = _("Guidance pages and services that somebody should read again, the longest overdue first.")
    empty = _("Nothing here. Everything has been checked in time.")

    def teams(self) -> Iterable[str]:
        return [
            *GuidancePage.objects.live().values_list("owner_team", flat=True).distinct(),
            *Service.objects.published().values_list("owner_team", flat=True).order_by().distinct(),
        ]

    def lines(self, chosen: dict[str, str]) -> list[Line]:
        until = timezone.localdate() + dt.timedelta(days=int(chosen.get("within") or 0))
        pages = _pages_due(until) if chosen.get("kind") != "service" else ()
        services = _services_due(until, self.request.user) if chosen.get("kind") != "page" else ()
        return sorted([*pages, *services], key=lambda line: (line.cells[3], line.cells[0]))


class LeftToFillInView(Report):
    page_title = _("Left to fill in")
    header_icon = "edit"
    headings = (_("Page"), _("What is missing"), _("Who keeps it right"))
    filename = "left-to-fill-in"
    intro = _("Local facts that only you know. Families see on the live page that they are still missing.")
    empty = _("Nothing here. Every local fact on a live page is filled in.")

    def teams(self) -> Iterable[str]:
        return [line.team for line in self._every]

    def lines(self, chosen: dict[str, str]) -> list[Line]:
        return self._every

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._every = sorted(left_to_fill_in(), key=lambda line: line.cells[:2])


class ReportMenuItem(MenuItem):
    def __init__(self, label: str, address: str, **kwargs: Any) -> None:
        super().__init__(label, reverse(address), name=address, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


def _pages_due(until: dt.date) -> Iterator[Line]:
    kind = gettext("page")
    for page in GuidancePage.objects.review_due(until).only("title", "owner_team", "review_by", "checked_on"):
        cells = (page.title, kind, page.owner_team, page.review_by, page.checked_on)
        yield Line(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.owner_team, cells)


def _services_due(until: dt.date, user: User | AnonymousUser) -> Iterator[Line]:
    """Services lead to their form for those who may change them, and to the page that families see for the rest."""
    kind, may_change = gettext("service"), user.has_perm("localoffer.change_service")
    for service in Service.objects.check_due(until).only("name", "slug", "owner_team", "verify_by", "checked_on"):
        href = reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk]) if may_change else service.get_absolute_url()
        yield Line(href, service.owner_team, (service.name, kind, service.owner_team, service.verify_by, service.checked_on))


def left_to_fill_in() -> Iterator[Line]:
    """One line for each local fact that a live page still lacks."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    for model in _models_with_a_body():
        for page in model.objects.live().annotate(raw=Cast("body", CharField())).filter(raw__contains=BLOCK):
            team = getattr(page, "owner_team", "")
            for block in page.body.raw_data:
                if block["type"] == BLOCK and not settings.can_reach(block["value"].get("told_by")):
                    yield Line(reverse("wagtailadmin_pages:edit", args=[page.pk]), team, (page.title, block["value"].get("what", ""), team))


def _models_with_a_body() -> Iterator[type[Page]]:
    for model in get_page_models():
        try:
            field = model._meta.get_field("body")
        except FieldDoesNotExist:
            continue
        if isinstance(field, StreamField):
            yield model
