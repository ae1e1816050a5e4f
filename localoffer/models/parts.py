"""What belongs to one service alone: where and when it is, what it costs, whom to ask, access, and its answers to families' questions."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from localoffer.models import days
from localoffer.models.places import Location
from localoffer.models.vocabulary import SendQuestion

OF_SERVICE = "localoffer.Service"


class ServiceAtLocation(Orderable):
    """A service at one of its places (a `service_at_location` in Open Referral UK)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="at_services", verbose_name=_("place"))
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("What is different here: another door, another phone number."))

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("place")
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="service_once_at_a_location")]


class Schedule(Orderable):
    """When it is on. Every week, every second week, or once a month; in words where no rule fits."""

    class Freq(models.TextChoices):
        WEEKLY = "WEEKLY", _("Every week")
        MONTHLY = "MONTHLY", _("Every month")

    class Day(models.TextChoices):
        MONDAY = "MO", _("Monday")
        TUESDAY = "TU", _("Tuesday")
        WEDNESDAY = "WE", _("Wednesday")
        THURSDAY = "TH", _("Thursday")
        FRIDAY = "FR", _("Friday")
        SATURDAY = "SA", _("Saturday")
        SUNDAY = "SU", _("Sunday")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="schedules")
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("at which place"), help_text=_("Empty: at every place of the service.")
    )
    day = models.CharField(_("day"), max_length=2, choices=Day, blank=True)
    opens_at = models.TimeField(_("from"), null=True, blank=True)
    closes_at = models.TimeField(_("to"), null=True, blank=True)
    freq = models.CharField(_("how often"), max_length=7, choices=Freq, default=Freq.WEEKLY)
    interval = models.PositiveSmallIntegerField(_("every how many weeks or months"), default=1)
    week_of_month = models.SmallIntegerField(_("which one in the month"), null=True, blank=True, help_text=_("For every month: 1 is the first, 2 the second, -1 the last."))
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    term_time_only = models.BooleanField(_("only in term time"), default=False)
    description = models.CharField(_("in words"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("time")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(day="") | ~models.Q(description=""), name="schedule_says_when", violation_error_message=_("Choose the day, or say in words when it is.")
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at=None, closes_at=None) | models.Q(opens_at__isnull=False, closes_at=None) | models.Q(opens_at__lt=models.F("closes_at")),
                name="schedule_opens_before_it_closes",
                violation_error_message=_("It must open before it closes."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None) | models.Q(valid_to=None) | models.Q(valid_from__lte=models.F("valid_to")),
                name="schedule_first_day_before_last",
                violation_error_message=_("The first day can’t be after the last."),
            ),
            models.CheckConstraint(condition=models.Q(interval__gte=1, interval__lte=12), name="schedule_interval_from_1_to_12"),
            models.CheckConstraint(
                condition=models.Q(week_of_month=None) | models.Q(freq="MONTHLY", week_of_month__in=(1, 2, 3, 4, 5, -1)),
                name="schedule_week_of_month_when_monthly",
                violation_error_message=_("Which one in the month goes with “every month”: 1 to 5, or -1 for the last."),
            ),
        ]


class CostOption(Orderable):
    """What it costs; an amount of 0 says that it is free, no amount that the price is in the words."""

    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="cost_options")
    amount = models.DecimalField(_("amount in pounds"), max_digits=8, decimal_places=2, null=True, blank=True)
    description = models.CharField(_("for what"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("cost")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="cost_not_negative", violation_error_message=_("A cost can’t be less than 0.")),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False) | ~models.Q(description=""),
                name="cost_says_something",
                violation_error_message=_("Give the amount, or say in words what it costs."),
            ),
        ]


