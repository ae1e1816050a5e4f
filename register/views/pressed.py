"""Addresses that only a button leads to."""

from collections.abc import Callable
from functools import wraps
from http import HTTPMethod
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

Answer = TypeVar("Answer", bound=HttpResponseBase)


def by_button(page: str, *named: str, query: str = "") -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """A POST does what the button says. Whoever opens its address, from the history or a copied link, comes to `page`, where the button is.

    `named`: the parts of the address that are in the page's address too.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(view)
        def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
            if request.method == HTTPMethod.POST:
                return view(request, *args, **kwargs)
            if request.method in {HTTPMethod.GET, HTTPMethod.HEAD}:
                return redirect(reverse(page, args=[kwargs[name] for name in named]) + query)
            return HttpResponseNotAllowed([HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.POST])

        return pressed

    return decorate
