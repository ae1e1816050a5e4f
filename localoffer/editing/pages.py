"""What all pages of the editors' tools have in common."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from accounts.models import User

ADMIN_LIST = "wagtailsnippets_localoffer_service:list"
may_change = permission_required("localoffer.change_service")


class EditorsRequest(HttpRequest):
    """From somebody who has signed in: `may_change` lets nobody else pass."""

    user: User


def around(title: str, *crumbs: dict[str, Any]) -> dict[str, Any]:
    """What Wagtail's page around ours needs to know."""
    services = {"url": reverse(ADMIN_LIST), "label": _("Services")}
    return {"page_title": title, "header_title": title, "header_icon": "group", "breadcrumbs_items": [services, *crumbs, {"url": "", "label": title}]}
