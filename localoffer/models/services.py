"""The service directory: what there is, for whom, at what cost, and how a family can get in."""

import datetime as dt
import string
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.functions import Left, Lower, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from home.models import EVERY_ONE, Borough
from localoffer.models import days
from localoffer.models.desk import DeskQuerySet
from localoffer.models.open_data import OpenDataQuerySet
from localoffer.models.parts import CostOption, Schedule, SendAnswer, ServiceAtLocation, ServiceContact, SettingFacts
from localoffer.models.places import Location, Provider
from localoffer.models.restoring import fit_to_restore, with_keys_of_their_kind
from localoffer.models.subject import FOR_EVERY, SubjectQuerySet
from localoffer.models.vocabulary import AgePhase, Category, Language, Need
from localoffer.nearby import Point, box_around, squeeze

OLDEST = 130
LETTERS = list(string.ascii_uppercase)
# Pages of the directory that are no service's.
OUR_PAGES = ["a-to-z", "embed", "how-fresh", "mine", "my-list", "schools", "share", "ways"]
TOO_OLD = _("Nobody is older than 130.")


class ServiceQuerySet(SubjectQuerySet, OpenDataQuerySet, DeskQuerySet):  # type: ignore[override]  # the plugin gives each base a manager of its own
    def published(self) -> "ServiceQuerySet":
        """Services whose page families may open."""
        return self.filter(is_published=True).exclude(status=Service.Status.ENDED)

    def taking_families(self) -> "ServiceQuerySet":
        """Those that a family can turn to now, if only to wait."""
        return self.exclude(status=Service.Status.CLOSED_FOR_NOW)

    def listed(self, on: dt.date | None = None) -> "ServiceQuerySet":
        """Services that stand in lists, the search and the open data: published, and not too long overdue for a check."""
        oldest = (on or timezone.localdate()) - dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS)
        return self.published().filter(models.Q(verify_by=None) | models.Q(verify_by__gte=oldest))

    def for_phase(self, phase: AgePhase) -> "ServiceQuerySet":
        """Services that say which ages they are for, and take a child of any age of the phase."""
        return self.exclude(min_age=None, max_age=None).for_ages(phase.min_age, phase.max_age)

    def silent_about_ages(self) -> "ServiceQuerySet":
        """Services of which nobody has said which ages they are for."""
        return self.filter(min_age=None, max_age=None)

    def settings_only(self) -> "ServiceQuerySet":
        """Schools, nurseries, colleges and training providers."""
        return self.filter(setting_facts__isnull=False)

    def with_lists(self) -> "ServiceQuerySet":
        """With what a list of services shows, so that 20 rows cost no more queries than one."""
        return self.with_one_line().prefetch_related("needs", "cost_options")

    def with_one_line(self) -> "ServiceQuerySet":
        """With what one line about a service says, in 2 queries for however many; `costs_nothing` says whether somebody said that it is free."""
        costs = CostOption.objects.filter(service=models.OuterRef("pk"))
        costs_nothing = models.Exists(costs.filter(amount=0)) & ~models.Exists(costs.exclude(amount=0))
        places = models.Prefetch("at_locations", queryset=ServiceAtLocation.objects.select_related("location"))
        return self.select_related("provider").annotate(costs_nothing=costs_nothing).prefetch_related(places)

    def with_everything(self) -> "ServiceQuerySet":
        """With what the service's own page shows, but for the word lists; `contacts` holds only those that families may see."""
        return self.select_related("provider").prefetch_related(
            models.Prefetch("at_locations", queryset=ServiceAtLocation.objects.select_related("location")),
            models.Prefetch("schedules", queryset=Schedule.objects.select_related("location")),
            models.Prefetch("send_answers", queryset=SendAnswer.objects.select_related("question")),
            models.Prefetch("contacts", queryset=ServiceContact.objects.filter(is_public=True)),
            "cost_options",
            "access_facts",
            "setting_facts",
        )

    def with_contacts(self) -> "ServiceQuerySet":
        """As in a list, with the contacts that families may see."""
        return self.with_lists().prefetch_related(models.Prefetch("contacts", queryset=ServiceContact.objects.filter(is_public=True)))

    def near(self, point: Point, *, miles: float) -> "ServiceQuerySet":
        """Those with a place inside a square of so many miles each way, the nearest first: a row for each such place, with its `latitude` and `longitude`.

        A masked place is near nothing, so that nobody can find it so.
        """
        box, place = box_around(point, miles), "at_locations__location"
        inside = {f"{place}__is_masked": False, f"{place}__latitude__range": (box.south, box.north), f"{place}__longitude__range": (box.west, box.east)}
        rows = self.filter(**inside).annotate(latitude=models.F(f"{place}__latitude"), longitude=models.F(f"{place}__longitude"))
        north, east = models.F("latitude") - point[0], (models.F("longitude") - point[1]) * squeeze(point[0])
        return rows.order_by(north * north + east * east, "pk")

    def in_brief(self) -> "ServiceQuerySet":
        """With no more than a link needs."""
        return self.only("name", "slug")

    def beginning_with(self, letter: str) -> "ServiceQuerySet":
        """In order of their names: those with this first letter (a to z), or with none of them when `letter` is empty."""
        if letter:
            return self.filter(name__istartswith=letter).order_by(Lower("name"), "pk")
        return self.with_initial().exclude(initial__in=LETTERS).order_by(Lower("name"), "pk")

    def with_initial(self) -> "ServiceQuerySet":
        """With the first letter of the name, as a capital."""
        return self.annotate(initial=Upper(Left("name", 1)))

    def check_due(self, on: dt.date) -> "ServiceQuerySet":
        """Published services whose check-by date is `on` or earlier, the longest overdue first."""
        return self.published().filter(verify_by__lte=on).order_by("verify_by", "name")

    def with_provider(self) -> "ServiceQuerySet":
        """With whom its provider can be reached through."""
        return self.select_related("provider").prefetch_related("contacts")

    def to_ask(self, until: dt.date) -> "ServiceQuerySet":
        """Services whose check is due by `until`, and whose provider has not answered already with changes that wait for an editor."""
        return self.check_due(until).exclude(proposals__state="waiting").with_provider().prefetch_related("check_reminders")

    def of_member(self, user_id: int | None) -> "ServiceQuerySet":
        """The services of the providers that the user signs in for."""
        return self.filter(provider__in=Provider.objects.of_member(user_id))


