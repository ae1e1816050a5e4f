"""What providers and editors do to keep a service right. Each is one transaction, and each refusal has a name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from localoffer.actions import free_slug, keep_first_version
from localoffer.freshness import clock, facts, letters, recipients
from localoffer.freshness.comparison import Comparison, compare
from localoffer.models import Proposal, Provider, Service

CONFIRMED, APPROVED = "localoffer.confirm", "localoffer.approve_proposal"
TAKE, KEEP = "theirs", "ours"
State = Proposal.State


class Refusal(Exception):
    """What an action says no with. It has changed nothing then."""


class CheckDone(Refusal):
    """The check that was asked for is done, or another one has begun."""


class ChangeWaits(Refusal):
    """Something the provider proposed is not decided yet, so not all of it can be right."""


class NotOpen(Refusal):
    """The proposal was decided or withdrawn before."""


class OwnProposal(Refusal):
    """Nobody approves what they proposed."""


class ChangedMeanwhile(Refusal):
    """The service or the proposal is not what was seen."""


class Undecided(Refusal):
    """The editor has not said which words to take, where both sides changed the same fact."""


class DoesNotFit(Refusal):
    """Together with what the service says by now, the changes break a rule; its words are the message."""


class TooMany(Refusal):
    """The provider has as many new services waiting as one may."""


class Nameless(Refusal):
    """A new service has no name."""


@dataclass(frozen=True)
class By:
    """Whoever proposes or confirms: somebody who signed in, or the holder of a mailed link."""

    user: User | None = None
    link_mark: str = ""


@transaction.atomic
def confirm(service: Service, *, cycle: dt.date | None, seal: str, by: By) -> None:
    """All of it is still right: checked today, and due again after SERVICE_CHECK_MONTHS.

    `seal` is that of the facts that were shown. Raises CheckDone when the check of `cycle` is no longer the one that is due,
    ChangeWaits while something is proposed, ChangedMeanwhile.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.verify_by != cycle:
        raise CheckDone
    if service.proposals.open().exists():
        raise ChangeWaits
    if facts.seal(service) != seal:
        raise ChangedMeanwhile
    keep_first_version(service)
    today = timezone.localdate()
    clock.mark_checked(service, on=today, by=provider_name(service))
    service.verify_by = clock.due_after(today)
    _save(service, action=CONFIRMED, user=by.user, who=provider_name(service))


def propose(service: Service, *, changes: Mapping[str, Any], is_full_check: bool, seen: str = "", by: By) -> Proposal:
    """Keep what the provider wants changed for an editor. What it proposed before and is not decided yet is replaced.

    `seen` is the seal of all facts that were shown: without it, a full check counts for nothing.
    """
    fields = {"changes": dict(changes), "is_full_check": is_full_check, "seen": seen}
    try:
        return _propose(service, fields, by)
    except IntegrityError:  # the same was sent twice at once, and the other one is in by now
        return _propose(service, fields, by)


@transaction.atomic
def propose_new(provider: Provider, *, changes: Mapping[str, Any], by: User) -> Proposal:
    """A service that families see once an editor approves it. Raises TooMany, Nameless."""
    if not changes.get("name", {}).get("now"):
        raise Nameless
    Provider.objects.select_for_update().get(pk=provider.pk)
    if provider.proposals.open().count() >= settings.SERVICE_PROPOSALS_OPEN:
        raise TooMany
    return Proposal.objects.create(provider=provider, changes=dict(changes), is_full_check=True, proposed_by=by)


@transaction.atomic
def propose_again(proposal: Proposal, *, changes: Mapping[str, Any], is_full_check: bool, by: By) -> None:
    """Other words for what was proposed; what was sent back waits again. Raises NotOpen."""
    proposal = _open(proposal)
    _put(proposal, {"changes": dict(changes), "is_full_check": is_full_check}, by)


@transaction.atomic
def tweak(proposal: Proposal, *, changes: Mapping[str, Any], by: User, seal: str) -> None:
    """An editor's better words in what waits: who proposed it stays, what the provider saw, and what it said. `seal` as in `approve`.

    Raises NotOpen, ChangedMeanwhile.
    """
    proposal, _service, _comparison = _seen(proposal, seal)
    before = facts.changes_of(proposal)
    proposal.changes = {name: {**change, "was": before.get(name, change)["was"]} for name, change in changes.items()}
    proposal.tweaked = _tweaked(proposal, before, by)
    proposal.version += 1
    proposal.save(update_fields=["changes", "tweaked", "version"])
    log(instance=proposal, action="wagtail.edit", user=by, content_changed=True)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """The provider thinks again. Raises NotOpen."""
    proposal = _open(proposal)
    proposal.state, proposal.decided_by, proposal.decided_at = State.WITHDRAWN, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def approve(proposal: Proposal, *, by: User, seal: str, choices: Mapping[str, str]) -> Service:
    """Put the changes on the page, in the names of who proposed and who approved them, and what an editor tweaked in ours.

    `seal` is that of the comparison the editor saw; `choices` says TAKE or KEEP for each fact that both sides changed.
    Raises NotOpen, OwnProposal, ChangedMeanwhile, Undecided, DoesNotFit.
    """
    if is_own(_waiting(proposal), by):
        raise OwnProposal
    proposal, service, comparison = _seen(proposal, seal)
    if any(choices.get(each.name) not in {TAKE, KEEP} for each in comparison.conflicts):
        raise Undecided
    kept = {each.name for each in comparison.conflicts if choices[each.name] == KEEP}
    taken = {each.name: each.now for each in comparison.differences if each.name not in kept}
    email = letters.proposer(proposal)
    is_checked = not kept and counts_as_check(proposal, service)
    proposal.service = service = _write(proposal, service, taken, by, is_checked=is_checked)
    _decide(proposal, State.APPROVED, by)
    letters.say_approved(proposal, email, service, is_checked=is_checked)
    return service


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, reason: str, seal: str) -> None:
    """With the reason, by mail. `seal` as in `approve`. Raises NotOpen, ChangedMeanwhile."""
    proposal, _service, _comparison = _seen(proposal, seal)
    proposal.reason = reason
    _decide(proposal, State.SENT_BACK, by)
    letters.say_sent_back(proposal)


