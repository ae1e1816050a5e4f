"""Counting one page view: the visitor's key, the session, the rate, and one row, all in one transaction."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from analytics.definitions import MOST_VIEWS_A_MINUTE, SESSION_GAP, Act, Reason, Source, device_of, local_day, source_of, visitor_key
from analytics.events import Tap, View
from analytics.known import campaign_of, is_page
from analytics.models import CountedView, DaySecret, RawEvent, Session

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
            latest = Session.objects.of(site, _keys(site, today, now, visitor)).select_for_update().first()
            if latest is None:
                raise Dropped(Reason.NO_VIEW)
            _hold_back(latest, now)
            latest.save(update_fields=["minute_started_at", "minute_views"])
            RawEvent.objects.create(site=site, kind=RawEvent.Kind.ACT, at=now, day=today, view_id=tap.view_id, page=tap.page, act=tap.act, campaign=latest.campaign)
            _check_is_new(tap.view_id)
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
    now = timezone.now()
    today = local_day(now)
    campaign = campaign_of(view.code)
    keys = _keys(site, today, now, visitor)
    latest = Session.objects.of(site, keys).select_for_update().first()
    is_entry = latest is None or now - latest.last_seen_at > SESSION_GAP
    is_new_visitor = latest is None or local_day(latest.last_seen_at) != today
    if latest is None or is_entry:
        session = _begin(site=site, today=today, key=keys[today], now=now, source=source, campaign=campaign)
    else:
        session = _go_on(latest, now=now, campaign=campaign)
    RawEvent.objects.create(
        site=site,
        kind=RawEvent.Kind.VIEW,
        at=now,
        day=today,
        view_id=view.view_id,
        page=view.page,
        is_entry=is_entry,
        is_new_visitor=is_new_visitor,
        source=session.source,
        campaign=campaign or session.campaign,
        device=device_of(visitor.agent),
        act=view.act,
    )
    _check_is_new(view.view_id)


def _check_is_new(view_id: str) -> None:
    """After the insert: the roll-up that moved the same view a moment ago has committed by now. Raises Dropped."""
    if CountedView.objects.filter(view_id=view_id).exists():
        raise Dropped(Reason.REPEAT)


def _keys(site: Site, today: dt.date, now: dt.datetime, visitor: Visitor) -> dict[dt.date, str]:
    """The visitor's key of today, and of yesterday while its secret lives: a session may cross midnight."""
    found = DaySecret.objects.filter(site=site, day__in=[today, today - DAY])
    secrets_by_day = {row.day: bytes(row.secret) for row in found}
    if today not in secrets_by_day:
        row, _made = DaySecret.objects.get_or_create(site=site, day=today, defaults={"secret": secrets.token_bytes(32), "made_at": now})
        secrets_by_day[today] = bytes(row.secret)
    return {day: visitor_key(secret, site.pk, visitor.address, visitor.agent) for day, secret in secrets_by_day.items()}


def _begin(*, site: Site, today: dt.date, key: str, now: dt.datetime, source: Source, campaign: str) -> Session:
    Session.objects.filter(site=site, secret_day=today, visitor=key, is_active=True, last_seen_at__lt=now - SESSION_GAP).update(is_active=False)
    return Session.objects.create(
        site=site, secret_day=today, visitor=key, started_at=now, last_seen_at=now, source=source, campaign=campaign, minute_started_at=now, minute_views=1
    )


def _go_on(session: Session, *, now: dt.datetime, campaign: str) -> Session:
    """Raises Dropped."""
    _hold_back(session, now)
    session.last_seen_at = max(now, session.last_seen_at)
    session.campaign = campaign or session.campaign
    session.save(update_fields=["last_seen_at", "campaign", "minute_started_at", "minute_views"])
    return session


def _hold_back(session: Session, now: dt.datetime) -> None:
    """Raises Dropped when one visitor, which may be a whole school, is faster than a school could be."""
    if abs(now - session.minute_started_at) >= MINUTE:
        session.minute_started_at, session.minute_views = now, 0
    session.minute_views += 1
    if session.minute_views > MOST_VIEWS_A_MINUTE:
        raise Dropped(Reason.RATE)
