"""Every page and every state of it that a visitor can bring about: one list for axe, reflow, keyboard and the HTML checker."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from playwright.sync_api import Page

from accounts.models import User
from accounts.views import too_many_requests
from localoffer.freshness import links, recipients
from localoffer.models import Service
from portal import views
from register.models import Child
from tests.browser.register_form import ANSWERS, CAN_BE_WRONG, at_children, open_confirmation, register_error, register_sent, register_up_to, with_wrong_code
from tests.browser.site import EDITOR, LONG, MEMBER, PARENT
from tests.browser.steps import press, press_link

PATHWAY = "/new-to-send/your-next-steps/"


def _nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class State:
    """A page, and what somebody does on it before we look."""

    name: str
    path: str
    act: Callable[[Page], None] = _nothing
    status: int = 200
    has_session: bool = False


def open_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def full_list(page: Page) -> None:
    page.evaluate("localStorage.setItem('my-list', Array.from({ length: 50 }, (_, number) => String(number).padStart(22, '0')).join(','))")
    press_link("Put on my list")(page)


def long_comment(page: Page) -> None:
    page.locator("[name=text]").fill("a" * 3_001)
    press("Send it")(page)


def signed_in(email: str, path: str | Callable[[], str]) -> Callable[[Page], None]:
    """At `path`, as the person with this address."""

    def act(page: Page) -> None:
        client = Client()
        client.force_login(User.objects.get(email=email))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": page.url}])
        page.goto(path if isinstance(path, str) else path())

    return act


def at_check(rest: str = "", *, cycle: dt.date | None = None) -> Callable[[Page], None]:
    """Behind the link that the club was mailed; with another `cycle`, behind the link of a check that is done."""

    def act(page: Page) -> None:
        service = Service.objects.get(slug="saturday-club")
        service.verify_by = cycle or service.verify_by
        page.goto(f"/services/check/{links.make(service, recipients.recipient(service))}/{rest}")

    return act


def at_change_with_errors(page: Page) -> None:
    at_check("change/")(page)
    page.locator("[name=name]").fill("")
    page.locator("[name=min_age]").fill("nine")
    press("Send it to an editor")(page)


def open_rows(page: Page) -> None:
    page.evaluate("for (const row of document.querySelectorAll('.lo-row')) row.open = true")


def at_change_with_rows(page: Page) -> None:
    """Each kind of row open and wrong, after another place was asked for."""
    at_check("change/")(page)
    with page.expect_navigation():
        press("Add another place")(page)
    open_rows(page)
    page.locator("[id$=new_1-postcode]").fill("ZZ9 9ZZ")
    page.locator("[id^=id_contact_new][id$=phone]").first.fill("call us")
    page.locator("[id^=id_time][id$=opens_at]").last.fill("10:00")
    press("Send it to an editor")(page)


def change_of_child() -> str:
    return f"/register/my-family/child/{Child.objects.get(family__account__email=PARENT).pk}/support/"


def ask_for_code(page: Page) -> None:
    page.locator("main [type=email]").fill("nobody@families.example")
    page.locator("main form button").last.click()


def send_late(page: Page) -> None:
    """A form that stood open until its session was gone."""
    page.context.clear_cookies()
    ask_for_code(page)


def send_too_much(page: Page) -> None:
    page.locator("[name=text]").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'a'.repeat(1_100_000); }")
    press("Send it")(page)


def refused_with(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[Page], None]:
    """An answer that no address gives by itself, as the site's own view writes it."""

    def act(page: Page) -> None:
        request = RequestFactory().get("/refused/", HTTP_HOST=page.url.split("/")[2])
        request.user = AnonymousUser()
        given = answer(request)
        page.route("**/refused/", lambda route: route.fulfill(status=given.status_code, body=given.content.decode(), content_type="text/html; charset=utf-8"))
        page.goto("/refused/")

    return act


