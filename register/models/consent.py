"""What a family agreed to, told as a history: each giving and each taking back is a row with the exact words shown."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import texts
from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from register.models.wording import WordingVersion


class Purpose(models.TextChoices):
    UPDATES = "updates", _("News about services and events")
    SURVEYS = "surveys", _("Surveys and ways to have a say")
    FORUM = "forum", _("Passing contact details to the parent carer forum")
    NHS = "nhs", _("Invitations from the NHS")
    CARD = "card", _("Disability awareness card")


class Channel(models.TextChoices):
    """`ANY` is agreed to whichever way we write."""

    EMAIL = "email", _("By e-mail")
    TEXT = "text", _("By text message")
    POST = "post", _("By post")
    ANY = "any", _("In any way that you gave us")


class How(models.TextChoices):
    SIGN_UP = "sign-up", _("On the sign-up form")
    MY_FAMILY = "my-family", _("On the “my family” page")
    PHONE = "phone", _("On the phone")
    PAPER = "paper", _("On a paper form")
    MESSAGE = "message", _("By the link in a message")
    RESTORED = "restored", _("Taken back earlier; we wrote it down again after a repair")


# The ways to join; in the others something is given or taken back once somebody has.
WAYS_TO_JOIN = tuple((how.value, how.label) for how in (How.SIGN_UP, How.PHONE, How.PAPER))


@dataclass(frozen=True)
class Choice:
    """One thing a family may agree to, apart from every other. `needs_address`: it comes by post."""

    slug: str
    purpose: Purpose
    channel: Channel
    needs_address: bool = False

    @property
    def key(self) -> str:
        """The key of its wording."""
        return f"choice-{self.slug}"

    @property
    def label(self) -> str:
        """As officers read it: what for, and which way it comes."""
        channel = str(self.channel.label)
        return f"{self.purpose.label}, {channel[:1].lower()}{channel[1:]}"


CHOICES = (
    Choice("updates", Purpose.UPDATES, Channel.EMAIL),
    Choice("updates-text", Purpose.UPDATES, Channel.TEXT),
    Choice("updates-post", Purpose.UPDATES, Channel.POST, needs_address=True),
    Choice("surveys", Purpose.SURVEYS, Channel.ANY),
    Choice("forum", Purpose.FORUM, Channel.ANY),
    Choice("nhs", Purpose.NHS, Channel.ANY),
    Choice("card", Purpose.CARD, Channel.ANY, needs_address=True),
)


def choices_for(*, has_email: bool, can_be_texted: bool) -> list[Choice]:
    """What can be offered to somebody with this e-mail address or mobile number, or without. Nothing comes by text where the portal sends none."""
    missing = ({Channel.EMAIL} if not has_email else set()) | ({Channel.TEXT} if not (can_be_texted and texts.are_on()) else set())
    return [choice for choice in CHOICES if choice.channel not in missing]


class ConsentQuerySet(InsertOnlyQuerySet):
    def newest_first(self) -> "ConsentQuerySet":
        return self.select_related("wording__wording").order_by("-pk")

    def about(self, choice: Choice) -> "ConsentQuerySet":
        """What was said of this choice."""
        return self.filter(purpose=choice.purpose, channel=choice.channel)

    def as_it_stands(self) -> "ConsentQuerySet":
        """The last row of each family, purpose and channel: how things stand now."""
        same = {name: models.OuterRef(name) for name in ("family", "purpose", "channel")}
        return self.filter(~models.Exists(Consent.objects.filter(**same, pk__gt=models.OuterRef("pk"))))

    def standing(self) -> "ConsentQuerySet":
        """What is agreed to now."""
        return self.as_it_stands().filter(is_given=True)


class Consent(InsertOnlyModel):
    """One giving or taking back (UK GDPR article 7: we must be able to show what was agreed to, and taking back is as easy)."""

    family = models.ForeignKey("register.Family", on_delete=models.CASCADE, related_name="consents", verbose_name=_("family"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    is_given = models.BooleanField(_("given"))
    wording = models.ForeignKey(WordingVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("the words shown"))
    how = models.CharField(_("how"), max_length=10, choices=How)
    at = models.DateTimeField(_("when"), default=timezone.now)

    wagtail_reference_index_ignore = True
    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("consent")
        indexes = [models.Index(fields=["family", "purpose", "channel"], name="consent_of_a_family")]
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="consent_for_a_known_purpose"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="consent_by_a_known_channel"),
            models.CheckConstraint(condition=models.Q(how__in=How.values), name="consent_in_a_known_way"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {'given' if self.is_given else 'taken back'}"