class Service(RevisionMixin, ClusterableModel):
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
    needs = ParentalManyToManyField(Need, blank=True, related_name="services", verbose_name=_("needs"), help_text=_("Choose none while nobody has said it."))
    is_for_every_need = models.BooleanField(_("for every need"), default=False, help_text=_("Children and young people with any special need may use it."))
    categories = ParentalManyToManyField(Category, blank=True, related_name="services", verbose_name=_("kind of help"))
    boroughs = ParentalManyToManyField(Borough, blank=True, related_name="services", verbose_name=_("boroughs"), help_text=_("Choose none while nobody has said it."))
    is_for_every_borough = models.BooleanField(_("for every borough"), default=False, help_text=_("Families of every borough of this site may use it."))
    areas_served = models.CharField(_("which part"), max_length=250, blank=True, help_text=_("Only when it is for a part of a borough, or beyond it: “north of the river”."))
    languages = ParentalManyToManyField(Language, blank=True, related_name="services", verbose_name=_("languages"), help_text=_("Beside English."))
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    is_in_person = models.BooleanField(_("in person, at a place"), default=False)
    is_online = models.BooleanField(_("online"), default=False)
    is_by_phone = models.BooleanField(_("by phone"), default=False)
    is_at_home = models.BooleanField(_("at the family’s home"), default=False)
    criteria = models.TextField(_("who can get it: what must be true first"), blank=True)
    route = models.CharField(_("how to get it"), max_length=20, choices=Route, default=Route.NOT_KNOWN, blank=True)
    route_details = models.TextField(_("how to get it, step by step"), blank=True)
    what_next = models.TextField(_("what happens next"), blank=True)
    typical_wait = models.CharField(_("typical wait"), max_length=120, blank=True, help_text=_("In families’ words: “about 9 months”."))
    wait_told_by = models.CharField(_("who told us the wait"), max_length=120, blank=True)
    wait_told_on = models.DateField(_("when they told us"), null=True, blank=True, validators=[days.is_not_to_come])
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    is_published = models.BooleanField(_("shown to families"), default=True)
    keywords = models.CharField(_("families’ words for it"), max_length=250, blank=True, help_text=_("Words people search for that are not in the text, with commas between."))
    owner_team = models.CharField(_("who keeps it right"), max_length=80, blank=True, help_text=_("A team, not a person."))
    owner_email = models.EmailField(_("the team’s mailbox"), blank=True, help_text=_("Hears when a family says that something is wrong. Not shown to families."))
    checked_on = models.DateField(_("last checked"), null=True, blank=True, validators=[days.is_not_to_come])
    checked_by = models.CharField(_("checked by"), max_length=120, blank=True, help_text=_("A team or the provider, not a person."))
    verify_by = models.DateField(_("check again by"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="service")

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
            models.CheckConstraint(
                condition=~models.Q(slug__in=OUR_PAGES), name="service_slug_is_no_page_of_ours", violation_error_message=_("The directory has a page of that name. Choose another.")
            ),
            models.CheckConstraint(
                condition=models.Q(typical_wait="") | (~models.Q(wait_told_by="") & models.Q(wait_told_on__isnull=False)),
                name="service_wait_as_told_by_whom_and_when",
                violation_error_message=_("Say who told us the wait, and when."),
            ),
            *(days.of_our_time(name, f"service_{name}_of_our_time") for name in ("verify_by", "checked_on", "wait_told_on")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self) -> models.QuerySet:
        return self._revisions

    def with_content_json(self, content: dict) -> "Service":
        old = super().with_content_json(fit_to_restore(self, content))
        with_keys_of_their_kind(old)
        return old

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.slug])

    @property
    def codes_of_needs(self) -> list[str]:
        """Of the needs it is for: in their order, "every" alone, or none when nobody has said."""
        return [EVERY_ONE] if self.is_for_every_need else sorted(need.code for need in self.needs.all())

    @property
    def codes_of_boroughs(self) -> list[str]:
        """Of the boroughs whose families it is for, as with needs."""
        return [EVERY_ONE] if self.is_for_every_borough else sorted(borough.slug for borough in self.boroughs.all())

    def is_for_every(self, name: str) -> bool:
        """Whether it is for every row of its list `name`; of most lists nobody can say so."""
        return name in FOR_EVERY and getattr(self, FOR_EVERY[name])

    def choose(self, name: str, rows: Iterable[models.Model] | str) -> None:
        """Give its list `name` these rows, or EVERY_ONE: then it names none. Unsaved."""
        if name in FOR_EVERY:
            setattr(self, FOR_EVERY[name], rows == EVERY_ONE)
        setattr(self, name, [] if rows == EVERY_ONE else rows)

    @property
    def places(self) -> list[Location]:
        """Where it is, in the order editors gave."""
        return [row.location for row in self.at_locations.all()]

    @property
    def needs_no_visit(self) -> bool:
        """True when families use it online or by phone, and nobody meets."""
        return (self.is_online or self.is_by_phone) and not (self.is_in_person or self.is_at_home or self.places)

    @property
    def has_route_card(self) -> bool:
        """Whether anything is known of the way to it."""
        return any((self.criteria, self.route, self.route_details, self.what_next, self.typical_wait))

    @property
    def setting(self) -> SettingFacts | None:
        """What only a school, nursery or college has; None for anything else."""
        return next(iter(self.setting_facts.all()), None)

    @property
    def last_modified(self) -> dt.datetime:
        """When the service, its provider or one of its places last changed."""
        changes = [self.updated_at, *(place.updated_at for place in self.places)]
        return max([*changes, self.provider.updated_at] if self.provider else changes)

    def takes_phase(self, phase: AgePhase) -> bool:
        """True when it says an age at all, and takes somebody of the phase."""
        if self.min_age is None and self.max_age is None:
            return False
        return (self.min_age is None or self.min_age <= phase.max_age) and (self.max_age is None or self.max_age >= phase.min_age)

    @property
    def is_free(self) -> bool | None:
        """True when every cost is 0, False when one is more, None when nobody has said, or only in words: free is a fact."""
        amounts = [option.amount for option in self.cost_options.all()]
        if any(amounts):
            return False
        return True if amounts and None not in amounts else None

    @property
    def is_check_overdue(self) -> bool:
        return self.verify_by is not None and self.verify_by < timezone.localdate()

    @property
    def hide_on(self) -> dt.date | None:
        """The first day on which it stands in no list, unless somebody checks it; None when it has no check-by date."""
        return self.verify_by + dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS + 1) if self.verify_by else None

    @property
    def is_hidden_until_checked(self) -> bool:
        return self.hide_on is not None and self.hide_on <= timezone.localdate()
