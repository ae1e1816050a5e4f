"""What every page of groups and the calendar has: its trail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def show(request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    steps = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("mailings"), "label": _("Messages")}]
    if template not in {"list", "calendar"}:
        steps.append({"url": reverse("groups"), "label": _("Groups of families")})
    steps.append({"url": request.path, "label": title})
    head = {"page_title": title, "header_title": title, "header_icon": "date" if template == "calendar" else "group", "breadcrumbs_items": steps}
    return render(request, f"campaigns/groups/{template}.html", head | context, status=status)
