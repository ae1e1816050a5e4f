"""Who provides services, and where they are."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cos, Length, Radians, Round
from django.utils.translation import gettext_lazy as _

from accounts.roles import PROVIDER
from home.models import Borough
from localoffer.nearby import MILES_A_DEGREE, Point, box_around

MASKED_DECIMALS = 2
OUR_AREA = 15  # miles around a place of ours
ROUNDING_MILES = 0.7  # the rough point of a masked place is this far off at most


class ProviderQuerySet(models.QuerySet["Provider"]):
    def of_member(self, user_id: int | None) -> "ProviderQuerySet":
        """The providers that the user signs in for; none without the role, also when the provider still names them."""
        return self.filter(members=user_id, members__groups__name=PROVIDER)


class Provider(models.Model):
    """An organisation that runs services (an `organization` in Open Referral UK)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255)
    description = models.TextField(_("what it does"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="providers",
        verbose_name=_("who may propose changes"),
        help_text=_("People of this provider who sign in here. They see and change its own services only, and an editor approves."),
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")

    def __str__(self) -> str:
        return self.name


def _rough(name: str) -> models.Case:
    """The coordinate as anybody may know it."""
    return models.Case(models.When(is_masked=True, then=Round(name, precision=MASKED_DECIMALS)), default=name, output_field=models.FloatField())


class LocationQuerySet(models.QuerySet["Location"]):
    def to_be_placed(self) -> "LocationQuerySet":
        """Places that have a postcode and no coordinates, or those of a postcode that is no longer theirs."""
        has_none = models.Q(latitude=None, longitude=None) & ~models.Q(postcode="")
        return self.filter(has_none | (~models.Q(placed_by="") & ~models.Q(placed_by=models.F("postcode"))))

    def may_be_near(self, latitude: float, longitude: float) -> bool:
        """Whether a place of ours is within OUR_AREA miles, or so little is known of where we are that it may be."""
        box = box_around((latitude, longitude), OUR_AREA)
        placed = self.filter(latitude__isnull=False)
        return placed.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east)).exists() or not placed.exists()

    def known_as(self, key: uuid.UUID | str) -> "LocationQuerySet":
        """The place with that key and what it has become, each time that its address changed: first those where a service is, then the newest."""
        return (
            self.filter(models.Q(pk=key) | models.Q(origin=key))
            .alias(users=models.Count("at_services"))
            .order_by(models.Case(models.When(users=0, then=1), default=0), "-updated_at", "pk")
        )

    def within(self, miles: float, *, of: Point) -> "LocationQuerySet":
        """Places at most so many miles away, counted by the database as `miles_between` does.

        A masked place counts where its rough point is: else its address could be found by trying.
        """
        box = box_around(of, miles + ROUNDING_MILES)
        inside = self.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
        north, east = _rough("latitude") - of[0], (_rough("longitude") - of[1]) * Cos(Radians((_rough("latitude") + of[0]) / 2))
        return inside.alias(apart=north * north + east * east).filter(apart__lte=(miles / MILES_A_DEGREE) ** 2)


