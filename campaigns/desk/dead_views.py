"""What was not delivered, for a person to decide, and how fast each carrier is used. No name stands here: a family's record is opened in the register, with a reason."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from accounts.models import User
from campaigns.admin_views import staff_of
from campaigns.desk.forms import ThrottleForm
from campaigns.models import Delivery, Throttle
from campaigns.sending import resolving, throttle
from campaigns.signing import NotNow
from register.views.pressed import by_button

PER_PAGE = 50
may_resolve = permission_required("campaigns.change_delivery")
may_throttle = permission_required("campaigns.change_throttle")


@require_safe
@may_resolve
def dead_letters(request: HttpRequest) -> HttpResponse:
    """The oldest first."""
    rows = Delivery.objects.dead_letters().select_related("mailing__campaign").order_by("over_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "campaigns/desk/dead_letters.html", named(_("Not delivered"), "warning", request) | {"page": page})


@may_resolve
@by_button("dead_letters")
def send_again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _resolve(request, key, resolving.send_again, _("It is sent once more."))


@may_resolve
@by_button("dead_letters")
def leave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _resolve(request, key, resolving.leave, _("Left as it is."))


@may_throttle
def carriers(request: HttpRequest) -> HttpResponse:
    """How fast each is used, and what holds it. A POST changes the speed of one."""
    speeds = throttle.speeds()
    chosen = get_object_or_404(Throttle, pk=request.POST["carrier"]) if request.POST.get("carrier") else None
    form = ThrottleForm(request.POST, instance=chosen) if chosen else None
    if form and form.is_valid():
        throttle.set_speed(form.instance.carrier, form.cleaned_data["a_second"])
        messages.success(request, _("Saved. All workers keep to it from now on."))
        return redirect("carriers")
    rows = [(each, form if form and each == chosen else ThrottleForm(instance=each)) for each in speeds]
    context = named(_("Speed of carriers"), "history", request) | {"rows": rows, "is_wrong": form is not None}
    return render(request, "campaigns/desk/carriers.html", context, status=422 if form else 200)


@may_throttle
@by_button("carriers")
def go_on(request: HttpRequest, carrier: str) -> HttpResponse:
    """What held it is mended."""
    throttle.go_on(get_object_or_404(Throttle, pk=carrier).carrier)
    messages.success(request, _("It is used again. Mailings that were paused wait for you to press “Go on”."))
    return redirect("carriers")


def _resolve(request: HttpRequest, key: uuid.UUID, action: Callable[..., None], told: str) -> HttpResponse:
    by: User = staff_of(request)
    try:
        action(get_object_or_404(Delivery, pk=key), by=by)
    except resolving.ResolvedAlready:
        messages.info(request, _("Somebody has decided about it already, or it arrived meanwhile."))
    except NotNow:
        messages.error(request, _("These messages are over. Write new ones, if it still matters."))
    else:
        messages.success(request, told)
    return redirect("dead_letters")


def named(title: str, icon: str, request: HttpRequest) -> dict[str, object]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": request.path, "label": title}]
    return {"page_title": title, "header_title": title, "header_icon": icon, "breadcrumbs_items": trail}
