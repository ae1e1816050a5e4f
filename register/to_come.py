"""What the clocks (`register.retention`) will do with a family's record, and when, in the words that council and forum sign. A month is enough: nobody waits for the day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from register.models import Child, Family
from register.summary import born_in
from register.wording import Words, fill

# The words for the page, by their key; those for a child are said to a young person in words of their own.
KEYS = ("to-come-ask", "to-come-call", "to-come-stop", "to-come-delete", "to-come-own-choice", "to-come-grown-up", "to-come-last")
# On which day, what comes, and the child that it is about.
Coming = tuple[dt.date, str, str]


def lines(said: Mapping[str, Words], family: Family, children: Iterable[Child]) -> list[str]:
    """What comes next if nobody says anything, and what comes with each child's age, in order of time. Of a confirmed family; `said` has the words for KEYS."""
    today, told = timezone.localdate(), list(children)
    last = max(told, key=lambda child: (child.birth_year, child.birth_month), default=None)
    coming = [_next_step(said, family), *(each for child in told for each in _of_child(said, child, today, is_own=family.is_young_person, is_last=child is last))]
    in_time = sorted(((max(day, today), text, child) for day, text, child in coming), key=lambda each: each[0])
    return [fill(text, {"month": date_format(day, "F Y"), "child": child}) for day, text, child in in_time]


def _next_step(said: Mapping[str, Words], family: Family) -> Coming:
    if family.stopped_at:
        return _after(family, settings.REGISTER_DELETE_MONTHS, family.stopped_at), said["to_come_delete"].text, ""
    if family.asked_again_at:
        return _after(family, settings.REGISTER_STOP_MONTHS, family.asked_again_at), said["to_come_stop"].text, ""
    is_called = Family.objects.unreachable().filter(pk=family.pk).exists()
    return _after(family, settings.REGISTER_ASK_MONTHS), said["to_come_call" if is_called else "to_come_ask"].text, ""


def _after(family: Family, months: int, told_at: dt.datetime | None = None) -> dt.date:
    """So many months after the family's last word, and never sooner than a notice's time after it was told."""
    said = timezone.localdate(family.said_at) + relativedelta(months=months)
    return max(said, timezone.localdate(told_at) + dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)) if told_at else said


def _of_child(said: Mapping[str, Words], child: Child, today: dt.date, *, is_own: bool, is_last: bool) -> Iterator[Coming]:
    """`is_last`: the youngest, with whom the family's record goes."""
    birthday_is_over = dt.date(child.birth_year, child.birth_month, 1) + relativedelta(months=1)
    name = child.nickname or _("your child, born in %(month)s") % {"month": born_in(child.birth_month, child.birth_year)}
    chooses = birthday_is_over + relativedelta(years=settings.REGISTER_OWN_CHOICE_AGE)
    if not is_own and chooses > today and not child.own_choice_asked_at:
        yield chooses, said["to_come_own_choice"].text, name
    key = "to_come_last" if is_last and not is_own else "to_come_grown_up"
    yield child.grown_up_on, said[key].text, name
