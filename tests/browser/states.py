"""Every page and every state of it that a visitor can bring about: one list for axe, reflow, keyboard and the HTML checker."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Page

from accounts.views import too_many_requests
from localoffer.freshness import links, recipients
from localoffer.models import Service
from portal import views
from tests.browser.site import LONG, MEMBER, PARENT
from tests.browser.state import State, refused_with, signed_in
from tests.browser.states_family import MY_FAMILY
from tests.browser.states_joining import JOINING
from tests.browser.states_sign_in import SIGN_IN
from tests.browser.states_surveys import SURVEYS
from tests.browser.steps import press, press_link

PATHWAY = "/new-to-send/your-next-steps/"


def open_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def full_list(page: Page) -> None:
    page.evaluate("localStorage.setItem('my-list', Array.from({ length: 50 }, (_, number) => String(number).padStart(22, '0')).join(','))")
    press_link("Put on my list")(page)


def long_comment(page: Page) -> None:
    page.locator("[name=text]").fill("a" * 3_001)
    press("Send it")(page)


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


def send_too_much(page: Page) -> None:
    page.locator("[name=text]").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'a'.repeat(1_100_000); }")
    press("Send it")(page)


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
    State("how this website is used", "/statistics/"),
    State("campaign that nobody knows", "/go/nothing", status=404),
    *JOINING,
    *MY_FAMILY,
    *SIGN_IN,
    *SURVEYS,
    State("campaign that has ended", "/go/2WNTR6", status=410),
    State("page not found", "/nothing-here/", status=404),
    State("address too long", f"/?{'a' * 4_001}", status=414),
    State("too much sent", "/feedback/", send_too_much, status=413),
    State("not understood", "/", refused_with(lambda request: views.bad_request(request, ValueError())), status=400),
    State("not allowed", "/", refused_with(lambda request: views.refused(request, PermissionError())), status=403),
    State("too many tries", "/", refused_with(too_many_requests), status=429),
    State("broken", "/", refused_with(views.server_error), status=500),
]
BY_NAME = {state.name: state for state in STATES}
