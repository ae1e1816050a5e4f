"""Children and young people, with as little as helps, and how many grew up."""

import datetime as dt
import uuid

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from home.models import Borough
from localoffer.models import Need
from register.models.erasure import Erasure
from register.models.family import Family, Relationship

OLDEST = 25


class SupportStage(models.TextChoices):
    NONE = "none", _("No extra help yet")
    SEN_SUPPORT = "sen-support", _("Extra help from school or nursery (called SEN Support)")
    ASSESSMENT = "assessment", _("We have asked for an EHC needs assessment")
    EHC_PLAN = "ehc-plan", _("An EHC plan (education, health and care plan)")
    NOT_SURE = "not-sure", _("I am not sure")


class Setting(models.TextChoices):
    HOME = "home", _("At home, not at nursery or school yet")
    NURSERY = "nursery", _("Nursery, childminder or playgroup")
    MAINSTREAM = "mainstream", _("Mainstream school")
    UNIT = "unit", _("Mainstream school, in a special unit or resource base")
    SPECIAL = "special", _("Special school")
    ALTERNATIVE = "alternative", _("Somewhere else for a time (alternative provision, hospital, tuition)")
    HOME_EDUCATED = "home-educated", _("Taught at home")
    COLLEGE = "college", _("College or sixth form")
    WORK = "work", _("Training or work")
    NONE = "none", _("No place at the moment")


class ChildQuerySet(models.QuerySet):
    def of_confirmed(self) -> "ChildQuerySet":
        return self.filter(family__confirmed_at__isnull=False)

    def of(self, family: Family) -> "ChildQuerySet":
        return self.filter(family=family)

    def born_before(self, day: dt.date) -> "ChildQuerySet":
        """Whose month of birth was over on that day: on whichever day of it they were born."""
        return self.filter(models.Q(birth_year__lt=day.year) | models.Q(birth_year=day.year, birth_month__lt=day.month))

    def not_asked_for_their_own_choice(self, as_of: dt.date) -> "ChildQuerySet":
        """Who is old enough to say for themselves whether we may hold anything, joined through somebody else, and was not asked."""
        old_enough = self.of_confirmed().born_before(as_of - relativedelta(years=settings.REGISTER_OWN_CHOICE_AGE))
        return old_enough.filter(own_choice_asked_at=None).exclude(family__relationship=Relationship.YOUNG_PERSON)

    def to_ask_for_their_own_choice(self, as_of: dt.date) -> "ChildQuerySet":
        """Those that the clock can ask, by mail or text to their family."""
        return self.not_asked_for_their_own_choice(as_of).exclude(family__in=Family.objects.unreachable())

    def to_be_told_by_an_officer(self, as_of: dt.date) -> "ChildQuerySet":
        """Those whose family nobody can write to by mail or text: somebody rings it up, or posts a letter."""
        return self.not_asked_for_their_own_choice(as_of).filter(family__in=Family.objects.unreachable())

    def to_be_told_of_the_end(self, as_of: dt.date) -> "ChildQuerySet":
        """With whom a record ends within the time of a notice, in families that no mail or text can tell so, and nobody has told."""
        old = self.to_forget(as_of + dt.timedelta(days=settings.REGISTER_NOTICE_DAYS))
        return old.filter(family__in=Family.objects.confirmed().unreachable().with_no_other_child_than(old), end_told_at=None)

    def to_forget(self, as_of: dt.date) -> "ChildQuerySet":
        """Who is too old for the register, and REGISTER_GROWN_UP_MONTHS months more have passed."""
        return self.born_before(grown_up_before(as_of))


class Child(models.Model):
    """A child or young person, with as little as helps: no full name, no day of birth, no diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="children", verbose_name=_("family"))
    nickname = EncryptedTextField(_("first name or nickname"), blank=True)
    birth_month = models.PositiveSmallIntegerField(_("month of birth"))
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    setting = models.CharField(_("goes to"), max_length=15, choices=Setting, blank=True)
    setting_name = EncryptedTextField(_("name of the school, nursery or college"), blank=True)
    support_stage = models.CharField(_("support now"), max_length=20, choices=SupportStage)
    needs = models.ManyToManyField(Need, blank=True, related_name="+", verbose_name=_("needs"))
    needs_not_said = models.BooleanField(_("prefers not to say"), default=False)
    own_choice_asked_at = models.DateTimeField(_("asked for their own choice"), null=True, blank=True, editable=False)
    end_told_at = models.DateTimeField(_("told by an officer that the record ends"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True
    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["birth_year", "birth_month", "pk"]
        verbose_name = _("child")
        verbose_name_plural = _("children")
        constraints = [
            models.CheckConstraint(condition=models.Q(birth_month__range=(1, 12)), name="child_born_in_a_month"),
            models.CheckConstraint(condition=models.Q(birth_year__range=(1990, 2200)), name="child_born_in_a_likely_year"),
            models.CheckConstraint(condition=models.Q(support_stage__in=SupportStage.values), name="child_at_a_known_stage"),
            models.CheckConstraint(condition=models.Q(setting__in=["", *Setting.values]), name="child_in_a_known_setting"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def every_key(self) -> list[uuid.UUID]:
        """Its key, and those of children of other records that were found to be the same one: an older backup still has them."""
        found = [self.pk]
        for key in found:  # which grows meanwhile
            merged = [each for each in Erasure.objects.became(key).values_list("child_id", flat=True) if each not in found]
            there = set(Child.objects.filter(pk__in=merged).values_list("pk", flat=True))  # again, for that merge was undone
            found += [each for each in merged if each and each not in there]
        return found

    @property
    def grown_up_on(self) -> dt.date:
        """The first day on which it is too old for the register (`ChildQuerySet.to_forget`)."""
        return dt.date(self.birth_year, self.birth_month, 1) + relativedelta(months=1 + settings.REGISTER_GROWN_UP_MONTHS, years=OLDEST)

    def is_of_age(self, on: dt.date) -> bool:
        return is_of_age(self.birth_year, self.birth_month, on)


def grown_up_before(on: dt.date) -> dt.date:
    """Whose month of birth was over on this day is too old for the register on `on`."""
    return on - relativedelta(years=OLDEST, months=settings.REGISTER_GROWN_UP_MONTHS)


def is_of_age(year: int, month: int, on: dt.date) -> bool:
    """Whether somebody born in a month may choose for themselves, on whichever day of it they were born: a birthday counts once its month is over, as for the clocks."""
    youngest = on - relativedelta(years=settings.REGISTER_OWN_CHOICE_AGE)
    return (year, month) < (youngest.year, youngest.month)


def age_of(year: int, month: int, on: dt.date) -> int:
    """Whole years on a day of someone born in a month; below 0 for one yet to come."""
    return on.year - year - (on.month < month)


class GrownUp(models.Model):
    """One child who grew out of the register: a number in its totals, with nothing that leads to anybody. The key is random, as of `Leaver`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    support_stage = models.CharField(_("support then"), max_length=20, choices=SupportStage)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("borough"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("child who grew up")
        verbose_name_plural = _("children who grew up")

    def __str__(self) -> str:
        return str(self.birth_year)
