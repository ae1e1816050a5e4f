"""The service directory: who provides, what, where, for whom, at what cost, and how a family can get in."""

import datetime as dt
import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from home.models import Borough
from localoffer.models.vocabulary import AgePhase, Category, Need

OLDEST = 130
TOO_OLD = _("Nobody is older than 130.")


class Provider(models.Model):
    """An organisation that runs services (an `organization` in Open Referral UK)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    description = models.TextField(_("what it does"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place where services are. A masked address (a refuge, a childminder's home) is never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    is_masked = models.BooleanField(_("hide the address"), default=False)

    class Meta:
        ordering = ["name", "postcode"]
        verbose_name = _("location")
        constraints = [
            # "Not null" is said, because a comparison with nothing is neither true nor false, and a constraint lets it pass.
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_both_coordinates_on_earth",
                violation_error_message=_("Give both coordinates, latitude -90 to 90 and longitude -180 to 180, or neither."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.town, self.postcode) if part) or str(_("Place without a name"))

    @property
    def lines(self) -> list[str]:
        """The address as families may see it, a line each; only the town when the address is masked."""
        parts = [self.town] if self.is_masked else [self.name, *self.address.splitlines(), self.town, self.postcode]
        return [part.strip() for part in parts if part.strip()]

    @property
    def area(self) -> str:
        """Roughly where it is, for lists: the town, or else the postcode unless the address is masked."""
        return self.town or ("" if self.is_masked else self.postcode)


def _joined_or_open(joins: type[models.Model], **row: models.Model) -> models.Q:
    """Services joined to the row, and those joined to none, which are for everyone. Asked without a join, so no service comes twice."""
    own = joins._default_manager.filter(service=models.OuterRef("pk"))
    return models.Q(models.Exists(own.filter(**row))) | models.Q(~models.Exists(own))


class ServiceQuerySet(models.QuerySet):
    def published(self) -> "ServiceQuerySet":
        """Services families may see."""
        return self.filter(is_published=True).exclude(status=Service.Status.ENDED)

    def for_age(self, age: int) -> "ServiceQuerySet":
        """Services that take a child of `age` whole years; both ends count, and an open end takes every age."""
        return self.filter(
            models.Q(min_age=None) | models.Q(min_age__lte=age),
            models.Q(max_age=None) | models.Q(max_age__gte=age),
        )

    def for_phase(self, phase: AgePhase) -> "ServiceQuerySet":
        """Services that take a child of any age of the phase."""
        return self.filter(
            models.Q(min_age=None) | models.Q(min_age__lte=phase.max_age),
            models.Q(max_age=None) | models.Q(max_age__gte=phase.min_age),
        )

    def for_need(self, need: Need) -> "ServiceQuerySet":
        """Services for `need`, and those for every need."""
        return self.filter(_joined_or_open(Service.needs.through, need=need))

    def free(self) -> "ServiceQuerySet":
        """Services that someone has said are free: at least one cost, and every cost 0."""
        costs = CostOption.objects.filter(service=models.OuterRef("pk"))
        return self.filter(models.Exists(costs.filter(amount=0))).exclude(models.Exists(costs.exclude(amount=0)))

    def for_borough(self, borough: Borough | None) -> "ServiceQuerySet":
        """Services of `borough` and of everywhere; all services when `borough` is None."""
        if borough is None:
            return self
        return self.filter(_joined_or_open(Service.boroughs.through, borough=borough))

    def with_lists(self) -> "ServiceQuerySet":
        """With what a list of services shows, so that 20 rows cost no more queries than one."""
        return self.select_related("provider").prefetch_related("locations", "needs", "cost_options").defer("source_record")

    def with_everything(self) -> "ServiceQuerySet":
        """With what the service's own page shows; `contacts` holds only those that families may see."""
        contacts = models.Prefetch("contacts", queryset=ServiceContact.objects.filter(is_public=True))
        return self.with_lists().prefetch_related("categories", "boroughs", "access_facts", contacts)

    def check_due(self, on: dt.date) -> "ServiceQuerySet":
        """Published services whose check-by date is `on` or earlier, the longest overdue first."""
        return self.published().filter(verify_by__lte=on).order_by("verify_by", "name")


