"""The families that a group's rules name, as a question to the register."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.models.delivery import Delivery
from feedback.models import Invitation
from localoffer.models import AgePhase
from register.models import Child, Family
from register.models.family import FamilyQuerySet

Rules = Mapping[str, list[str]]
ENGLISH = "en"


def audience(include: Rules, leave_out: Rules) -> FamilyQuerySet:
    """Confirmed families that fit every rule of `include` and none of `leave_out`; both as `segment.normal_rules`. Whether they may be written to is asked elsewhere."""
    families = Family.objects.confirmed()
    for name, values in include.items():
        families = families.filter(RULES[name](values))
    for name, values in leave_out.items():
        families = families.exclude(RULES[name](values))
    return families


def _of_children(condition: Q) -> Exists:
    return Exists(Child.objects.filter(condition, family=OuterRef("pk")))


def _phases(slugs: list[str]) -> Exists:
    """With a child who is in one of these phases today."""
    today, any_of = timezone.localdate(), Q(pk__in=[])
    for phase in AgePhase.objects.filter(code__in=slugs):
        any_of |= _born(today, phase.min_age, phase.max_age)
    return _of_children(any_of)


def _born(on: dt.date, youngest: int, oldest: int) -> Q:
    """Who is from `youngest` to `oldest` whole years old in that month (`register.models.child.age_of`)."""
    latest, earliest = on.year - youngest, on.year - oldest - 1
    young = Q(birth_year__lt=latest) | Q(birth_year=latest, birth_month__lte=on.month)
    old = Q(birth_year__gt=earliest) | Q(birth_year=earliest, birth_month__gt=on.month)
    return young & old


def _topics(slugs: list[str]) -> Exists:
    return Exists(Family.topics.through.objects.filter(family=OuterRef("pk"), topic__code__in=slugs))


def _languages(codes: list[str]) -> Q:
    """English is written down as none."""
    named = Q(language__code__in=codes)
    return named | Q(language=None) if ENGLISH in codes else named


def _asked(slugs: list[str]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(family=OuterRef("pk"), mailing__survey__slug__in=slugs, invitation__isnull=False)


def _answered(slugs: list[str]) -> Exists:
    """Who was asked by our messages and answered: that is all that is known, never what."""
    return Exists(_asked(slugs).filter(invitation__in=Invitation.objects.filter(is_answered=True).values("pk")))


def _not_answered(slugs: list[str]) -> Q:
    """Who was asked and has not; whoever was not asked is not among them."""
    return Q(Exists(_asked(slugs))) & ~Q(_answered(slugs))


RULES: Mapping[str, Callable[[list[str]], Q | Exists]] = {
    "boroughs": lambda slugs: Q(borough__slug__in=slugs),
    "wards": lambda codes: Q(ward__in=codes),
    "phases": _phases,
    "needs": lambda codes: Exists(Child.objects.filter(family=OuterRef("pk"), needs__code__in=codes)),
    "stages": lambda stages: _of_children(Q(support_stage__in=stages)),
    "topics": _topics,
    "languages": _languages,
    "formats": lambda formats: Q(reading_format__in=formats),
    "reach": lambda ways: Q(reach__in=ways),
    "answered": _answered,
    "not_answered": _not_answered,
}
