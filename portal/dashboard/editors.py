"""What is mine, what waits for me, what is getting old, what families say and look for."""

import datetime as dt
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type
from wagtail.permissions import policy_registry

from accounts.models import User
from feedback.models import Comment, Usefulness
from feedback.places import Place
from localoffer.models import GuidancePage, Proposal, Service
from portal.dashboard.panel import ROWS, Panel, Row, day_of, lateness
from portal.reports import left_to_fill_in
from register.access import signs_for
from register.models import WordingVersion
from search.models import SearchDay

SEARCH_DAYS = USEFULNESS_DAYS = 28
DRAFT_NOTES = {
    WorkflowState.STATUS_IN_PROGRESS: _("waiting for sign-off"),
    WorkflowState.STATUS_NEEDS_CHANGES: _("sent back to you with a comment"),
    None: _("not sent for sign-off yet"),
}


class EditorsPanel(Panel):
    def is_for(self, user: User | AnonymousUser) -> bool:
        return user_has_any_page_permission(user)


class WaitingForMe(EditorsPanel):
    name, order = "waiting", 10
    title, empty = _("Waiting for you"), _("Nothing waits for your sign-off.")
    more = (_("Everything on its way"), "wagtailadmin_reports:workflow")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return policy_registry.get_by_type(Page).user_has_permission(user, "publish")

    def rows(self, user: User) -> list[Row]:
        states = TaskState.objects.reviewable_by(user).select_related("revision__user", "workflow_state__requested_by").order_by("started_at")
        return [
            Row(
                state.revision.object_str,
                reverse("wagtailadmin_pages:edit", args=[state.revision.object_id]),
                gettext("from %(who)s, since %(day)s") % {"who": state.workflow_state.requested_by or gettext("somebody who left"), "day": day_of(state.started_at)},
            )
            for state in states[: ROWS + 1]
        ]


class MyDrafts(EditorsPanel):
    name, order = "drafts", 20
    title, empty = _("Your drafts"), _("You have no drafts. Everything you wrote is published.")
    more = (_("All pages"), "wagtailadmin_explore_root")

    def rows(self, user: User) -> list[Row]:
        in_workflow = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type(), object_id=Cast(models.OuterRef("pk"), models.CharField()))
        # Who signs off a page for a later day may have saved it with that: it is still its owner's.
        changed = models.Q(latest_revision__user=user, latest_revision__approved_go_live_at=None)
        drafts = (
            Page.objects.filter(changed | models.Q(owner=user), has_unpublished_changes=True)
            .annotate_approved_schedule()
            .annotate(step=models.Subquery(in_workflow.values("status")[:1]))
            .order_by("-latest_revision_created_at")
        )
        return [Row(page.draft_title, reverse("wagtailadmin_pages:edit", args=[page.pk]), _draft_note(page)) for page in drafts[: ROWS + 1]]


class OverdueForReview(EditorsPanel):
    name, order = "overdue", 30
    title, empty = _("Time to check again"), _("Every page and service has been checked in time.")
    more = (_("The whole list"), "review_due")

    def rows(self, user: User) -> list[Row]:
        today = timezone.localdate()
        pages = [(page.review_by, page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), page.owner_team) for page in GuidancePage.objects.review_due(today)[: ROWS + 1]]
        services = [
            (service.verify_by, service.name, _service_address(service.pk, service.slug, user), service.owner_team)
            for service in Service.objects.check_due(today).only("name", "slug", "verify_by", "owner_team")[: ROWS + 1]
        ]
        return [Row(title, href, " · ".join(part for part in (team, lateness(due)) if part)) for due, title, href, team in sorted(pages + services)[: ROWS + 1]]


class ProposedChanges(Panel):
    name, order = "proposals", 25
    title, empty = _("Proposed by providers"), _("Every proposal has an answer.")
    more = (_("All proposed changes"), "proposals")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("localoffer.change_service")

    def rows(self, user: User) -> list[Row]:
        waiting = Proposal.objects.waiting().with_names()[: ROWS + 1]
        return [Row(str(proposal), reverse("proposal", args=[proposal.pk]), f"{proposal.who} · {day_of(proposal.proposed_at)}") for proposal in waiting]


