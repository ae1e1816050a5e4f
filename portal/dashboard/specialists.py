"""What the people beside the editors look after: promises, roles, statistics, staff and settings; the register has a page of its own."""

import datetime as dt
from itertools import groupby
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from accounts.models import RoleRequest, User
from analytics.definitions import Status
from analytics.models import SiteDay
from campaigns.models import Campaign
from feedback.models import YouSaidWeDidPage
from home.models import SiteSettings
from portal.dashboard.panel import ROWS, Panel, Row, day_of, lateness

MEASURED_DAYS = 28
# Without these, families find nobody to call, and pages say less than they should.
NEEDED_SETTINGS = ("help_phone", "help_email", "help_hours", "forum_phone", "forum_email", "sendiass_phone", "sendiass_email", "security_email")


class Promises(Panel):
    name, order = "promises", 60
    title, empty = _("Promised to families"), _("No promise with a date is open.")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("feedback.view_yousaidwedidpage")

    def rows(self, user: User) -> list[Row]:
        today = timezone.localdate()
        return [
            Row(page.title, page.get_url() or "", f"{page.get_answered_by_display()} · {lateness(page.by_when) if page.by_when <= today else _until(page.by_when)}")
            for page in YouSaidWeDidPage.objects.promised()[: ROWS + 1]
        ]


class RolesToApprove(Panel):
    name, order = "roles", 78
    title, empty = _("Roles that wait for a second person"), _("No role waits to be approved.")
    more = (_("Every change of roles"), "accounts_roles")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("accounts.view_rolechange")

    def rows(self, user: User) -> list[Row]:
        asked = RoleRequest.objects.select_related("user", "group")[: ROWS + 1]
        return [Row(f"{each.user.staff_email}: {each.group.name}", reverse("accounts_roles"), day_of(each.at)) for each in asked]


class RecentCampaigns(Panel):
    name, order = "campaigns", 90
    title, empty = _("Campaigns: running and last"), _("There is no campaign yet. Make one before the leaflets are printed: it gives you their short address.")
    more = (_("All campaigns"), "campaign:index")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("campaigns.change_campaign")

    def rows(self, user: User) -> list[Row]:
        return [Row(campaign.name, reverse("campaign_report", args=[campaign.pk]), _when(campaign)) for campaign in Campaign.objects.all()[: ROWS + 1]]


class NotMeasured(Panel):
    name, order = "measuring", 100
    title, empty = _("Days without measurement"), _("Every day of the last four weeks was measured.")
    more = (_("Statistics"), "statistics")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("analytics.add_import")

    def rows(self, user: User) -> list[Row]:
        """Days in a row with the same gap are one line, the newest first; today is still being measured."""
        site, today = Site.objects.get(is_default_site=True), timezone.localdate()
        days = [today - dt.timedelta(days=n) for n in range(1, MEASURED_DAYS + 1)]
        measured = {row.day: row.status for row in SiteDay.objects.between(site, days[-1], days[0])}
        gaps = [(status, list(run)) for status, run in groupby(days, key=measured.get) if status != Status.COMPLETE]
        return [Row(_span(run[-1], run[0]), _statistics(run[-1], run[0]), gettext("in part") if status else gettext("not measured")) for status, run in gaps]


class StaffWithoutSecondFactor(Panel):
    name, order = "factors", 110
    title, empty = _("Staff without a second factor"), _("Everybody who works here signs in with two steps.")
    more = (_("Staff and providers"), "wagtailusers_users:index")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("accounts.change_user")

    def rows(self, user: User) -> list[Row]:
        people = User.objects.without_second_factor()
        if not user.is_superuser:
            people = people.filter(is_superuser=False)  # out of an administrator's reach
        return [Row(str(person), reverse("wagtailusers_users:edit", args=[person.pk]), _last_seen(person)) for person in people.order_by("last_login", "pk")[: ROWS + 1]]


class NotSaidYet(Panel):
    name, order = "settings", 120
    title, empty = _("Settings left to fill in"), _("Every contact that families need is filled in.")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("home.change_sitesettings")

    def rows(self, user: User) -> list[Row]:
        site = Site.objects.get(is_default_site=True)
        settings, address = SiteSettings.for_site(site), reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])
        return [Row(str(SiteSettings._meta.get_field(name).verbose_name).capitalize(), address) for name in NEEDED_SETTINGS if not getattr(settings, name)]


def _until(day: dt.date) -> str:
    return gettext("by %(day)s") % {"day": date_format(day, "j F")}


def _when(campaign: Campaign) -> str:
    if campaign.starts_on is None:
        return gettext("no days given")
    if campaign.ends_on and campaign.has_ended:
        return gettext("ended on %(day)s") % {"day": date_format(campaign.ends_on, "j F Y")}
    words = gettext("from %(day)s") if campaign.starts_on > timezone.localdate() else gettext("running since %(day)s")
    return words % {"day": date_format(campaign.starts_on, "j F Y")}


def _span(first: dt.date, last: dt.date) -> str:
    if first == last:
        return date_format(first, "j F")
    return gettext("%(first)s to %(last)s") % {"first": date_format(first, "j F"), "last": date_format(last, "j F")}


def _statistics(first: dt.date, last: dt.date) -> str:
    return f"{reverse('statistics')}?{urlencode({'start': first.isoformat(), 'end': last.isoformat()})}"


def _last_seen(person: User) -> str:
    return gettext("signed in on %(day)s") % {"day": day_of(person.last_login)} if person.last_login else gettext("has not signed in yet")
