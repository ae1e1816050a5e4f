"""What the clocks (`register.retention`) will do with a family's record, and when, in sentences for the family. A month is enough: nobody waits for the day."""

import datetime as dt
from collections.abc import Iterable, Iterator

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from register.models import Child, Family
from register.models.child import OLDEST
from register.summary import born_in


def lines(family: Family, children: Iterable[Child]) -> list[str]:
    """The next step if nobody says anything, then what comes with each child's age. Of a confirmed family."""
    today, told = timezone.localdate(), list(children)
    last = max(told, key=lambda child: (child.birth_year, child.birth_month), default=None)
    return [_next_step(family, today), *(line for child in told for line in _of_child(child, today, is_own=family.is_young_person, is_last=child is last))]


def _next_step(family: Family, today: dt.date) -> str:
    if family.stopped_at:
        told = _("%(month)s: we delete everything that you told us. If you want to stay, press “Yes, it is right, and I want to stay” before.")
        return told % {"month": _month(_after(family, settings.REGISTER_DELETE_MONTHS, family.stopped_at), today)}
    if family.asked_again_at:
        told = _("%(month)s: we stop writing to you. If you want to stay, press “Yes, it is right, and I want to stay” before.")
        return told % {"month": _month(_after(family, settings.REGISTER_STOP_MONTHS, family.asked_again_at), today)}
    if Family.objects.unreachable().filter(pk=family.pk).exists():
        told = _("%(month)s: one of us calls you, or sends you a letter, to ask if everything is still right. Whenever you change something here, that time starts again.")
        return told % {"month": _month(_after(family, settings.REGISTER_ASK_MONTHS), today)}
    told = _("%(month)s: we ask you if everything is still right. Whenever you change something here, that time starts again.")
    return told % {"month": _month(_after(family, settings.REGISTER_ASK_MONTHS), today)}


def _after(family: Family, months: int, told_at: dt.datetime | None = None) -> dt.date:
    """So many months after the family's last word, and never sooner than a notice's time after it was told."""
    said = timezone.localdate(family.said_at) + relativedelta(months=months)
    return max(said, timezone.localdate(told_at) + dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)) if told_at else said


def _of_child(child: Child, today: dt.date, *, is_own: bool, is_last: bool) -> Iterator[str]:
    """`is_last`: the youngest, with whom the family's record goes."""
    birthday_is_over = dt.date(child.birth_year, child.birth_month, 1) + relativedelta(months=1)
    name = child.nickname or _("your child, born in %(month)s") % {"month": born_in(child.birth_month, child.birth_year)}
    chooses = birthday_is_over + relativedelta(years=settings.REGISTER_OWN_CHOICE_AGE)
    if not is_own and chooses > today and not child.own_choice_asked_at:
        told = _("%(month)s: we ask %(child)s, who is %(age)s then, to choose for themselves. The message goes to you.")
        yield told % {"month": _month(chooses, today), "child": name, "age": settings.REGISTER_OWN_CHOICE_AGE}
    told = _("%(month)s: we delete what you told us about %(child)s, who is over %(age)s then.")
    if is_own:
        told = _("%(month)s: you are over %(age)s, and we delete what you told us.")
    elif is_last:
        told = _("%(month)s: we delete what you told us about %(child)s, who is over %(age)s then. If you have told us of nobody younger by then, we delete everything else too.")
    yield told % {"month": _month(child.grown_up_on, today), "child": name, "age": OLDEST}


def _month(day: dt.date, today: dt.date) -> str:
    """One that is over is this one: the clock is late."""
    return date_format(max(day, today), "F Y")
