"""What the printed flyers of a campaign say."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from home.models import Borough

MOST_POINTS = 5
PHONE = RegexValidator(r"^[0-9+() ]*$", _("Write the number with digits and spaces only."))


class Flyer(models.Model):
    """The words of a campaign's flyers; each link prints them with its own code."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, editable=False, related_name="flyer")
    heading = models.CharField(_("heading"), max_length=90, help_text=_("The one thing that families should see from across a room."))
    points = models.TextField(_("short points"), max_length=600, blank=True, help_text=_("Up to five, one on each line. Say what families get, what it costs, and what to do."))
    is_from_forum = models.BooleanField(_("from the parent carer forum"), default=True)
    council = models.ForeignKey(
        Borough,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("and from the council of"),
        help_text=_("Its logo is printed where the borough has one."),
    )
    phone = models.CharField(_("phone for families without internet"), max_length=20, blank=True, validators=[PHONE])

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("flyer of a campaign")
        default_permissions = ("change",)
        constraints = [models.CheckConstraint(condition=~models.Q(heading=""), name="flyer_has_a_heading")]

    def __str__(self) -> str:
        return self.heading

    @property
    def point_list(self) -> list[str]:
        return [line.strip() for line in self.points.splitlines() if line.strip()]
