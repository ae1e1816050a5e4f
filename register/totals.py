"""What others may know of the register: totals, with every small number hidden."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from localoffer.models import AgePhase
from register.models import CHOICES, Child, Consent, Family, SupportStage
from register.models.child import age_of

LEAST = 5


@dataclass(frozen=True)
class Total:
    """`count` is None when it is hidden."""

    name: str
    count: int | None


def shown(counts: Iterable[tuple[str, int]], *, adds_up: bool) -> list[Total]:
    """Counts with those from 1 to 4 hidden.

    Where the counts add up to a total that is known (`adds_up`), one hidden count could be found by subtraction: the next smallest is hidden with it.
    """
    rows = [Total(name, count) for name, count in counts]
    hidden = {row.name for row in rows if row.count and row.count < LEAST}
    if adds_up and len(hidden) == 1:
        rest = [row for row in rows if row.name not in hidden and row.count]
        hidden |= {min(rest, key=lambda row: row.count or 0).name} if rest else set()
    return [Total(row.name, None if row.name in hidden else row.count) for row in rows]


def of_register() -> dict[str, list[Total]]:
    """The register's totals by table."""
    confirmed = Family.objects.confirmed()
    by_council = confirmed.values_list("borough__name").annotate(Count("pk")).order_by("borough__order", "borough__name")
    by_source = confirmed.exclude(source_code="").values_list("source_code").annotate(Count("pk")).order_by("source_code")
    stages = dict(Child.objects.of_confirmed().values_list("support_stage").annotate(Count("pk")).order_by())
    needs = Child.objects.of_confirmed().exclude(needs=None).values_list("needs__name").annotate(Count("pk")).order_by("needs__order", "needs__name")
    standing = Counter(Consent.objects.standing().filter(family__in=confirmed).values_list("purpose", "channel"))
    return {
        _("Families"): shown([(_("Confirmed"), confirmed.count()), (_("Waiting to be confirmed"), Family.objects.unconfirmed().count())], adds_up=False),
        _("By council"): shown([(name or _("Elsewhere or not sure"), count) for name, count in by_council], adds_up=True),
        _("Children by age"): shown(_by_phase(), adds_up=False),
        _("Children by help now"): shown([(str(stage.label), stages.get(stage.value, 0)) for stage in SupportStage], adds_up=True),
        _("Children by need (a child can have several)"): shown(list(needs), adds_up=False),
        _("Families by choice"): shown([(str(choice.purpose.label), standing[choice.purpose, choice.channel]) for choice in CHOICES], adds_up=False),
        _("Families by campaign code"): shown(list(by_source), adds_up=False),
    }


def _by_phase() -> list[tuple[str, int]]:
    """Children in each age phase today; phases touch, so a child of 11 can count in two."""
    today = timezone.localdate()
    births = Child.objects.of_confirmed().values_list("birth_year", "birth_month").annotate(count=Count("pk")).order_by()
    ages: Counter[int] = Counter()
    for year, month, count in births:
        ages[age_of(year, month, today)] += count
    return [(phase.name, sum(ages[age] for age in range(phase.min_age, phase.max_age + 1))) for phase in AgePhase.objects.all()]