class AccessFact(Orderable):
    """One thing about getting in and taking part: yes, no or not known, with the date someone checked it."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not-known", _("Not known")

    class Kind(models.TextChoices):
        STEP_FREE = "step-free", _("Step-free entrance")
        WHEELCHAIR = "wheelchair", _("Wheelchair accessible throughout")
        TOILET = "toilet", _("Accessible toilet")
        CHANGING_PLACES = "changing-places", _("Changing Places toilet")
        HOIST = "hoist", _("Hoist")
        HEARING_LOOP = "hearing-loop", _("Hearing loop")
        BSL = "bsl", _("British Sign Language")
        QUIET_SPACE = "quiet-space", _("Quiet space")
        QUIET_TIMES = "quiet-times", _("Quiet times")
        SENSORY = "sensory", _("Sensory friendly")
        ONE_TO_ONE = "one-to-one", _("One-to-one support")
        PERSONAL_CARE = "personal-care", _("Help with personal care")
        TRAINED_STAFF = "trained-staff", _("Staff trained in SEND")
        PARKING = "parking", _("Disabled parking")
        TRANSPORT = "transport", _("Public transport near")

    # What a family may ask of a service that it does not go to: every other kind is of a building or of a visit.
    WITHOUT_A_VISIT = (Kind.BSL, Kind.ONE_TO_ONE, Kind.TRAINED_STAFF)

    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="access_facts")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, validators=[days.is_not_to_come])
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("access fact")
        constraints = [
            models.UniqueConstraint(fields=["service", "kind"], name="access_fact_once_a_service"),
            models.CheckConstraint(
                condition=models.Q(answer="not-known") | models.Q(checked_on__isnull=False),
                name="access_fact_known_was_checked",
                violation_error_message=_("Yes and no need the day someone checked it."),
            ),
            days.of_our_time("checked_on", "access_fact_checked_on_of_our_time"),
        ]


class ServiceContact(Orderable):
    """Whom to ask; a contact for staff only never leaves the admin."""

    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name or team"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_public = models.BooleanField(_("shown to families"), default=True)

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("contact")


class SettingFacts(models.Model):
    """What only a school, nursery or college has (Schedule 2, paragraphs 1, 5, 6, 7 and 20)."""

    class Kind(models.TextChoices):
        NURSERY = "nursery", _("Nursery or pre-school")
        CHILDMINDER = "childminder", _("Childminder")
        PRIMARY = "primary", _("Primary school")
        SECONDARY = "secondary", _("Secondary school")
        ALL_THROUGH = "all-through", _("School for all ages")
        SPECIAL = "special", _("Special school")
        PUPIL_REFERRAL = "pupil-referral", _("Pupil referral unit or alternative provision")
        COLLEGE = "college", _("College or sixth form")
        SPECIAL_COLLEGE = "special-college", _("Specialist college")
        TRAINING = "training", _("Training or apprenticeship provider")

    class Funding(models.TextChoices):
        NOT_KNOWN = "", _("Not known")
        MAINTAINED = "maintained", _("Run by the council")
        ACADEMY = "academy", _("Academy or free school")
        NON_MAINTAINED = "non-maintained", _("Non-maintained special school")
        SECTION_41 = "section-41", _("Independent, on the section 41 list")
        INDEPENDENT = "independent", _("Independent")

    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="setting_facts")
    kind = models.CharField(_("kind of setting"), max_length=15, choices=Kind)
    funding = models.CharField(_("who runs it"), max_length=15, choices=Funding, default=Funding.NOT_KNOWN, blank=True)
    urn = models.CharField(_("unique reference number (URN)"), max_length=10, blank=True)
    has_unit = models.CharField(_("has a SEND unit or resource base"), max_length=10, choices=AccessFact.Answer, default=AccessFact.Answer.NOT_KNOWN)
    unit_for = models.CharField(_("whom the unit is for"), max_length=200, blank=True)
    senco = models.CharField(_("SENCO, or the team to ask"), max_length=120, blank=True)
    report_url = models.URLField(_("SEN information report"), max_length=500, blank=True)
    accessibility_plan_url = models.URLField(_("accessibility plan"), max_length=500, blank=True)
    admissions_url = models.URLField(_("how to get a place"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("school, nursery or college")
        constraints = [
            models.UniqueConstraint(fields=["service"], name="setting_facts_once_a_service"),
            models.UniqueConstraint(fields=["urn"], condition=~models.Q(urn=""), name="setting_urn_once"),
            models.CheckConstraint(
                condition=models.Q(unit_for="") | models.Q(has_unit="yes"), name="setting_unit_for_needs_a_unit", violation_error_message=_("Say first that there is a unit.")
            ),
        ]


class SendAnswer(Orderable):
    """A setting's answer, in its own words, to a question families may expect an answer to."""

    service = ParentalKey(OF_SERVICE, on_delete=models.CASCADE, related_name="send_answers")
    question = models.ForeignKey(SendQuestion, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    answer = models.TextField(_("answer"))

    class Meta(Orderable.Meta):
        ordering = ["sort_order", "pk"]
        verbose_name = _("answer for families")
        constraints = [models.UniqueConstraint(fields=["service", "question"], name="send_answer_once_a_question")]
