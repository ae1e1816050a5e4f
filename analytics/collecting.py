"""Counting one page view: the visitor's key, the session, the rate, and one row, all in one transaction."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from analytics import rows
from analytics.definitions import MOST_VIEWS_A_MINUTE, SESSION_GAP, Act, Reason, Source, device_of, local_day, source_of, visitor_key
from analytics.events import Tap, View
from analytics.known import campaign_of, is_page
from analytics.models import DaySecret, RawEvent
from analytics.rows import Going, Seen

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
TRIES = 4


@dataclass(frozen=True)
class Visitor:
    """Who is looking, as long as the request lasts: neither is stored."""

    address: str
    agent: str


class Dropped(Exception):
    """This view does not count."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def accept(*, site: Site, seen: View | Tap, visitor: Visitor, host: str) -> None:
    """Count a view or a tap, or note why not. When this returns it is committed, once, whatever happens next."""
    reason = Reason.ROBOT if seen.is_webdriver else None if is_page(site, seen.page) else Reason.UNKNOWN_PAGE
    if reason is None:
        try:
            if isinstance(seen, Tap):
                _count_tap(site=site, tap=seen, visitor=visitor)
            else:
                _count(site=site, view=seen, visitor=visitor, source=source_of(seen.referrer, host))
        except Dropped as dropped:
            reason = dropped.reason
    if reason is not None:
        drop(site=site, reason=reason)


def drop(*, site: Site, reason: Reason) -> None:
    """Note that something arrived and was not counted."""
    now = timezone.now()
    RawEvent.objects.create(site=site, kind=RawEvent.Kind.DROPPED, at=now, day=local_day(now), reason=reason)


def count_without_script(*, site: Site) -> None:
    now = timezone.now()
    RawEvent.objects.create(site=site, kind=RawEvent.Kind.NOSCRIPT, at=now, day=local_day(now))


def count_step(*, site: Site, page: str, detail: str, campaign: str) -> None:
    """Note that somebody finished one page of a form; with the campaign that brought them there, whose code is registered."""
    now = timezone.now()
    RawEvent.objects.create(site=site, kind=RawEvent.Kind.ACT, at=now, day=local_day(now), act=Act.FORM_STEP, page=page, detail=detail, campaign=campaign)


def _count_tap(*, site: Site, tap: Tap, visitor: Visitor) -> None:
    """Only a visitor who has seen a page taps on one, and no faster than pages are seen. Raises Dropped."""
    try:
        with transaction.atomic():
            now = timezone.now()
            today = local_day(now)
            session = rows.latest(site.pk, _keys(site, today, now, visitor))
            if session is None:
                raise Dropped(Reason.NO_VIEW)
            _hold_back(session, now)
            rows.go_on(session)
            rows.add(Seen(site.pk, RawEvent.Kind.ACT, now, today, tap.view_id, tap.page, act=tap.act, campaign=session.campaign))
    except IntegrityError:
        raise Dropped(Reason.REPEAT) from None


def _count(*, site: Site, view: View, visitor: Visitor, source: Source) -> None:
    """Two first views of one visitor at the same moment make one session: the loser of the race tries again."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _record(site=site, view=view, visitor=visitor, source=source)
        except IntegrityError:
            if RawEvent.objects.filter(view_id=view.view_id).exists():
                raise Dropped(Reason.REPEAT) from None
            if attempt == TRIES - 1:
                raise
        else:
            return


def _record(*, site: Site, view: View, visitor: Visitor, source: Source) -> None:
    """Raises Dropped."""
    now = timezone.now()
    today = local_day(now)
    campaign = campaign_of(view.code)
    keys = _keys(site, today, now, visitor)
    session = rows.latest(site.pk, keys)
    is_new_visitor = session is None or local_day(session.last_seen_at) != today
    is_entry = session is None or now - session.last_seen_at > SESSION_GAP
    if session is None or is_entry:
        if rows.was_counted(view.view_id):  # the roll-up would drop the view, and the session would have no first one
            raise Dropped(Reason.REPEAT)
        if session is not None:
            rows.end(session)
        rows.begin(site_id=site.pk, day=today, key=keys[today], now=now, source=source, campaign=campaign)
    else:
        _go_on(session, now=now, campaign=campaign)
        source, campaign = Source(session.source), session.campaign
    seen = Seen(site.pk, RawEvent.Kind.VIEW, now, today, view.view_id, view.page, is_entry, is_new_visitor, source, campaign, device_of(visitor.agent), view.act)
    rows.add(seen)


def _keys(site: Site, today: dt.date, now: dt.datetime, visitor: Visitor) -> dict[dt.date, str]:
    """The visitor's key of today, and of yesterday while its secret lives: a session may cross midnight."""
    known = rows.secrets(site.pk, today, today - DAY)
    if today not in known:
        known[today] = _make_secret(site, today, now)
    return {day: visitor_key(secret, site.pk, visitor.address, visitor.agent) for day, secret in known.items()}


def _make_secret(site: Site, today: dt.date, now: dt.datetime) -> bytes:
    """The day's secret; in the place of one that is not what we made."""
    fresh = secrets.token_bytes(rows.SECRET_LENGTH)
    row, _made = DaySecret.objects.get_or_create(site=site, day=today, defaults={"secret": fresh, "made_at": now})
    if not rows.is_sound(row.secret):
        DaySecret.objects.filter(pk=row.pk).update(secret=fresh, made_at=now)
        return fresh
    return bytes(row.secret)


def _go_on(session: Going, *, now: dt.datetime, campaign: str) -> None:
    """Raises Dropped."""
    _hold_back(session, now)
    session.last_seen_at = max(now, session.last_seen_at)
    session.campaign = campaign or session.campaign
    rows.go_on(session)


def _hold_back(session: Going, now: dt.datetime) -> None:
    """Raises Dropped when one visitor, which may be a whole school, is faster than a school could be."""
    if abs(now - session.minute_started_at) >= MINUTE:
        session.minute_started_at, session.minute_views = now, 0
    session.minute_views += 1
    if session.minute_views > MOST_VIEWS_A_MINUTE:
        raise Dropped(Reason.RATE)