class Location(models.Model):
    """A place where services are. A masked address (a refuge, a childminder's home) is never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=255, blank=True)
    address = models.TextField(_("address"), blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    origin = models.UUIDField(
        null=True, editable=False, db_index=True, help_text="The key of the place it was before its address changed for the first time; empty when it never did."
    )
    placed_by = models.CharField(max_length=10, blank=True, editable=False, help_text="The postcode that the coordinates were found by; empty when somebody gave them.")
    is_masked = models.BooleanField(_("hide the address"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "postcode"]
        verbose_name = _("location")
        indexes = [models.Index(fields=["latitude", "longitude"], name="location_by_point")]
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
    def known_as(self) -> uuid.UUID:
        """The key that feeds, and proposals of before, know it by, whatever became of its address."""
        return self.origin or self.pk

    def is_only_of(self, service: models.Model) -> bool:
        """Whether nothing but this service and its times is at the place, so that to change it changes nothing else."""
        users: list[Any] = [relation for relation in self._meta.get_fields(include_hidden=True) if relation.auto_created and not relation.concrete]
        found = [relation.related_model._base_manager.filter(**{relation.field.name: self}) for relation in users]
        return not any(rows.exclude(service=service.pk).exists() if hasattr(rows.model, "service_id") else rows.exists() for rows in found)

    @property
    def lines(self) -> list[str]:
        """The address as families may see it, a line each; only the town when the address is masked."""
        parts = [self.town] if self.is_masked else [self.name, *self.address.splitlines(), self.town, self.postcode]
        return [part.strip() for part in parts if part.strip()]

    @property
    def area(self) -> str:
        """Roughly where it is, for lists: the town, or else the postcode unless the address is masked."""
        return self.town or ("" if self.is_masked else self.postcode)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude as anybody may know them: of a masked address only about a kilometre exact."""
        if self.latitude is None or self.longitude is None:
            return None
        return (round(self.latitude, MASKED_DECIMALS), round(self.longitude, MASKED_DECIMALS)) if self.is_masked else (self.latitude, self.longitude)


class Ward(models.Model):
    """A part of a district that elects its councillors, for reports that a commissioner reads. The import of postcodes brings the codes."""

    code = models.CharField(_("code"), max_length=9, primary_key=True, help_text=_("As the Office for National Statistics gives it, such as E05013938."))
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("A ward without a name is shown by its code."))
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="wards", verbose_name=_("borough"))
    district = models.CharField(_("code of the district it is in"), max_length=9, blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name = _("ward")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[EWSN][0-9]{8}$"), name="ward_code_is_whole", violation_error_message=_("A code is E, W, S or N and eight digits.")
            )
        ]

    def __str__(self) -> str:
        name = self.name or self.code
        return f"{name} ({self.borough})" if self.borough else name


class PostcodeQuerySet(models.QuerySet["Postcode"]):
    def middle_of(self, beginning: str, *, has_sector: bool) -> tuple[float, float] | None:
        """Latitude and longitude of the middle of an outward code, or of a sector when `has_sector`; None when we know no postcode of it."""
        own = self.filter(code__gte=beginning, code__lte=f"{beginning}ZZZ").annotate(length=Length("code")).filter(length=len(beginning) + (2 if has_sector else 3))
        middle = own.filter(code__startswith=beginning).aggregate(latitude=models.Avg("latitude"), longitude=models.Avg("longitude"))
        return None if middle["latitude"] is None else (middle["latitude"], middle["longitude"])

    def boroughs_of(self, code: str) -> set[str | None]:
        """The boroughs, by their names in addresses, where a whole postcode may be: its own ward's, or else those of its sector or its outward code.

        None is the area of a council that is not of this site. Empty when we can't tell, because no ward is in a borough.
        """
        if not Ward.objects.filter(borough__isnull=False).exists():
            return set()
        alike = self.annotate(length=Length("code")).filter(length=len(code), ward__isnull=False)
        for beginning in (code, code[:-2], code[:-3]):
            found: set[str | None] = set(alike.filter(code__gte=beginning, code__lte=f"{beginning}ZZZ").values_list("ward__borough__slug", flat=True))
            if found:
                return found
        return {None} if self.filter(ward__borough__isnull=False).exists() else set()


class Postcode(models.Model):
    """Where a postcode is, and in which ward (its district is the ward's), so that "near" needs no other host."""

    code = models.CharField(max_length=8, primary_key=True, help_text="In capitals, without the space.")
    latitude = models.FloatField()
    longitude = models.FloatField()
    ward = models.ForeignKey(Ward, null=True, on_delete=models.SET_NULL, related_name="postcodes", db_index=False)

    objects = PostcodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("postcode")

    def __str__(self) -> str:
        return self.code