def is_own(proposal: Proposal, editor: User) -> bool:
    """Whether the editor proposed it, by signing in or by a link that was mailed to them."""
    return proposal.proposed_by_id == editor.pk or recipients.is_mark_of(proposal.link_mark, editor.staff_email)


def counts_as_check(proposal: Proposal, service: Service | None) -> bool:
    """Whether, with all of the proposal taken, the service (None: a new one) says nothing that its provider did not see or say itself."""
    if not proposal.is_full_check or proposal.tweaked:
        return False
    return service is None or facts.seal_beside(service, facts.changes_of(proposal)) == proposal.seen


def provider_name(service: Service) -> str:
    """Who checked it, in words that may stand on the page: an organisation, not a person."""
    return (service.provider.name if service.provider else service.name)[:120]


@transaction.atomic
def _propose(service: Service, fields: dict[str, Any], by: By) -> Proposal:
    proposal = Proposal.objects.select_for_update().open().filter(service=service).first() or Proposal(service=service, version=0)
    _put(proposal, fields, by)
    return proposal


def _put(proposal: Proposal, fields: dict[str, Any], by: By) -> None:
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.proposed_by, proposal.link_mark = by.user, by.link_mark
    proposal.state, proposal.reason, proposal.proposed_at, proposal.tweaked = State.WAITING, "", timezone.now(), {}
    proposal.decided_by, proposal.decided_at = None, None
    proposal.version += 1
    proposal.save()


def _tweaked(proposal: Proposal, before: Mapping[str, Any], by: User) -> dict[str, Any]:
    """Where the words of editors stand, after these changes and those `before` them; where the provider's stand again, no more."""
    tweaked, changes = dict(proposal.tweaked), proposal.changes
    for name in before.keys() | changes.keys():
        was = (before.get(name) or changes[name])["was"]
        old, new = (side[name]["now"] if name in side else was for side in (before, changes))
        told = tweaked[name]["told"] if name in tweaked else old
        if new == told:
            tweaked.pop(name, None)
        elif new != old:
            tweaked[name] = {"by": by.pk, "told": told}
    return tweaked


def _write(proposal: Proposal, service: Service | None, taken: dict[str, Any], by: User, *, is_checked: bool) -> Service:
    is_new = service is None
    if service is None:
        service = Service(provider=proposal.provider, slug=free_slug(taken["name"]))
    else:
        keep_first_version(service)
    try:
        with transaction.atomic():
            facts.write(service, taken, facts.Told(on=proposal.day, by=provider_name(service), written_by=by, ours=proposal.tweaked))
            if is_checked:
                clock.mark_checked(service, on=proposal.day, by=provider_name(service))
                due = clock.due_after(proposal.day)
                service.verify_by = max(service.verify_by or due, due)
            _validate(service, is_new=is_new)
            _save(service, action=APPROVED, user=by, who=proposal.who, fields=facts.kinds(taken))
    except ValidationError as broken:
        raise DoesNotFit(" ".join(broken.messages)) from broken
    except IntegrityError as broken:  # a rule about several rows
        raise DoesNotFit(_("The changes do not fit what the service says by now. Change the words, or send them back.")) from broken
    return service


def _validate(service: Service, *, is_new: bool) -> None:
    """The rules of the service, and of each row that a proposal may change. Raises ValidationError."""
    service.validate_constraints(exclude=None if is_new else {"slug"})
    for rows in (service.at_locations, service.schedules, service.cost_options, service.access_facts, service.contacts):
        for row in rows.all():
            row.validate_constraints(exclude={"service", "location"})


def _save(service: Service, *, action: str, user: User | None, who: str, fields: Sequence[str] = ()) -> None:
    """With a version that can be compared and brought back, and a line in the history that names what was changed."""
    service.save()
    revision = service.save_revision(user=user, clean=False)
    log(instance=service, action=action, user=user, revision=revision, data={"who": who, "fields": list(fields)}, content_changed=True)


def _open(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update().open().filter(pk=proposal.pk).first()
    if locked is None:
        raise NotOpen
    return locked


def _waiting(proposal: Proposal) -> Proposal:
    locked = _open(proposal)
    if locked.state != State.WAITING:
        raise NotOpen
    return locked


def _seen(proposal: Proposal, seal: str) -> tuple[Proposal, Service | None, Comparison]:
    """The waiting proposal, its service (locked, both) and their comparison, which is still the one with that seal."""
    proposal = _waiting(proposal)
    service = Service.objects.select_for_update().get(pk=proposal.service_id) if proposal.service_id else None
    comparison = compare(proposal, service)
    if comparison.seal != seal:
        raise ChangedMeanwhile
    return proposal, service, comparison


def _decide(proposal: Proposal, state: str, by: User) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save()
