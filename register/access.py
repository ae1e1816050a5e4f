"""Who among the staff may read personal data: only those to whom it was given, never an administrator by itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from register.models import Organisation

View = Callable[..., HttpResponseBase]

READ_FAMILIES = "view_family"
CHANGE_FAMILIES = "change_family"
EXPORT_FAMILIES = "export_family"
READ_ACCESS_LOG = "view_accesslogentry"
MAKE_CARDS = "change_card"
ANSWER_COMPLAINTS = "change_datacomplaint"
READ_RETENTION = "view_retentionrun"
READ_TOTALS = "view_totals"
CHANGE_BASELINE = "change_baseline"
EDIT_WORDING = "change_wording"
SIGN_WORDING = {Organisation.COUNCIL: "sign_wording_for_council", Organisation.FORUM: "sign_wording_for_forum"}


def may(user: User | AnonymousUser, codename: str) -> bool:
    """Whether a role of the user, or the user by name, was given this permission of the register.

    `has_perm` would say yes to every superuser; who runs the portal has no business in a family's record.
    """
    return codename in given_to(user)


def given_to(user: User | AnonymousUser) -> set[str]:
    """All that a user was given of the register, by a role or by name: one question, whatever is asked of it."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return set()
    given = Q(group__user=user) | Q(user=user)
    return set(Permission.objects.filter(given, content_type__app_label="register").values_list("codename", flat=True))


def signs_for(user: User | AnonymousUser) -> list[Organisation]:
    """The organisations that the user may sign the register's words for."""
    given = given_to(user)
    return [organisation for organisation, codename in SIGN_WORDING.items() if codename in given]


def holders(*codenames: str) -> QuerySet[User]:
    """Everyone who was given one of these permissions of the register and can be written to."""
    permissions = Permission.objects.filter(content_type__app_label="register", codename__in=codenames)
    given = Q(groups__permissions__in=permissions) | Q(user_permissions__in=permissions)
    return User.objects.filter(given, is_active=True, email__isnull=False).distinct()


def signers() -> QuerySet[User]:
    """Everyone who may sign for one of them."""
    return holders(*SIGN_WORDING.values())


def reader(request: HttpRequest) -> User:
    """Who reads, for the log. Raises PermissionDenied for nobody."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def only_for(codename: str) -> Callable[[View], View]:
    """Refuse a view to everyone else (Wagtail answers with its own words)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, codename):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate
