"""When the windows were fixed and how they were changed after that, in words for the report."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from analytics.models import Evaluation
from analytics.phrases import OPENING, WITHIN, Metric, number, span
from campaigns.models import Campaign, WindowStep

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Fixing:
    """What was done with the windows, oldest first; what a reader must know of it; and whether some can still be fixed."""

    steps: list[str]
    cautions: list[str]
    can_fix: bool


def fixing(campaign: Campaign, evaluations: list[Evaluation]) -> Fixing:
    steps = list(campaign.window_steps.all())
    in_force = WindowStep.in_force(steps)
    cautions = [*_of_steps(campaign, steps), *_of_now(evaluations, in_force)]
    return Fixing([_said(names, step) for names, step in _together(steps)], cautions, any(each.metric not in in_force for each in evaluations))


def in_words(chosen: Evaluation) -> str:
    """The windows, or the totals."""
    if chosen.windows:
        return _("%(before)s before, and %(after)s after") % {"before": span(*chosen.windows[0]), "after": span(*chosen.windows[1])}
    return _("totals of %(before)s before and %(after)s after") % {"before": number(chosen.totals[0]), "after": number(chosen.totals[1])}


def _together(steps: Iterable[WindowStep]) -> list[tuple[str, WindowStep]]:
    """Each step with the numbers that it was made for: what was done to both at once is said once."""
    found: dict[str, list[WindowStep]] = {}
    for step in steps:
        found.setdefault(repr((step.what, step.was, step.now, step.why, step.by, timezone.localdate(step.at))), []).append(step)
    return [(_names(same), same[0]) for same in found.values()]


def _names(steps: list[WindowStep]) -> str:
    """As "Sessions and page views"."""
    metrics = [Metric(step.metric) for step in steps]
    return get_text_list([str(OPENING[metrics[0]]), *(str(WITHIN[metric]) for metric in metrics[1:])], _("and"))


def _said(names: str, step: WindowStep) -> str:
    """One step as a sentence or two."""
    day = timezone.localdate(step.at)
    named = {"names": names, "day": formats.date_format(day, "j F Y"), "why": step.why.rstrip(".! "), "by": step.by}
    before, after = step.before, step.after
    if before is None:
        return _("%(names)s: fixed on %(day)s: %(now)s. By %(by)s.") % (named | {"now": in_words(after) if after else ""})
    if after is None:
        said = _("%(names)s: on %(day)s they were taken out of the comparison (%(was)s): %(why)s. By %(by)s.") % (named | {"was": in_words(before)})
    else:
        said = _changed(before, after, named)
    return f"{said} {_could_be_seen()}" if _is_seen_change(step) else said


def _changed(before: Evaluation, after: Evaluation, named: dict[str, str]) -> str:
    if before.windows and after.windows:
        sides = [_side(name, was, now) for name, was, now in zip((_("before"), _("after")), before.windows, after.windows, strict=True) if was != now]
        return _("%(names)s: on %(day)s %(changes)s: %(why)s. By %(by)s.") % (named | {"changes": get_text_list(sides, _("and"))})
    return _("%(names)s: on %(day)s what is compared was changed from %(was)s to %(now)s: %(why)s. By %(by)s.") % (named | {"was": in_words(before), "now": in_words(after)})


def _side(name: str, was: Span, now: Span) -> str:
    return _("the window %(name)s was changed from %(was)s to %(now)s") % {"name": name, "was": span(*was), "now": span(*now)}


def _could_be_seen() -> str:
    return _("Figures of these days could be seen by then.")


def is_seen(chosen: Evaluation, day: dt.date) -> bool:
    """Whether somebody could know on that day what was counted after: a day of it was over. Totals are known when they are written down."""
    return chosen.windows is None or chosen.windows[1][0] < day


def _is_seen_change(step: WindowStep) -> bool:
    """Whether figures could be seen of what it was changed from, or to."""
    return any(is_seen(chosen, timezone.localdate(step.at)) for chosen in (step.before, step.after) if chosen)


def _is_known(campaign: Campaign, chosen: Evaluation, day: dt.date) -> bool:
    """Whether the campaign was over, or the days after it."""
    return chosen.windows is not None and (campaign.ends_on or chosen.windows[1][1]) < day


def _of_steps(campaign: Campaign, steps: list[WindowStep]) -> list[str]:
    """What has to be said of when they were fixed and changed."""
    fixed = [(step.after, timezone.localdate(step.at)) for step in steps if step.what == WindowStep.What.FIXED and step.after]
    found = []
    if any(_is_known(campaign, chosen, day) for chosen, day in fixed):
        found.append(_("The windows were chosen when the figures were known already. Windows that are chosen so can show what one wishes to see."))
    elif any(chosen.windows and is_seen(chosen, day) for chosen, day in fixed):
        found.append(_("The windows were fixed when the campaign had begun, so some of its figures could be seen."))
    if any(_is_seen_change(step) for step in steps if step.before):
        found.append(_("The windows or totals were changed when figures could be seen. Read below what was changed, and why."))
    return found


def _of_now(evaluations: list[Evaluation], in_force: Mapping[str, WindowStep]) -> list[str]:
    """What has to be said of what is compared now."""
    found = []
    if any(each.windows is None for each in evaluations):
        found.append(_("Totals that somebody published were known when they were chosen for this comparison."))
    if any(each.windows and each.metric not in in_force for each in evaluations):
        found.append(_("The windows are not fixed: they can be changed and nobody sees it. Fix them before the campaign begins."))
    if {metric: step.now for metric, step in in_force.items()} != {each.metric: each.chosen for each in evaluations if each.metric in in_force}:
        found.append(_("What is compared is not what was written down last: somebody changed it outside the form of the campaign."))
    return found
