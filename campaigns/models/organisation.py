"""Who signs messages to families: the forum, the council and their partners, and the person who signs for each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User, staff_only


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(is_active=True)

    def signed_by(self, user: User) -> "OrganisationQuerySet":
        """Those that this person may sign for, as the delegate or as the deputy."""
        return self.active().filter(Q(delegate=user) | Q(deputy=user))


class Organisation(models.Model):
    """One that signs. Its delegate signs; the deputy does while the delegate can't, or wrote the words."""

    class Kind(models.TextChoices):
        FORUM = "forum", _("Parent carer forum")
        COUNCIL = "council", _("Council")
        NHS = "nhs", _("NHS")
        PROVIDER = "provider", _("Provider of children’s services")
        OTHER = "other", _("Another organisation")

    # Nothing is sent that these two have not signed: it is their register.
    ALWAYS = (Kind.FORUM, Kind.COUNCIL)

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("As families know it. It stands under every letter."))
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind)
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, limit_choices_to=staff_only, related_name="+", verbose_name=_("signs for it"), help_text=_("One person, with a name.")
    )
    delegate_position = models.CharField(_("as"), max_length=80, help_text=_("Such as “Chair”. It stands under the name."))
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, limit_choices_to=staff_only, related_name="+", verbose_name=_("deputy"))
    deputy_position = models.CharField(_("deputy’s position"), max_length=80, blank=True)
    is_active = models.BooleanField(_("signs new messages"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("organisation that signs")
        verbose_name_plural = _("organisations that sign")
        constraints = [
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("delegate")), name="organisation_has_two_people", violation_error_message=_("The deputy is another person.")
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy_position=""), name="organisation_deputy_has_a_position", violation_error_message=_("Say what the deputy’s position is.")
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind__in=("forum", "council"), is_active=True), name="organisation_one_forum_one_council"),
        ]

    def __str__(self) -> str:
        return self.name

    def position_of(self, user: User) -> str:
        """In which position this person signs for it; empty for whoever does not."""
        if user.pk == self.delegate_id:
            return self.delegate_position
        return self.deputy_position if self.deputy_id and user.pk == self.deputy_id else ""
