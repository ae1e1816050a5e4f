"""How often one address may search. Wide, since a whole school may search at once, and so that no robot keeps families waiting."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.views import too_many_requests
from home.guards import is_within, seconds_left

# Of one address in a minute: pages of results that are made, and files of them, which cost many times as much.
MOST = {"search": 300, "files": 60}
MINUTE = 60

Answer = TypeVar("Answer", bound=HttpResponseBase)


def limited(what: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Answer with a kind 429 when one address asks for more of `what` than `MOST` says. A kept page costs nothing, and is not counted."""

    def limit(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> Answer | HttpResponse:
            if is_within(MOST[what], seconds=MINUTE, what=f"search-{what}", request=request):
                return view(request, *args, **kwargs)
            response = too_many_requests(request)
            response["Retry-After"] = str(seconds_left(MINUTE))
            return response

        return counted

    return limit
