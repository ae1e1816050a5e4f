"""What a campaign sends: its messages, the plan for sending them, and how far they are."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from accounts.models import staff_only
from campaigns.letter_blocks import LetterBlock
from campaigns.models.campaign import Campaign
from campaigns.models.organisation import Organisation
from campaigns.models.segment import Segment
from feedback.models import Survey
from localoffer.models import Language
from register.models import Channel, Format, Purpose

# What messages may be about. Each is agreed to by itself (UK GDPR articles 6(1)(a) and 9(2)(a)): without consent nothing is sent.
PURPOSES = (Purpose.UPDATES, Purpose.SURVEYS, Purpose.NHS)
CHANNELS = (Channel.EMAIL, Channel.TEXT, Channel.POST)
FORMATS = (Format.STANDARD, Format.LARGE_PRINT, Format.EASY_READ)


class MailingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("Waiting for sign-off")
    APPROVED = "approved", _("Signed by all")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("Being sent")
    PAUSED = "paused", _("Paused")
    SENT = "sent", _("Sent")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


# From which states each can be reached. What is sent can't be unsent: it is cancelled only before, for whoever has not got it.
REACHED_FROM: dict[MailingState, tuple[MailingState, ...]] = {
    MailingState.DRAFT: (MailingState.IN_REVIEW, MailingState.APPROVED),
    MailingState.IN_REVIEW: (MailingState.DRAFT, MailingState.APPROVED, MailingState.SCHEDULED),
    MailingState.APPROVED: (MailingState.IN_REVIEW, MailingState.SCHEDULED),
    MailingState.SCHEDULED: (MailingState.APPROVED,),
    MailingState.SENDING: (MailingState.SCHEDULED, MailingState.PAUSED),
    MailingState.PAUSED: (MailingState.SENDING, MailingState.SCHEDULED),
    MailingState.SENT: (MailingState.SENDING,),
    MailingState.CLOSED: (MailingState.SENT,),
    MailingState.CANCELLED: tuple(state for state in MailingState if state not in {MailingState.SENT, MailingState.CLOSED, MailingState.CANCELLED}),
}
# While it is in one of these, nobody has got anything of it and its words may change.
CHANGEABLE = (MailingState.DRAFT, MailingState.IN_REVIEW, MailingState.APPROVED)
ONE_OF_EACH = _("There is one for this channel, language, format and time already.")


class MailingQuerySet(models.QuerySet["Mailing"]):
    def may_send(self, now: dt.datetime, *, is_quiet_day: bool) -> "MailingQuerySet":
        """Those that are being sent, within their hours and days. `now` is local time, for hours are."""
        hours = Q(earliest__lte=now.time(), latest__gt=now.time())
        days = Q() if not is_quiet_day else Q(on_quiet_days=True)
        return self.filter(hours, days, state=MailingState.SENDING, send_from__lte=now, send_until__gt=now)

    def in_archive(self) -> "MailingQuerySet":
        """News that was sent and that everybody may read, the newest first."""
        sent = self.filter(state__in=[MailingState.SENT, MailingState.CLOSED], purpose=Purpose.UPDATES, is_in_archive=True)
        return sent.order_by("-send_from", "-pk")


class Mailing(models.Model):
    """All that a campaign sends, signed as one. What leaves is never this row but the version of it that was signed (`MailingVersion`)."""

    class OnDoubt(models.TextChoices):
        """Mail servers can't be asked what they took. When one gives no answer, a message is missed or comes twice: the campaign chooses."""

        AT_MOST_ONCE = "at-most-once", _("Rather not at all than twice")
        AT_LEAST_ONCE = "at-least-once", _("Rather twice than not at all")

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="mailing", verbose_name=_("campaign"))
    state = models.CharField(_("state"), max_length=10, choices=MailingState, default=MailingState.DRAFT, editable=False)
    purpose = models.CharField(_("what it is about"), max_length=10, choices=[(purpose.value, purpose.label) for purpose in PURPOSES], default=Purpose.UPDATES)
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings", verbose_name=_("who it is for"))
    survey = models.ForeignKey(
        Survey,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailings",
        verbose_name=_("asks to answer this survey"),
        help_text=_("Each family gets a link of its own. Reminders go only to who has not answered."),
    )
    organisations = models.ManyToManyField(Organisation, related_name="mailings", verbose_name=_("who signs it"))
    sender_name = models.CharField(_("from"), max_length=80, help_text=_("The name that families see, such as “Parent carer forum and council”."))
    reply_to = models.EmailField(_("answers go to"))
    send_from = models.DateTimeField(_("send from"), null=True, blank=True)
    send_until = models.DateTimeField(_("not after"), null=True, blank=True, help_text=_("What could not be sent by then is not sent any more."))
    earliest = models.TimeField(_("not before"), default=dt.time(8), help_text=_("Time of day."))
    latest = models.TimeField(_("and not later than"), default=dt.time(20))
    on_quiet_days = models.BooleanField(_("also on Sundays and bank holidays"), default=False)
    on_doubt = models.CharField(_("when nobody knows whether an e-mail arrived"), max_length=13, choices=OnDoubt, default=OnDoubt.AT_MOST_ONCE)
    is_in_archive = models.BooleanField(
        _("show in the list of letters"), default=True, help_text=_("News that was sent is then on the public page of our letters. Surveys and invitations never are.")
    )
    version = models.ForeignKey("campaigns.MailingVersion", null=True, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("version"))
    paused_because = models.CharField(_("why it is paused"), max_length=300, blank=True, editable=False)
    refusals_seen = models.PositiveIntegerField(default=0, editable=False, help_text="How many refusals somebody knew of who went on all the same.")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, limit_choices_to=staff_only, related_name="+", editable=False, verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("messages of a campaign")
        verbose_name_plural = _("messages of campaigns")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailingState.values), name="mailing_in_a_known_state"),
            models.CheckConstraint(condition=Q(purpose__in=[purpose.value for purpose in PURPOSES]), name="mailing_for_a_purpose_agreed_to"),
            models.CheckConstraint(
                condition=Q(send_from=None) | Q(send_until=None) | Q(send_from__lt=F("send_until")),
                name="mailing_ends_after_it_begins",
                violation_error_message=_("The last moment must come after the first."),
            ),
            models.CheckConstraint(
                condition=Q(earliest__lt=F("latest")), name="mailing_hours_in_order", violation_error_message=_("The latest time of day must come after the earliest.")
            ),
            models.CheckConstraint(condition=Q(state__in=("draft", "cancelled")) | Q(version__isnull=False), name="mailing_is_reviewed_in_a_version"),
            models.CheckConstraint(
                condition=~Q(state__in=("scheduled", "sending", "paused", "sent", "closed")) | Q(send_from__isnull=False, send_until__isnull=False),
                name="mailing_is_sent_in_its_time",
            ),
        ]
        permissions = [("sign_mailing", "Can sign messages for an organisation"), ("send_mailing", "Can start, pause and cancel sending")]

    def __str__(self) -> str:
        return str(self.campaign)

    def waits_for_reminders(self, now: dt.datetime) -> bool:
        """Whether a reminder may still be due: each comes a week after the message before it, and a day is left for sending it."""
        last = max(self.version.planned["waves"], default=0) if self.version and self.survey_id else 0
        sent = self.deliveries.filter(wave=0).aggregate(last=models.Max("accepted_at"))["last"]
        return bool(last and sent and self.send_until and now < min(self.send_until, sent + dt.timedelta(days=7 * last + 1)))

    @property
    def is_changeable(self) -> bool:
        return self.state in CHANGEABLE


class Message(models.Model):
    """One of the messages: for one channel, one language, one way of writing, sent first or as a reminder. What leaves is the signed copy of it."""

    class Wave(models.IntegerChoices):
        FIRST = 0, _("First message")
        REMINDER = 1, _("Reminder after 7 days, to who has not answered")
        LAST = 2, _("Last reminder after 14 days, to who has not answered")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="messages", verbose_name=_("messages of"))
    channel = models.CharField(_("channel"), max_length=10, choices=[(channel.value, channel.label) for channel in CHANNELS])
    language = models.ForeignKey(Language, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("language, when it is not English"))
    reading_format = models.CharField(_("format"), max_length=12, choices=[(each.value, each.label) for each in FORMATS], default=Format.STANDARD)
    wave = models.PositiveSmallIntegerField(_("when"), choices=Wave, default=Wave.FIRST)
    subject = models.CharField(_("subject"), max_length=120, blank=True, help_text=_("Of an e-mail or a letter. Say what it is about in a few words."))
    body = StreamField(LetterBlock(), blank=True, verbose_name=_("words"))
    text = models.TextField(_("words of a text message"), blank=True)

    class Meta:
        ordering = ["wave", "channel", "pk"]
        verbose_name = _("message")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "channel", "language", "reading_format", "wave"], name="message_once_a_channel_language_and_format", violation_error_message=ONE_OF_EACH
            ),
            models.UniqueConstraint(
                fields=["mailing", "channel", "reading_format", "wave"], condition=Q(language=None), name="message_once_in_english", violation_error_message=ONE_OF_EACH
            ),
            models.CheckConstraint(condition=Q(channel__in=[channel.value for channel in CHANNELS]), name="message_by_a_known_channel"),
            models.CheckConstraint(condition=Q(reading_format__in=[each.value for each in FORMATS]), name="message_in_a_known_format"),
            models.CheckConstraint(condition=Q(wave__lte=2), name="message_two_reminders_at_most"),
            models.CheckConstraint(condition=~Q(channel="text") | Q(subject=""), name="message_text_has_no_subject"),
        ]

    def __str__(self) -> str:
        parts = [self.get_channel_display(), str(self.language or ""), self.get_reading_format_display() if self.reading_format != Format.STANDARD else ""]
        return ", ".join(part for part in parts if part)
