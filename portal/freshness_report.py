"""Reports for editors on the checks of services: by the team that keeps them right, and service by service."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from localoffer.freshness import recipients
from localoffer.freshness.figures import team_lines
from localoffer.models import Service
from portal.reports import Line, Report, ReportForm

DUE, OVERDUE, HIDDEN, UNDATED, NEVER, IN_TIME = "due", "overdue", "hidden", "undated", "never", "in-time"
STATES = {
    DUE: _("due in the next 30 days"),
    OVERDUE: _("overdue"),
    HIDDEN: _("hidden until checked"),
    UNDATED: _("no check-by date"),
    NEVER: _("never checked"),
    IN_TIME: _("checked in time"),
}
SOON = 30


class ChecksForm(ReportForm):
    state = forms.ChoiceField(label=_("Which services"), choices=[("", _("all of them")), *STATES.items()], required=False)


class ServiceChecksView(Report):
    page_title = _("Checks of services")
    header_icon = "calendar-check"
    form_class = ChecksForm
    headings = (_("Service"), _("Who keeps it right"), _("State"), _("Check again by"), _("Last checked"), _("Checked by"), _("Provider asked on"), _("Somebody to ask"))
    filename = "checks-of-services"
    intro = _("When each service was checked, and when its provider was asked. Overdue services stand lower in the search, then leave every list.")
    empty = _("Nothing here.")

    def teams(self) -> Iterable[str]:
        return Service.objects.published().values_list("owner_team", flat=True).order_by().distinct()

    def lines(self, chosen: dict[str, str]) -> list[Line]:
        may_change = self.request.user.has_perm("localoffer.change_service")
        services = Service.objects.published().with_provider().prefetch_related("check_reminders").order_by("verify_by", "name")
        found = [(state_of(service), service) for service in services]
        return [_line(state, service, may_change) for state, service in found if chosen.get("state") in {"", None, state}]


class ChecksByTeamView(Report):
    page_title = _("Checks of services by team")
    header_icon = "calendar-check"
    headings = (_("Who keeps it right"), _("Services"), _("Due in 30 days"), _("Overdue"), _("Hidden"), _("Never checked"), _("No check-by date"))
    filename = "checks-by-team"
    intro = _("How many services each team keeps right, and how they stand. Open a team to see its services.")
    empty = _("There is no service yet.")

    def teams(self) -> Iterable[str]:
        return Service.objects.published().values_list("owner_team", flat=True).order_by().distinct()

    def lines(self, chosen: dict[str, str]) -> list[Line]:
        nobody = gettext("(no team)")
        address = reverse("service_checks")
        return [
            Line(f"{address}?{urlencode({'team': row['owner_team']})}", row["owner_team"], (row.pop("owner_team") or nobody, *row.values()))
            for row in team_lines(timezone.localdate())
        ]


def state_of(service: Service) -> str:
    """How its check stands today."""
    if service.is_hidden_until_checked:
        return HIDDEN
    if service.is_check_overdue:
        return OVERDUE
    if service.verify_by is None:
        return UNDATED
    if service.checked_on is None:
        return NEVER
    return DUE if (service.verify_by - timezone.localdate()).days <= SOON else IN_TIME


def _line(state: str, service: Service, may_change: bool) -> Line:  # noqa: FBT001 - the reader's right, asked once
    href = reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk]) if may_change else service.get_absolute_url()
    asked = max((reminder.sent_on for reminder in service.check_reminders.all()), default=None)
    someone = gettext("yes") if recipients.recipient(service) else gettext("no")
    cells: tuple[Any, ...] = (service.name, service.owner_team, str(STATES[state]), service.verify_by, service.checked_on, service.checked_by, asked, someone)
    return Line(href, service.owner_team, cells)
