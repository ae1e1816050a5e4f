"""Who among the staff may read personal data: only those to whom it was given, never an administrator by itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts.models import User

View = Callable[..., HttpResponse]

READ_FAMILIES = "view_family"
READ_ACCESS_LOG = "view_accesslogentry"
READ_TOTALS = "view_totals"
EDIT_WORDING = "change_wording"


def may(user: User | AnonymousUser, codename: str) -> bool:
    """Whether a role of the user, or the user by name, was given this permission of the register.

    `has_perm` would say yes to every superuser; who runs the portal has no business in a family's record.
    """
    if isinstance(user, AnonymousUser):
        return False
    given = Q(group__user=user) | Q(user=user)
    return user.is_active and Permission.objects.filter(given, content_type__app_label="register", codename=codename).exists()


def reader(request: HttpRequest) -> User:
    """Who reads, for the log. Raises PermissionDenied for nobody."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def only_for(codename: str) -> Callable[[View], View]:
    """Refuse a view to everyone else (Wagtail answers with its own words)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, codename):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate
