"""What keeps the directory fresh: who was asked when, and what providers propose."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from localoffer.models.places import Provider
from localoffer.models.services import Service


class CheckReminder(models.Model):
    """That the provider was asked, once, at this step of this cycle. A cycle is named by the day its check is due."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="check_reminders")
    cycle = models.DateField()
    days = models.SmallIntegerField()
    sent_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "cycle", "days"], name="reminded_once_a_step_of_a_cycle")]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        """What an editor has to decide, the oldest first."""
        return self.filter(state=Proposal.State.WAITING).order_by("proposed_at", "pk")

    def open(self) -> "ProposalQuerySet":
        """What waits for an editor, or was sent back and may be mended."""
        return self.filter(state__in=[Proposal.State.WAITING, Proposal.State.SENT_BACK])

    def in_state(self, state: str) -> "ProposalQuerySet":
        """The waiting ones oldest first; what was decided, newest first."""
        return self.waiting() if state == Proposal.State.WAITING else self.filter(state=state).order_by("-decided_at", "pk")

    def of_member(self, user: User | AnonymousUser) -> "ProposalQuerySet":
        """Every proposal about the services, or for a new service, of the user's own providers."""
        mine = Provider.objects.of_member(user.pk)
        return self.filter(models.Q(service__provider__in=mine) | models.Q(service=None, provider__in=mine))

    def with_names(self) -> "ProposalQuerySet":
        return self.select_related("service__provider", "provider", "proposed_by", "decided_by")


class Proposal(models.Model):
    """What a provider wants changed, or a new service. Families see nothing of it before an editor approves.

    `changes` is {fact: {"was": …, "now": …}}, in the facts of `localoffer.freshness.facts`; "was" is what the provider saw.
    `tweaked` is {fact: {"by": an editor's key, "told": …}} where an editor's words stand now; "told" is what the provider said.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent-back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("service"))
    provider = models.ForeignKey(Provider, null=True, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("provider"), help_text=_("Only of a new service."))
    changes = models.JSONField(_("changes"))
    is_full_check = models.BooleanField(_("everything else was checked too"), default=False)
    # The seal of all facts that the provider saw, those among them that it left as they were.
    seen = models.CharField(max_length=64, blank=True, editable=False)
    tweaked = models.JSONField(_("words that an editor changed"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("why it was sent back"), blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("proposed by"))
    # Of the address whose mailed link was used: a keyed hash, looked for among the service's own addresses.
    link_mark = models.CharField(max_length=32, blank=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        indexes = [models.Index(fields=["state", "proposed_at"], name="proposal_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["service"], condition=models.Q(state__in=["waiting", "sent-back"]), name="one_open_proposal_a_service"),
            models.CheckConstraint(condition=models.Q(service__isnull=False) | models.Q(provider__isnull=False), name="proposal_is_somebodys"),
            models.CheckConstraint(condition=~models.Q(state="sent-back") | ~models.Q(reason=""), name="proposal_sent_back_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.service.name if self.service else str(self.changes.get("name", {}).get("now", ""))

    @property
    def is_new_service(self) -> bool:
        return self.provider_id is not None

    @property
    def who(self) -> str:
        """Who proposed it, as editors read it: the provider, and the person when somebody signed in."""
        runs = self.service.provider if self.service else self.provider
        names = [runs.name if runs else "", self.proposed_by.get_full_name() if self.proposed_by else ""]
        return ", ".join(name for name in names if name) or str(_("the provider, by the mailed link"))

    @property
    def decider(self) -> str:
        """Who decided or withdrew it, as editors read it; empty before."""
        if self.decided_at is None:
            return ""
        if self.state == self.State.WITHDRAWN:  # by somebody of the provider, whose address is nobody's business
            return (self.decided_by.get_full_name() if self.decided_by else "") or str(_("the provider"))
        return str(self.decided_by or _("somebody who left"))

    @property
    def day(self) -> dt.date:
        """The day it was proposed, in London."""
        return timezone.localdate(self.proposed_at)