STATES = [
    State("home", "/"),
    State("home for one borough", "/?borough=larkmere"),
    State("section", "/health/"),
    State("section with nothing in it", "/money/"),
    State("section with nothing for a borough", "/money/?borough=larkmere"),
    State("guidance", "/health/speech/"),
    State("guidance with every block", "/health/everything/"),
    State("guidance with details open", "/health/everything/", open_details),
    State("guidance with long words", "/health/long/"),
    State("new to SEND", "/new-to-send/"),
    State("pathway, first question", PATHWAY),
    State("pathway, no answer chosen", PATHWAY, press("Continue")),
    State("pathway, last question", f"{PATHWAY}?age=0-4&place=nursery"),
    State("pathway, skipped question", f"{PATHWAY}?age=skip&place=nursery&borough=larkmere"),
    State("next steps", f"{PATHWAY}?age=0-4&place=nursery&talked=no"),
    State("you said we did", "/you-said-we-did/"),
    State("you said we did, filtered", "/you-said-we-did/?year=2026&topic=short-breaks&borough=larkmere"),
    State("you said we did, nothing there", "/you-said-we-did/?topic=travel"),
    State("you said we did, second page", "/you-said-we-did/?page=2"),
    State("entry, done", "/you-said-we-did/quiet-hour/"),
    State("entry, not possible", "/you-said-we-did/bus/"),
    State("news", "/news/"),
    State("news with long words", "/news/long/"),
    State("information", "/privacy/"),
    State("A to Z", "/a-to-z/"),
    State("site map", "/site-map/"),
    State("glossary", "/glossary/"),
    State("services", "/services/"),
    State("services, filtered", "/services/?need=autism&cost=free&nonsense=1"),
    State("services, none fits", "/services/?category=nobody"),
    State("services, unknown filter", "/services/?need=%00nobody"),
    State("services, how to use our list", "/services/share/?need=autism&nonsense=1"),
    State("services in somebody else’s page", "/services/embed/"),
    State("service with everything", "/services/saturday-club/"),
    State("service with nothing known", "/services/nothing-known/"),
    State("service with long words", "/services/long/"),
    State("school", "/services/hill-primary/", open_details),
    State("all the ways in", "/services/ways/"),
    State("services by need", "/services/need/autism/"),
    State("services by age, none", "/services/age/primary/?borough=hollowdean"),
    State("services by kind, none", "/services/kind/nobody/"),
    State("services in a borough", "/services/in/larkmere/"),
    State("services from A to Z", "/services/a-to-z/"),
    State("services by a letter without any", "/services/a-to-z/x/"),
    State("how fresh", "/services/how-fresh/"),
    State("check", "/", at_check()),
    State("check, change", "/", at_check("change/")),
    State("check, change, errors", "/", at_change_with_errors),
    State("check, change, rows with errors", "/", at_change_with_rows),
    State("check, done", "/", at_check(cycle=dt.date(2020, 1, 1))),
    State("check, dead link", "/services/check/nothing/", status=404),
    State("my services", "/", signed_in(MEMBER, "/services/mine/"), has_session=True),
    State("my services, propose a new one", "/", signed_in(MEMBER, "/services/mine/new/"), has_session=True),
    State("my services, of a family", "/", signed_in(PARENT, "/services/mine/"), status=403, has_session=True),
    State("schools", "/services/schools/"),
    State("schools, none fits", "/services/schools/?kind=college"),
    State("schools, may fit", "/services/schools/?borough=larkmere&may_fit=1"),
    State("my list, empty", "/services/my-list/"),
    State("my list", "/services/saturday-club/", press_link("Put on my list")),
    State("events", "/events/"),
    State("events, none here", "/events/?borough=hollowdean"),
    State("event", "/events/family-day/"),
    State("event with long words", "/events/long/"),
    State("search, nothing typed", "/search/"),
    State("search, found", "/search/?q=autism"),
    State("search, one kind", "/search/?q=autism&type=service&borough=larkmere"),
    State("search, narrowed", "/search/?q=autism&type=service&age=8&cost=free&near=ZZ9+9ZZ&within=3&sort=checked&banana=1&day=XX"),
    State("search, nothing fits", "/search/?q=autism&day=SU&access=hoist&age=2"),
    State("search, nothing found", "/search/?q=zzzzqqqq"),
    State("search, long words", f"/search/?q={LONG}"),
    State("search, near me", "/search/?q=autism+near+me"),
    State("search, near where one is", "/search/?q=autism&near=51.41,-0.30&within=10"),
    State("search, near where one is, far away", "/search/?q=autism&near=48.86,2.35"),
    State("a full list on the device", "/services/saturday-club/", full_list),
    State("comment", "/feedback/?page=1&kind=missing"),
    State("comment, errors", "/feedback/", press("Send it")),
    State("comment, too long", "/feedback/?service=saturday-club", long_comment),
    State("thanks", "/feedback/thanks/"),
    State("statistics and your choice", "/stats/choice/"),
    State("campaign that nobody knows", "/go/nothing", status=404),
    State("register, start", "/register/"),
    *(State(f"register, {step}", "/register/", register_up_to(step), has_session=True) for step in ANSWERS),
    *(State(f"register, {step}, errors", "/register/", register_error(step), has_session=True) for step in CAN_BE_WRONG),
    State("register, children", "/register/", at_children, has_session=True),
    State("register, check", "/register/", register_up_to(None), has_session=True),
    State("register, sent", "/register/", register_sent, has_session=True),
    State("register, started again", "/register/check/", has_session=True),
    State("register, dead link", "/register/confirm/nothing/", status=404),
    State("register, wrong code", "/register/", with_wrong_code, has_session=True),
    State("register, code", "/register/code/", has_session=True),
    State("register, joined", "/register/joined/"),
    State("register, on paper", "/register/print/"),
    State("register, what we hold", "/register/what-we-hold/"),
    State("register, left", "/register/left/", has_session=True),
    State("my family, sign in first", "/register/my-family/", has_session=True),
    State("sign in", "/accounts/login/", has_session=True),
    State("sign in, errors", "/accounts/login/", lambda page: page.locator("main form button").last.click(), has_session=True),
    State("sign in, code", "/accounts/login/", ask_for_code, has_session=True),
    State("second factor, set up", "/", signed_in(EDITOR, "/accounts/2fa/totp/activate/"), has_session=True),
    State("register, confirm", "/register/", open_confirmation, has_session=True),
    State("my family", "/", signed_in(PARENT, "/register/my-family/"), has_session=True),
    State("my family, change", "/", signed_in(PARENT, "/register/my-family/change/home/"), has_session=True),
    State("my family, change a child", "/", signed_in(PARENT, change_of_child), has_session=True),
    State("my family, leave", "/", signed_in(PARENT, "/register/my-family/leave/"), has_session=True),
    State("campaign that has ended", "/go/2WNTR6", status=410),
    State("page not found", "/nothing-here/", status=404),
    State("address too long", f"/?{'a' * 4_001}", status=414),
    State("too much sent", "/feedback/", send_too_much, status=413),
    State("stale form", "/accounts/login/", send_late, status=403, has_session=True),
    State("not understood", "/", refused_with(lambda request: views.bad_request(request, ValueError())), status=400),
    State("not allowed", "/", refused_with(lambda request: views.refused(request, PermissionError())), status=403),
    State("too many tries", "/", refused_with(too_many_requests), status=429),
    State("broken", "/", refused_with(views.server_error), status=500),
]
BY_NAME = {state.name: state for state in STATES}


def reach(page: Page, state: State) -> None:
    """Do what brings the state about, on a page that stands at its address."""
    if state.act is not _nothing:
        state.act(page)
        page.wait_for_load_state("load")
