"""What every page with personal data shares: nobody keeps a copy, and nobody else's page is found."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.sessions import alone
from home.context import settings_of
from register import actions
from register.models import Family, FamilyMerge
from register.wording import Words, words_for

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """No cache keeps the page (`no-store`), and no error report shows what was typed."""
    return never_cache(sensitive_post_parameters()(view))


def one_by_one(view: View) -> View:
    """Of two pages that one browser sends at the same moment, the second goes on from what the first has kept in the session."""

    @wraps(view)
    def in_turn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with alone(request.session):
            return view(request, *args, **kwargs)

    return in_turn


def of_family(view: View) -> View:
    """Hand the view the family of whoever is signed in; kind words when the register holds nothing for them.

    The sign-in of a record that was put together with another opens that one not: an officer may have been wrong, and it shows a family's children.
    """

    @wraps(view)
    def with_family(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        family = Family.objects.of(request.user).select_related("borough", "account").first()
        if family is None:
            merge = FamilyMerge.objects.of_sign_in(request.user).undoable(timezone.now()).first()
            return render(request, "register/no_family.html", {"merge": merge} | words(request, "other-sign-in"))
        try:
            return view(request, family, *args, **kwargs)
        except actions.GoneMeanwhile:  # another device was faster: there is nobody to sign in as
            return redirect("my_family")

    return private(login_required(with_family))


def words(request: HttpRequest, *keys: str, is_own: bool = False) -> dict[str, Words]:
    """The register's words for a template, by key; `is_own`: as they are said to a young person who joins for themselves."""
    return words_for(settings_of(request), *keys, is_own=is_own)
