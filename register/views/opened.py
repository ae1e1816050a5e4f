"""A record that an officer has opened: for a reason, for a while, and each step of the work on it in the log."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from register.access import CHANGE_FAMILIES, only_for, reader
from register.correcting import Work
from register.models import Family

KEY = "register_opened"
View = Callable[..., HttpResponseBase]


def keep_open(request: HttpRequest, family: Family, why: str) -> Work:
    """Remember in the session why this record was opened, for REGISTER_REASON_MINUTES."""
    now = timezone.now()
    still = {pk: [since, said] for pk, (since, said) in request.session.get(KEY, {}).items() if _is_open(since, now)}
    request.session[KEY] = still | {str(family.pk): [now.isoformat(), why]}
    return Work(reader(request), family, why)


def work_on(request: HttpRequest, family: Family) -> Work | None:
    """The work on this record that the session remembers; None when a reason has to be given first."""
    since, why = request.session.get(KEY, {}).get(str(family.pk), ("", ""))
    return Work(reader(request), family, why) if since and _is_open(since, timezone.now()) else None


def _is_open(since: str, now: dt.datetime) -> bool:
    return now - dt.datetime.fromisoformat(since) < dt.timedelta(minutes=settings.REGISTER_REASON_MINUTES)


def at_work(view: View) -> View:
    """Hand the view the work on the record in its address; who has given no reason, or too long ago, is asked for one first."""

    @wraps(view)
    def with_work(request: HttpRequest, family_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        family = get_object_or_404(Family.objects.select_related("borough", "ward", "language", "account"), pk=family_id)
        work = work_on(request, family)
        return view(request, work, *args, **kwargs) if work else redirect("register_family", family_id)

    return only_for(CHANGE_FAMILIES)(never_cache(sensitive_post_parameters()(with_work)))