class Service(ClusterableModel):
    """One thing families can use. Facts an editor has not heard are "not known", never guessed."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING_LIST = "waiting-list", _("Waiting list")
        CLOSED_FOR_NOW = "closed-for-now", _("Closed for now")
        ENDED = "ended", _("Ended")

    class Route(models.TextChoices):
        NOT_KNOWN = "", _("Not known")
        SELF = "self-referral", _("You can ask for it yourself")
        PROFESSIONAL = "professional", _("A professional asks for you")
        PANEL = "panel", _("A panel decides")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    slug = models.SlugField(_("name in the address"), max_length=120, unique=True)
    summary = models.CharField(_("what it is, in one or two sentences"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Plain text. An empty line starts a new paragraph."))
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="services", verbose_name=_("provider"))
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    locations = ParentalManyToManyField(Location, blank=True, related_name="services", verbose_name=_("where"))
    needs = ParentalManyToManyField(Need, blank=True, related_name="services", verbose_name=_("needs"), help_text=_("None chosen: for every need."))
    categories = ParentalManyToManyField(Category, blank=True, related_name="services", verbose_name=_("kind of help"))
    boroughs = ParentalManyToManyField(Borough, blank=True, related_name="services", verbose_name=_("borough"), help_text=_("None chosen: every borough."))
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    route = models.CharField(_("how to get it"), max_length=20, choices=Route, default=Route.NOT_KNOWN, blank=True)
    route_details = models.TextField(_("how to get it: details and criteria"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    is_published = models.BooleanField(_("shown to families"), default=True)
    keywords = models.CharField(_("families' words for it"), max_length=250, blank=True, help_text=_("Words people search for that are not in the text, with commas between."))
    owner_team = models.CharField(_("who keeps it right"), max_length=80, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    verify_by = models.DateField(_("check again by"), null=True, blank=True)
    source = models.CharField(_("imported from"), max_length=200, blank=True, editable=False)
    source_record = models.JSONField(_("record as it was imported"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("service")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_age__lte=models.F("max_age")),
                name="service_age_range_in_order",
                violation_error_message=_("“From age” can’t be higher than “to age”."),
            ),
            models.CheckConstraint(condition=models.Q(min_age__lte=OLDEST), name="service_min_age_of_a_person", violation_error_message=TOO_OLD),
            models.CheckConstraint(condition=models.Q(max_age__lte=OLDEST), name="service_max_age_of_a_person", violation_error_message=TOO_OLD),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.slug])

    @property
    def is_free(self) -> bool | None:
        """True when every cost option is free, False when one is not, None when nobody has said: free is a fact."""
        options = list(self.cost_options.all())
        return all(option.amount == 0 for option in options) if options else None

    @property
    def is_check_overdue(self) -> bool:
        return self.verify_by is not None and self.verify_by < timezone.localdate()


class CostOption(Orderable):
    """What it costs; an amount of 0 says that it is free, no amount that the price is in the words."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="cost_options")
    amount = models.DecimalField(_("amount in pounds"), max_digits=8, decimal_places=2, null=True, blank=True)
    description = models.CharField(_("for what"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
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

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="access_facts")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("access fact")
        constraints = [
            models.UniqueConstraint(fields=["service", "kind"], name="access_fact_once_a_service"),
            models.CheckConstraint(
                condition=models.Q(answer="not-known") | models.Q(checked_on__isnull=False),
                name="access_fact_known_was_checked",
                violation_error_message=_("Yes and no need the day someone checked it."),
            ),
        ]


class ServiceContact(Orderable):
    """Whom to ask; a contact for staff only never leaves the admin."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name or team"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_public = models.BooleanField(_("shown to families"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