class NewComments(Panel):
    name, order = "comments", 40
    title, empty = _("What families told us"), _("Every comment has been read.")
    more = (_("All comments"), "comments:index")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("feedback.view_comment")

    def rows(self, user: User) -> list[Row]:
        view = "comments:edit" if user.has_perm("feedback.change_comment") else "comments:inspect"
        comments = Comment.objects.unanswered().unheard_first()[: ROWS + 1]
        return [Row(str(comment), reverse(view, args=[comment.pk]), _comment_note(comment)) for comment in comments]


class NothingFound(EditorsPanel):
    name, order = "searches", 50
    title, empty = _("Searched for and not found"), _("In the last four weeks, every search that people made often found something.")

    def rows(self, user: User) -> list[Row]:
        since = timezone.localdate() - dt.timedelta(days=SEARCH_DAYS)
        found = SearchDay.objects.zero_result_words(since, ROWS + 1)
        address = reverse("search")
        return [Row(f"“{words}”", f"{address}?{urlencode({'q': words})}", ngettext("%(n)s time", "%(n)s times", n) % {"n": n}) for words, n in found]


class NotUseful(EditorsPanel):
    name, order = "usefulness", 45
    title, empty = _("Not useful, readers said"), _("In the last four weeks, no reader said that a page was not useful.")

    def rows(self, user: User) -> list[Row]:
        since = timezone.localdate() - dt.timedelta(days=USEFULNESS_DAYS)
        note = gettext("%(no)s no, %(yes)s yes")
        return [Row(*_what_was_read(found, user), note % {"no": found["said_no"], "yes": found["said_yes"]}) for found in Usefulness.objects.least_useful(since, ROWS + 1)]


class LeftToFillIn(EditorsPanel):
    name, order = "gaps", 35
    title, empty = _("Left to fill in"), _("Every local fact on a live page is filled in.")
    more = (_("The whole list"), "left_to_fill_in")

    def rows(self, user: User) -> list[Row]:
        gaps = Counter((line.href, line.cells[0], line.team) for line in left_to_fill_in())
        note = gettext("%(n)s to fill in")
        return [Row(title, href, " · ".join(part for part in (team, note % {"n": n}) if part)) for (href, title, team), n in gaps.most_common(ROWS + 1)]


def _what_was_read(found: dict[str, Any], user: User) -> tuple[str, str]:
    """The title of what a row of usefulness is about, and where to put it right."""
    if found["page_id"]:
        return found["page__title"], reverse("wagtailadmin_pages:edit", args=[found["page_id"]])
    if found["service_id"]:
        return found["service__name"], _service_address(found["service_id"], found["service__slug"], user)
    place = Place(found["place"])
    return str(place), place.address


def _service_address(number: int, slug: str, user: User) -> str:
    """The service's form for those who may change it, and the page that families see for the rest."""
    if user.has_perm("localoffer.change_service"):
        return reverse(Service.snippet_viewset.get_url_name("edit"), args=[number])
    return reverse("service", args=[slug])


def _comment_note(comment: Any) -> str:
    """Of one that `unheard_first` found."""
    unheard = gettext("nobody got a mail about it") if comment.is_unheard else ""
    return " · ".join(part for part in (str(comment.get_kind_display()), day_of(comment.created_at), unheard) if part)


def _draft_note(page: Page) -> str:
    if page.approved_schedule:
        return gettext("goes live on %(day)s") % {"day": date_format(timezone.localtime(page.go_live_at), "j F, H:i")}
    return str(DRAFT_NOTES[page.step])


class WordsToSign(Panel):
    name, order = "words", 12
    title, empty = _("Words of the register to sign"), _("No words wait for you.")
    more = (_("All words"), "register_wordings")

    def is_for(self, user: User | AnonymousUser) -> bool:
        return bool(signs_for(user))

    def rows(self, user: User) -> list[Row]:
        """What this person may sign, and what they wrote and got back."""
        mine, drafts = set(signs_for(user)), WordingVersion.objects.drafts()
        back = [(draft, gettext("sent back to you")) for draft in drafts if draft.sent_back and draft.made_by == user.staff_email]
        waiting = [(draft, gettext("since %(day)s") % {"day": day_of(draft.made_at)}) for draft in drafts if not draft.sent_back and mine.intersection(draft.missing)]
        return [Row(str(draft.wording), reverse("register_wording", args=[draft.wording.key]), note) for draft, note in back + waiting]
