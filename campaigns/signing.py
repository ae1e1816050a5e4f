"""Joint sign-off: organisations are asked, sign or ask for changes, and any change of a word or of the plan is signed anew by all."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from accounts.models import User
from campaigns import judging, letters, manifest
from campaigns.audience import Group, count
from campaigns.models import CHANGEABLE, Mailing, MailingState, MailingVersion, Organisation, RequiredSignature, SignOff, digest_of
from campaigns.writing.problems import Problem, problems
from register.models import Purpose


class NotNow(Exception):
    """The messages are in a state in which this can't be done: `state`."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NothingWritten(Exception):
    """There is no message to sign."""


class NoTime(Exception):
    """Nobody said from when until when it may be sent."""


class ForumAndCouncil(Exception):
    """It must be signed by the forum and the council at least."""


class HasMistakes(Exception):
    """The checks found what must be mended before anybody signs: `mistakes`."""

    def __init__(self, mistakes: list[Problem]) -> None:
        super().__init__(len(mistakes))
        self.mistakes = mistakes


class ChangedMeanwhile(Exception):
    """There is a newer version than the one that was shown: `newest`."""

    def __init__(self, newest: MailingVersion) -> None:
        super().__init__(newest.number)
        self.newest = newest


class NotForThem(Exception):
    """This person is neither the delegate nor the deputy of that organisation, or it is not asked to sign."""


class WroteIt(Exception):
    """Nobody signs what they wrote."""


class SignedAlready(Exception):
    """The organisation has signed these words, or this person has for another one."""


@transaction.atomic
def ask_for_sign_off(mailing: Mailing, *, by: User) -> MailingVersion:
    """Fix the words, the plan and who has to sign; each delegate and deputy gets a mail. Raises NotNow, NothingWritten, NoTime, ForumAndCouncil, HasMistakes."""
    held = _hold(mailing)
    if held.state != MailingState.DRAFT:
        raise NotNow(held.state)
    if not held.messages.filter(wave=0).exists():
        raise NothingWritten
    if not (held.send_from and held.send_until):
        raise NoTime
    if not {*Organisation.ALWAYS} <= {*held.organisations.active().values_list("kind", flat=True)}:
        raise ForumAndCouncil
    if mistakes := [each for each in problems(held) if each.is_error]:
        raise HasMistakes(mistakes)
    judging.propose(held)
    version = _version_of(held, by)
    _go(held, MailingState.IN_REVIEW, version)
    letters.ask_to_sign(version)
    _approve_if_signed(held, version, by)
    mailing.refresh_from_db()
    return version


@transaction.atomic
def note_change(mailing: Mailing, *, by: User) -> MailingVersion | None:
    """After something was saved: a new version, if it was under review or signed and a word or the plan is another. None when nothing that is signed has changed."""
    held = _hold(mailing)
    if held.state not in {MailingState.IN_REVIEW, MailingState.APPROVED} or held.version is None:
        return None
    if _is_same(held, held.version):
        return None
    version = _version_of(held, by)
    _go(held, MailingState.IN_REVIEW, version)
    letters.ask_to_sign_again(version)
    _approve_if_signed(held, version, by)
    mailing.refresh_from_db()
    return version


@transaction.atomic
def take_back(mailing: Mailing) -> None:
    """Back to a draft that nobody is asked to sign. Raises NotNow."""
    held = _hold(mailing)
    if held.state not in {MailingState.IN_REVIEW, MailingState.APPROVED}:
        raise NotNow(held.state)
    _go(held, MailingState.DRAFT, held.version)
    mailing.refresh_from_db()


@transaction.atomic
def sign(version: MailingVersion, *, organisation: Organisation, by: User) -> bool:
    """Sign exactly these words and this plan; whether all have signed now. Raises ChangedMeanwhile, NotNow, NotForThem, WroteIt, SignedAlready."""
    held = _may_answer(version, organisation, by)
    try:
        with transaction.atomic():
            SignOff.objects.create(is_signed=True, **_answer(version, organisation, by))
    except IntegrityError:
        raise SignedAlready from None
    letters.say_signed(version, organisation, by)
    return _approve_if_signed(held, version, by)


