"""The demo desk: how to sign in as each role, and the mail the demo sent. It exists only where DEMO is true."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User
from portal.demo import mailbox, people, staff


@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    known = {user.email: user for user in User.objects.filter(email__in=[staff.address(desk) for desk, _role in staff.DESKS])}
    rows = [(desk, known[email], people.authenticator_code(known[email])) for desk, _role in staff.DESKS if (email := staff.address(desk)) in known]
    return render(request, "demo/desk.html", {"rows": rows, "letters": mailbox.newest()})
