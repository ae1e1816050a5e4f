"""The editors' desk for feeds: the last report of each, and where services differ from their feeds."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from localoffer import actions, facts, nightly
from localoffer.models import Feed, FeedRow, ImportedRecord, Service
from localoffer.models.feeds import ImportedRecordQuerySet

PER_PAGE = 50
SERVICES_PER_PAGE = 20


class DeskPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin for those with a permission; the others are sent back as from Wagtail's own pages."""

    def handle_no_permission(self) -> HttpResponseRedirect:
        messages.error(self.request, _("Sorry, you do not have permission to access this area."))
        return redirect("wagtailadmin_home")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class FeedReport(DeskPage):
    """What became of each record of a feed at its last reading. A POST asks for it to be read again."""

    permission_required = "localoffer.view_feed"
    template_name = "wagtailadmin/desk/feed_report.html"
    page_title = gettext_lazy("Last report of the feed")
    header_icon = "download"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("localoffer.change_feed"):
            return self.handle_no_permission()
        nightly.read_soon(get_object_or_404(Feed, pk=pk))
        messages.success(request, _("It will be read again within some minutes."))
        return redirect("feed_report", pk=pk)

    def get_page_subtitle(self) -> str:
        return get_object_or_404(Feed, pk=self.kwargs["pk"]).name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = get_object_or_404(Feed, pk=self.kwargs["pk"])
        outcomes = {outcome: FeedRow.Outcome(outcome).label for outcome in sorted(set(feed.rows.order_by().values_list("outcome", flat=True)))}
        chosen = self.request.GET.get("outcome", "")
        rows = feed.rows.filter(outcome=chosen) if chosen in outcomes else FeedRow.objects.filter(feed=feed)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"feed": feed, "outcomes": outcomes, "chosen": chosen, "page_obj": page}


class FeedDifferences(DeskPage):
    """Each fact on which a service and its feed disagree, because an editor changed it here. A POST takes the feed's value, or turns it down."""

    permission_required = "localoffer.change_service"
    template_name = "wagtailadmin/desk/feed_differences.html"
    page_title = gettext_lazy("Differences from feeds")
    header_icon = "order"

    def post(self, request: HttpRequest) -> HttpResponse:
        service = get_object_or_404(Service.objects.select_related("imported"), pk=_uuid(request.POST.get("service", "")), imported__isnull=False)
        is_kept = "keep" in request.POST
        do = actions.keep_ours if is_kept else actions.take_from_feed
        try:
            do(service, request.POST.get("fact", ""), by=cast(User, request.user))
        except actions.NothingToTake:
            messages.warning(request, _("There is nothing to take: the difference is gone, or what the feed names is not here any more."))
        except ValidationError as problem:
            messages.error(request, _("The feed’s value does not fit: %(why)s") % {"why": " ".join(problem.messages)})
        else:
            told = _("“%(name)s” keeps what it says. When the feed says something else, it stands here again.") if is_kept else _("“%(name)s” now has the feed’s value.")
            messages.success(request, told % {"name": service.name})
        return redirect("feed_differences")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(_different(), SERVICES_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page_obj": page, "total": page.paginator.count}


def _different() -> list[dict[str, Any]]:
    """Services with what they and their feeds disagree on, by name. Only those that may differ are read."""
    found: ImportedRecordQuerySet = ImportedRecord.objects.perhaps_different()
    kept = found.select_related("service").prefetch_related(*(f"service__{name}" for name in facts.RELATED)).order_by("service__name")
    rows = [{"service": record.service, "source": record.source, "differences": facts.differences(record.service, record.said, turned_down=record.turned_down)} for record in kept]
    return [row | {"edit": _edit_address(row["service"])} for row in rows if row["differences"]]


def _edit_address(service: Service) -> str:
    return reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])


def _uuid(given: str) -> UUID | None:
    """The id when it is one; a form can be sent with anything."""
    try:
        return UUID(given)
    except ValueError:
        return None
