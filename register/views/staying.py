"""The mailed link by which a family stays."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from register import actions
from register import still_right as links
from register.views.private import private, words
from register.views.refusals import dead_link


@private
@csrf_exempt  # the token in the address is the secret; a session here would only set a cookie
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button, for mail scanners open every link."""
    try:
        family = links.family_of(token)
    except links.LinkDead:
        return dead_link(request)
    is_answered = links.is_answered(family)
    if request.method == "POST":
        if not is_answered:
            actions.say_still_right(family)
        return redirect("register_still_right", token)
    return render(request, "register/still_right.html", {"is_answered": is_answered} | words(request, "still-right", "still-right-done", "promise"))
