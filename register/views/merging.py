"""Likely duplicates, two of them side by side, and one of it again for a while."""

import uuid
from functools import partial

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from register import actions, child_actions, duplicates, foreseeing, keys, merging, taking_apart
from register.access import CHANGE_FAMILIES, only_for, reader
from register.access_log import note_list
from register.correcting import Work
from register.forms.merging import MergeForm, PairForm
from register.merge_copy import GROUPS
from register.models import CHOICES, AccessLogEntry, Family, KnownApart
from register.summary import Row, child_rows, no_link, person_rows, standings, when
from register.views.correcting import saved
from register.views.opened import at_work, keep_open
from register.work_lists import LISTS

MOST = 50
REFUSALS = {  # by what `CanNotBeUndone` says
    "gone": gettext_lazy("This can’t be undone any more: it was undone already, it is too long ago, or the family has left."),
    "later": gettext_lazy("One of the two was put together with another record since. Undo that first."),
    "joined anew": gettext_lazy("The family has joined again with the old address meanwhile, so there are two records already."),
    "unreachable": gettext_lazy("One of the two would be left without the address or number that it signs in with. Add an e-mail address to it first."),
    "broken": gettext_lazy("Something that one of the two belonged to is gone meanwhile, so they can’t be taken apart again."),
}


@only_for(CHANGE_FAMILIES)
@never_cache
def likely(request: HttpRequest) -> HttpResponse:
    """References and what is the same; no name and no address. `pair`: what was said of one a moment ago, to take it back."""
    pairs, said = duplicates.likely(MOST), PairForm(request.GET)
    actions.note_access(reader(request), AccessLogEntry.Action.LIST, why=_("likely duplicates"))
    context = {"pairs": pairs, "most": MOST, "lists": LISTS.values(), "apart": said.cleaned_data["pair"] if said.is_valid() else None, "is_back": "back" in request.GET}
    return render(request, "register/admin/duplicates.html", context)


@only_for(CHANGE_FAMILIES)
@never_cache
def known_apart(request: HttpRequest) -> HttpResponse:
    """References of pairs that are said to be two families. A POST puts one of them back among the likely duplicates."""
    form = PairForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        merging.look_again(form.cleaned_data["pair"], by=reader(request))
        return redirect(reverse("register_duplicates") + "?back=1")
    page = Paginator(KnownApart.objects.newest_first(), MOST).get_page(request.GET.get("p"))
    note_list(reader(request), _("said to be two families"), page)
    return render(request, "register/admin/known_apart.html", {"page": page, "lists": LISTS.values(), "here": "apart", "title": _("Said to be two families")})


@partial(at_work, known=duplicates.why_compared)
def side_by_side(request: HttpRequest, work: Work, other_id: uuid.UUID) -> HttpResponse:
    """Both records; a POST puts them together, or says that they are two families."""
    other = get_object_or_404(Family.objects.select_related("borough", "language"), pk=other_id)
    if other == work.family:
        return redirect("register_family", work.family.pk)
    if "apart" in request.POST:
        return _keep_apart(work, other)
    form = MergeForm(request.POST if request.method == "POST" else None, first=work.family, second=other)
    if request.method != "POST" or not form.is_valid() or "back" in request.POST:
        return _pair(request, work, form)
    return _merge(request, work, form)


def _check(request: HttpRequest, work: Work, form: MergeForm, lines: list[str]) -> HttpResponse:
    """What will happen, before it does; `shown` brings back that just this was read."""
    _note_compared(work, form)
    context = {"family": work.family, "form": form, "lines": lines, "shown": keys.foreseen_marks(lines)[0], "is_changed": "sure" in request.POST}
    return render(request, "register/admin/merge_check.html", context)


