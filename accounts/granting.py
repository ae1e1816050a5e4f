"""Giving and taking roles. One that reads personal data is theirs only after a second person has said yes; every step is logged and told."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from accounts.models import RoleChange, RoleRequest, User
from accounts.roles import ADMINISTRATOR, AUDITOR, READS_PERSONAL_DATA

SUPERUSER = "Superuser"
# Who approves while nobody checks the use of data.
STANDS_IN = Q(groups__name=ADMINISTRATOR) | Q(is_superuser=True)


class NotTheirs(Exception):
    """Whoever asked for a role, or is to have it, does not approve it; and only who checks the use of data, or stands in for them, does."""


class NobodyToApprove(Exception):
    """Nobody may approve this role, and somebody has it already: another administrator, or somebody who checks the use of data, is needed first."""


@transaction.atomic
def set_roles(user: User, groups: Iterable[Group], *, by: User) -> list[Group]:
    """Take away what is not among these roles, give what is, and ask for what needs a second person; the roles that wait for one.

    Raises NobodyToApprove.
    """
    wanted, has = set(groups), set(user.groups.all())
    waiting = waiting_of(user, wanted, by=by)
    for group in has - wanted:
        user.groups.remove(group)
        _log(RoleChange.What.TAKEN, user, group, by)
    RoleRequest.objects.filter(user=user).exclude(group__in=wanted).delete()
    for group in sorted(wanted - has, key=str):
        if group in waiting:
            _ask(user, group, by)
        else:
            user.groups.add(group)
            _log(RoleChange.What.GIVEN, user, group, by)
    return waiting


def take_all(user: User, *, by: User) -> None:
    """For who works here no more: every role goes, and what waited. The sign-in stays, for it may be a family's too; with no role it opens nothing of the admin."""
    was_superuser = user.is_superuser
    set_roles(user, [], by=by)
    user.is_superuser, user.is_active = False, True
    user.save(update_fields=["is_superuser", "is_active"])
    if was_superuser:
        say_superuser(user, by=by)


def waiting_of(user: User, groups: Iterable[Group], *, by: User) -> list[Group]:
    """Which of these roles would not be theirs at once. Raises NobodyToApprove."""
    has = set(user.groups.all()) if user.pk else set()
    return [group for group in sorted(set(groups) - has, key=str) if _needs_second(user, group, by)]


def approvers(request: RoleRequest) -> QuerySet[User]:
    """Who may approve it: who checks the use of data; while there is nobody else of them, an administrator who was not made one by who asks."""
    return _approvers(request.user, request.asked_by)


@transaction.atomic
def approve(request: RoleRequest, *, by: User) -> None:
    """Raises NotTheirs. Twice changes nothing."""
    held = _held(request, by)
    if held:
        held.user.groups.add(held.group)
        held.delete()
        _log(RoleChange.What.APPROVED, request.user, request.group, by)


@transaction.atomic
def refuse(request: RoleRequest, *, by: User) -> None:
    """Raises NotTheirs."""
    held = _held(request, by)
    if held:
        held.delete()
        _log(RoleChange.What.REFUSED, request.user, request.group, by)


def _held(request: RoleRequest, by: User) -> RoleRequest | None:
    if not answerable([request], by=by):
        raise NotTheirs
    return RoleRequest.objects.select_for_update().filter(pk=request.pk).first()


def _needs_second(user: User, group: Group, by: User) -> bool:
    """Raises NobodyToApprove. The very first of a role, with nobody there who could approve it, is how an installation begins."""
    if group.name not in READS_PERSONAL_DATA:
        return False
    if _approvers(user, by).exists():
        return True
    if User.objects.filter(groups=group, is_active=True).exists():
        raise NobodyToApprove
    return False


def _approvers(user: User, asked_by: User) -> QuerySet[User]:
    others = User.objects.filter(is_active=True).exclude(pk__in=[asked_by.pk, user.pk])
    auditors = others.filter(groups__name=AUDITOR)
    if auditors.exists():
        return auditors.distinct()
    return others.filter(STANDS_IN).exclude(pk__in=_made_administrator().filter(by_id=asked_by.pk).values("whom_id")).distinct()


def _made_administrator() -> QuerySet[RoleChange]:
    """Who made whom one: by the number of each, for anybody may change their address."""
    return RoleChange.objects.filter(role__in=[ADMINISTRATOR, SUPERUSER], what=RoleChange.What.GIVEN, by_id__isnull=False, whom_id__isnull=False)


def answerable(requests: Iterable[RoleRequest], *, by: User) -> set[int]:
    """The numbers of those that `approvers` names this user for, in as many questions however many there are."""
    auditors = set(User.objects.filter(is_active=True, groups__name=AUDITOR).values_list("pk", flat=True))
    stands_in = User.objects.filter(STANDS_IN, pk=by.pk, is_active=True).exists()
    made_by = set(_made_administrator().filter(whom_id=by.pk).values_list("by_id", flat=True))

    def may_answer(request: RoleRequest) -> bool:
        both = {request.asked_by_id, request.user_id}
        others = auditors - both
        return by.pk in others if others else stands_in and by.pk not in both and request.asked_by_id not in made_by

    return {request.pk for request in requests if may_answer(request)}


def say_sign_in_changed(user: User) -> None:
    """To somebody who signed in here before, as a parent may, and was made a member of staff: in their language, which need not be that of whoever did it."""
    profile = UserProfile.objects.filter(user=user).first()
    with translation.override(profile.preferred_language if profile and profile.preferred_language else settings.LANGUAGE_CODE):
        text = render_to_string("emails/accounts/sign_in_changed.txt", {"link": settings.SITE_URL + reverse("account_login")})
        EmailMessage(_("Your sign-in has changed"), text, None, [user.staff_email]).send()


def say_superuser(user: User, *, by: User) -> None:
    """Log that somebody became, or is no longer, a superuser."""
    _write(RoleChange.What.GIVEN if user.is_superuser else RoleChange.What.TAKEN, user, SUPERUSER, by)


def _ask(user: User, group: Group, by: User) -> None:
    request, is_new = RoleRequest.objects.get_or_create(user=user, group=group, defaults={"asked_by": by})
    if is_new:
        _log(RoleChange.What.ASKED, user, group, by)
        standing_in = approvers(request).exclude(groups__name=AUDITOR)
        _tell(standing_in, RoleChange.What.ASKED, user, group.name, by)


def _log(what: RoleChange.What, user: User, group: Group, by: User) -> None:
    _write(what, user, group.name, by)


def _write(what: RoleChange.What, user: User, role: str, by: User) -> None:
    RoleChange.objects.create(by=by.staff_email, by_id=by.pk, whom=user.email or "", whom_id=user.pk, role=role, what=what)
    _tell(User.objects.filter(groups__name=AUDITOR, is_active=True), what, user, role, by)


def _tell(people: QuerySet[User], what: RoleChange.What, user: User, role: str, by: User) -> None:
    """A mail to each: what changed, and where to look."""
    link = settings.SITE_URL + reverse("accounts_roles")
    text = render_to_string("emails/accounts/role.txt", {"what": what.label, "whom": user.email, "role": role, "by": by.email, "link": link})
    for person in people.filter(email__isnull=False).distinct():
        EmailMessage(_("A role of a member of staff changed"), text, None, [person.staff_email]).send()
