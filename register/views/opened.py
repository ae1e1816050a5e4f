"""A record that an officer has opened: for a reason, for a while, and each step of the work on it in the log."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from register import actions
from register.access import CHANGE_FAMILIES, only_for, reader
from register.correcting import QUESTION_NAMES, Work
from register.models import AccessLogEntry, Family

KEY = "register_opened"
# What a page on a record is about, by the name of its address; those of a question say the question's name. Nothing: the page writes its line itself.
PAGES = {
    "register_add_child": gettext_lazy("one more child"),
    "register_remove_child": gettext_lazy("taking a child out"),
    "register_choose_for": gettext_lazy("a choice"),
    "register_confirm_by_code": gettext_lazy("confirming on the phone"),
    "register_side_by_side": "",
    "register_undo_merge": gettext_lazy("taking records apart"),
    "register_note": gettext_lazy("a note"),
    "register_pack": gettext_lazy("everything we hold"),
    "register_erase": gettext_lazy("erasing the record"),
}
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


def _note_page(request: HttpRequest, work: Work) -> None:
    """A page shows answers of the family: one line each time. What is sent and done has a line of its own, what is sent and not done comes back as a page."""
    at = request.resolver_match
    if at is None:
        raise LookupError(request.path)
    page = QUESTION_NAMES.get(at.kwargs.get("step", "")) or PAGES[at.url_name or ""]
    if not page:
        return
    words = _("Page “%(page)s”, sent and not done yet: %(why)s") if request.method == "POST" else _("Page “%(page)s”: %(why)s")
    why = words % {"page": page, "why": work.why}
    actions.note_access(work.by, AccessLogEntry.Action.VIEW, why=why[:200], reference=work.family.reference)


def _no_reason(_family: Family, **_named: Any) -> str:
    return ""


def at_work(view: View, known: Callable[..., str] = _no_reason) -> View:
    """Hand the view the work on the record in its address; who has given no reason, or too long ago, is asked for one first.

    `known`: from the record and what is named in the address, the reason of a page that nobody opens for another one; empty when it has to be asked.
    """

    @wraps(view)
    def with_work(request: HttpRequest, family_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        family = get_object_or_404(Family.objects.select_related("borough", "ward", "language", "account"), pk=family_id)
        work = work_on(request, family)
        if work is None and (why := known(family, **kwargs)):
            work = Work(reader(request), family, why)
        if work is None:
            return redirect("register_family", family_id)
        try:
            response = view(request, work, *args, **kwargs)
        except actions.GoneMeanwhile:
            raise Http404 from None
        if response.status_code == HTTPStatus.OK and "Content-Disposition" not in response:
            _note_page(request, work)
        return response

    return only_for(CHANGE_FAMILIES)(never_cache(sensitive_post_parameters()(with_work)))