def _merge(request: HttpRequest, work: Work, form: MergeForm) -> HttpResponse:
    """Only what was shown: when something of the two has changed since, the page says what will happen now."""
    stays, goes = form.kept
    lines = foreseeing.lines(stays, goes, form.decision())
    if "sure" not in request.POST or request.POST.get("shown") not in keys.foreseen_marks(lines):
        return _check(request, work, form, lines)
    try:
        merging.merge(kept=stays.pk, other=goes.pk, decision=form.decision(), by=work.by, why=work.why)
    except merging.OneIsGone:
        return redirect("register_duplicates")
    except (merging.KeepTheConfirmed, child_actions.TooManyChildren, actions.NotOneself):  # one of them has changed since the page was checked
        return redirect("register_side_by_side", form.first.pk, form.second.pk)
    return saved(keep_open(request, stays, work.why), told="merged")


def _pair(request: HttpRequest, work: Work, form: MergeForm) -> HttpResponse:
    _note_compared(work, form)
    sides = [_rows(form.first), _rows(form.second)]
    questions = [(foreseeing.GROUP_NAMES[question], form[question], *(side.get(question, []) for side in sides)) for question in GROUPS]
    context = {"family": work.family, "other": form.second, "form": form, "questions": questions, "emails": [_email(form.first), _email(form.second)]}
    return render(request, "register/admin/side_by_side.html", context | {"children": [_children(form.first), _children(form.second)], "choices": _choices(form)})


def _note_compared(work: Work, form: MergeForm) -> None:
    """Both families' answers are on the page: a line in the log of each."""
    for family in (form.first, form.second):
        Work(work.by, family, work.why).note(_("compared with another record"), AccessLogEntry.Action.VIEW)


def _rows(family: Family) -> dict[str, list[Row]]:
    """A record's rows by the question they answer, but for the e-mail address: it stays with the sign-in and is not chosen here."""
    rows: dict[str, list[Row]] = {}
    for row in person_rows(family, lambda step: step):
        if row.values != [family.email or _("None")]:
            rows.setdefault(row.href, []).append(row)
    return rows


def _children(family: Family) -> list[list[Row]]:
    return [child_rows(child, child.needs.all(), no_link) for child in family.children.prefetch_related("needs")]


def _choices(form: MergeForm) -> list[tuple[str, str, str]]:
    """Each choice, and how it stands with the one and with the other."""
    one, other = ({each.choice: each.told for each in standings(family)} for family in (form.first, form.second))
    never = _("never ticked")
    return [(choice.label, one.get(choice, never), other.get(choice, never)) for choice in CHOICES if choice in one or choice in other]


def _email(family: Family) -> str:
    """With what an officer should know of it before it stays."""
    if not family.email:
        return _("none: signs in by text, or is reached by post alone")
    if family.bounced_at:
        return _("%(email)s (mail came back on %(day)s)") % {"email": family.email, "day": when(timezone.localdate(family.bounced_at))}
    return family.email if family.confirmed_at else _("%(email)s (not confirmed)") % {"email": family.email}


def _keep_apart(work: Work, other: Family) -> HttpResponse:
    try:
        pair = merging.keep_apart(work.family.pk, other.pk, by=work.by, why=work.why)
    except merging.OneIsGone:
        return redirect("register_duplicates")
    return redirect(reverse("register_duplicates") + f"?pair={pair.pk}")


@at_work
def undo(request: HttpRequest, work: Work, merge_id: int) -> HttpResponse:
    row = get_object_or_404(work.family.merges, pk=merge_id)
    form, lost = forms.Form(request.POST if request.method == "POST" else None), taking_apart.lost(row)
    if request.method == "POST":
        try:
            taking_apart.undo(row, by=work.by, why=work.why)
        except taking_apart.CanNotBeUndone as refusal:
            form.add_error(None, REFUSALS[refusal.why])
        else:
            return saved(work, told="apart-less" if lost else "apart")
    context = {"family": work.family, "row": row, "form": form, "lost": lost, "cards": work.family.cards.live()}
    return render(request, "register/admin/take_apart.html", context)
