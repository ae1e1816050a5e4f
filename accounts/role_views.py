"""Roles that wait for a second person, and the log of every change of roles."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts import granting
from accounts.models import RoleChange, RoleRequest, User

PER_PAGE = 50
ANSWERS = {"approve": granting.approve, "refuse": granting.refuse}


def _reader(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("accounts.view_rolechange"):
        raise PermissionDenied
    return request.user


def roles(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    asked = list(RoleRequest.objects.select_related("user", "group", "asked_by")[:PER_PAGE])
    theirs = granting.answerable(asked, by=user)
    waiting = [(each, each.pk in theirs) for each in asked]
    page = Paginator(RoleChange.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "accounts/roles.html", {"waiting": waiting, "page": page})


@require_POST
def answer(request: HttpRequest, request_id: int, what: str) -> HttpResponse:
    """Approve or refuse; one that somebody answered meanwhile changes nothing."""
    user = _reader(request)
    if what not in ANSWERS:
        raise Http404
    try:
        for asked in RoleRequest.objects.filter(pk=request_id):
            ANSWERS[what](asked, by=user)
    except granting.NotTheirs:
        raise PermissionDenied from None
    return redirect("accounts_roles")
