"""Who was asked, and what was answered: two kinds of rows that nothing joins (docs/decisions/survey-answers-apart.md)."""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from feedback.models.surveys import Survey


class InvitationQuerySet(models.QuerySet):
    def unanswered(self, day: dt.date) -> "InvitationQuerySet":
        """Those who may still be reminded on this local day: no answer, no wish to be left alone, and time left."""
        return self.filter(is_answered=False, is_stopped=False, expires_on__gte=day)

    def over(self) -> "InvitationQuerySet":
        """Those that nobody is to be reminded of: answered, or stopped."""
        return self.filter(models.Q(is_answered=True) | models.Q(is_stopped=True))

    def answered_by(self) -> list[tuple[int, str, int]]:
        """Wave and channel of the message whose link or form was used, and how many answered so."""
        return list(self.filter(is_answered=True).order_by().values_list("answered_wave", "answered_channel").annotate(models.Count("pk")))


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Another way")


class Wave(models.IntegerChoices):
    FIRST = 0, _("First message")
    AFTER_7_DAYS = 1, _("First reminder")
    AFTER_14_DAYS = 2, _("Second reminder")


class Invitation(models.Model):
    """One family asked to answer, by whoever sends: no name, and no day or number that an answer has too.

    `batch` and the invitation's own id are all that a sender keeps. `wave` is the last message that was made for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    batch = models.CharField(max_length=64)
    wave = models.PositiveSmallIntegerField(choices=Wave, default=Wave.FIRST)
    expires_on = models.DateField()
    is_stopped = models.BooleanField(default=False)
    is_answered = models.BooleanField(default=False)
    answered_on = models.DateField(null=True)
    answered_wave = models.PositiveSmallIntegerField(choices=Wave, null=True)
    answered_channel = models.CharField(max_length=6, choices=Channel, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["survey", "batch"], condition=models.Q(is_answered=False), name="survey_invitation_open")]
        constraints = [models.CheckConstraint(condition=models.Q(is_answered=True) ^ models.Q(answered_on=None), name="survey_invitation_answered_on_a_day")]


class LinkQuerySet(models.QuerySet):
    def sent_by(self) -> list[tuple[int, str, int]]:
        """Wave, channel, and how many messages were made for it."""
        return list(self.order_by().values_list("wave", "channel").annotate(models.Count("pk")))


class Link(models.Model):
    """One message of an invitation. Its token itself is nowhere: only the hash. An older link goes on working beside a reminder's."""

    key = models.CharField(max_length=64, primary_key=True)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    channel = models.CharField(max_length=6, choices=Channel)
    wave = models.PositiveSmallIntegerField(choices=Wave, default=Wave.FIRST)

    objects = LinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class Draft(models.Model):
    """Answers that are not sent yet, found by a hash that only the link's holder can make. Sent, it is empty and says that it was."""

    key = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="drafts")
    answers = EncryptedTextField(blank=True)
    day = models.DateField()
    is_sent = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()


class Sealed(models.Model):
    """Answers that were sent and wait to be mixed with others. Encrypted, because until then the database could tell by its own notes who sent them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sealed")
    answers = EncryptedTextField()

    class Meta:
        default_permissions = ()


class Response(models.Model):
    """The choices of one family, by question: no day, no way it came, no order. Each mixing writes all of a survey's rows anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    answers = models.JSONField()

    class Meta:
        default_permissions = ()


class Theme(models.Model):
    """What several families wrote about, in an editor's words."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("theme"), max_length=120)

    class Meta:
        ordering = ["name"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["survey", "name"], name="survey_theme_once")]

    def __str__(self) -> str:
        return self.name


class SaidQuerySet(models.QuerySet):
    def unread(self) -> "SaidQuerySet":
        """Those that nobody has sorted into themes yet; by their random numbers, so in no order of time."""
        return self.filter(is_read=False).order_by("pk")


class Said(models.Model):
    """What one family wrote to one question, apart from its choices: who is recognised by their words is not known by their ticks as well."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="said")
    question = models.CharField(max_length=64)
    text = EncryptedTextField()
    is_read = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, blank=True, related_name="said")

    objects = SaidQuerySet.as_manager()

    class Meta:
        default_permissions = ()


class PaperCode(models.Model):
    """A code printed on one paper form; it can be typed in once. Who typed it in is kept, not who answered."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="paper_codes")
    code = models.CharField(max_length=8, unique=True)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.SET_NULL, related_name="paper_code")
    made_on = models.DateField()
    entered_on = models.DateField(null=True)
    entered_by = models.EmailField(blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(entered_on=None) ^ ~models.Q(entered_by=""), name="survey_paper_entered_by_somebody")]