@transaction.atomic
def ask_for_changes(version: MailingVersion, *, organisation: Organisation, by: User, changes: str) -> None:
    """Say what should change; whoever wrote it gets a mail. Raises ChangedMeanwhile, NotNow, NotForThem, WroteIt."""
    _may_answer(version, organisation, by)
    SignOff.objects.create(is_signed=False, asks_for=changes, **_answer(version, organisation, by))
    letters.say_changes_wanted(version, organisation, changes)


def group_of(plan: MailingVersion | None = None, *, mailing: Mailing | None = None) -> Group:
    """Whom a version is for, as its plan says; or a mailing as it stands."""
    if plan is not None:
        group, keys = plan.planned["group"], frozenset(plan.said["messages"])
        return Group(Purpose(plan.planned["purpose"]), group["include"], group["leave_out"], keys)
    if mailing is None:
        raise ValueError("Say which version, or which mailing.")
    segment = mailing.segment
    keys = frozenset(manifest.key_of(message) for message in mailing.messages.select_related("language"))
    return Group(Purpose(mailing.purpose), segment.include if segment else {}, segment.leave_out if segment else {}, keys)


def _hold(mailing: Mailing) -> Mailing:
    """Two people who press a button at the same time do it one after the other."""
    return Mailing.objects.select_for_update(of=("self",)).select_related("version", "campaign").get(pk=mailing.pk)


def _go(mailing: Mailing, state: MailingState, version: MailingVersion | None) -> None:
    mailing.state, mailing.version = state, version
    mailing.save(update_fields=["state", "version", "changed_at"])


def _is_same(mailing: Mailing, version: MailingVersion) -> bool:
    """The number of families goes up and down by itself, so that of the version counts."""
    return digest_of(manifest.content_of(mailing)) == version.content_digest and _plan(mailing, version.planned["families"]) == version.plan


def _plan(mailing: Mailing, families: int) -> str:
    return manifest.plan_of(mailing, count=families)


def _version_of(mailing: Mailing, by: User) -> MailingVersion:
    """The version with these very words and this plan, which may be an older one; else a new one."""
    content = manifest.content_of(mailing)
    for earlier in mailing.versions.filter(content_digest=digest_of(content)).order_by("-number"):
        if _is_same(mailing, earlier):
            return earlier
    plan = _plan(mailing, count(group_of(mailing=mailing))[0])
    last = mailing.versions.order_by("-number").first()
    version = MailingVersion.objects.create(
        mailing=mailing,
        number=last.number + 1 if last else 1,
        content=content,
        content_digest=digest_of(content),
        plan=plan,
        plan_digest=digest_of(plan),
        writers=sorted(writer.staff_email for writer in mailing.writers.all()),
        made_by=by.staff_email,
    )
    _require(version, mailing.organisations.all())
    return version


def _require(version: MailingVersion, organisations: Iterable[Organisation]) -> None:
    RequiredSignature.objects.bulk_create([RequiredSignature(version=version, organisation=each) for each in organisations])


def _may_answer(version: MailingVersion, organisation: Organisation, by: User) -> Mailing:
    """The mailing, held. Raises ChangedMeanwhile, NotNow, NotForThem, WroteIt."""
    held = _hold(version.mailing)
    if held.version is not None and held.version != version:
        raise ChangedMeanwhile(held.version)
    if held.state not in CHANGEABLE or held.state == MailingState.DRAFT:
        raise NotNow(held.state)
    if not Organisation.objects.signed_by(by).filter(pk=organisation.pk).exists() or not version.required.filter(organisation=organisation).exists():
        raise NotForThem
    if by.staff_email in version.writers:
        raise WroteIt
    return held


def _answer(version: MailingVersion, organisation: Organisation, by: User) -> dict[str, object]:
    return {
        "mailing": version.mailing,
        "organisation": organisation,
        "content_digest": version.content_digest,
        "plan_digest": version.plan_digest,
        "name": by.get_full_name() or by.staff_email,
        "position": organisation.position_of(by),
        "by": by.staff_email,
    }


def _approve_if_signed(mailing: Mailing, version: MailingVersion, by: User) -> bool:
    """Whether all have signed; it is approved then, and what it is judged by is fixed. Words that go back to what was signed before need nobody to sign them again."""
    if not MailingVersion.objects.signed().filter(pk=version.pk).exists():
        return False
    _go(mailing, MailingState.APPROVED, version)
    judging.fix(mailing, by=by)
    letters.say_approved(version)
    return True
