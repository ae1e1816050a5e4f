"""An officer at the desk, and families to work on."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from register.models import AccessLogEntry, Family


@dataclass
class Desk:
    """A member of staff at a browser."""

    user: User
    browser: Client

    def opens(self, family: Family, reason: str = "asked") -> str:
        """The record's page, after saying why."""
        return self.browser.post(reverse("register_family", args=[family.pk]), {"reason": reason}).content.decode()

    def asks(self, name: str, *args: object) -> HttpResponse:
        return self.browser.get(reverse(name, args=args))

    def sends(self, name: str, *args: object, **values: object) -> HttpResponse:
        return self.browser.post(reverse(name, args=args), values)

    def merges(self, one: Family, other: Family, **answers: object) -> HttpResponse:
        """Puts both together, having read what will happen."""
        shown = self.sends("register_side_by_side", one.pk, other.pk, **answers).context["shown"]
        return self.sends("register_side_by_side", one.pk, other.pk, **answers, shown=shown, sure="yes")

    def log(self, action: str) -> list[str]:
        """What the log says of this action, the oldest first."""
        return list(AccessLogEntry.objects.filter(who=self.user.email, action=action).order_by("pk").values_list("why", flat=True))
