"""What the tests of freshness share: a service with facts, its form as a browser sends it, and people."""

import datetime as dt
import re

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, User
from accounts.roles import PROVIDER
from localoffer.freshness import links
from localoffer.models import AccessFact, CostOption, Provider, Schedule, Service, ServiceContact
from tests.accounts.factories import make_staff
from tests.factories import ServiceFactory

MAIL = "club@swim.example"


def day(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


def make_service(**fields: object) -> Service:
    """A swimming club whose check is due next week."""
    service = ServiceFactory(
        **{"name": "Swimming club", "slug": "swimming-club", "summary": "We swim.", "email": MAIL, "min_age": 5, "max_age": 11, "verify_by": day(7), "checked_on": day(-170)}
        | fields
    )
    service.contacts = [ServiceContact(name="Front desk", phone="020 7946 0101"), ServiceContact(name="Manager", email="", is_public=False)]
    service.cost_options = [CostOption(amount=5, description="each session")]
    service.schedules = [Schedule(day="MO", opens_at=dt.time(16), closes_at=dt.time(18))]
    service.access_facts = [AccessFact(kind="step-free", answer="yes", checked_on=day(-170), note="At the back."), AccessFact(kind="hoist", answer="not-known")]
    service.save()
    return service


def link_to(service: Service, email: str = MAIL) -> str:
    return reverse("service_check", args=[links.make(service, email)])


def filled_in(client: Client, address: str, **changes: object) -> dict[str, object]:
    """The form at the address as a browser sends it: what stands in it, with these changes."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = page.find("form", class_="lo-change") or page.find("input", attrs={"name": "base"}).find_parent("form")
    answers: dict[str, object] = {}
    for field in form.find_all(["input", "textarea", "select"], attrs={"name": True}):
        name, kind = field.get("name"), field.get("type", "")
        if field.name == "textarea":
            answers[name] = (field.string or "").removeprefix("\n").replace("\n", "\r\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True)
            answers[name] = chosen["value"] if chosen else ""
        elif kind == "checkbox":
            answers.setdefault(name, [])
            if field.has_attr("checked"):
                answers[name].append(field.get("value", "on"))  # type: ignore[attr-defined]
        elif kind == "radio":
            if field.has_attr("checked"):
                answers[name] = field["value"]
        else:
            answers[name] = field.get("value", "")
    answers.pop("csrfmiddlewaretoken", None)
    return {name: value for name, value in answers.items() if value != []} | changes


def say_yes(client: Client, address: str) -> HttpResponse:
    """Press "Yes, all of it is right" on the page as it is shown now."""
    return client.post(address, yes_on(client, address))


def yes_on(client: Client, address: str) -> dict[str, str]:
    """What the button sends; nothing where there is none."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return {field["name"]: field["value"] for field in page.select(".lo-decide input") if field["name"] in {"cycle", "seal"}}


def links_in(mail: QueuedMail) -> list[str]:
    return [re.sub(r"^https?://[^/]+", "", address) for address in re.findall(r"https?://\S+/services/check/\S+", mail.text)]


def make_member(provider: Provider, email: str = "kim@swim.example", *, has_second_factor: bool = True) -> User:
    member = make_staff(PROVIDER, email=email, has_second_factor=has_second_factor, first_name="Kim", last_name="Swimmer")
    provider.members.add(member)
    return member
