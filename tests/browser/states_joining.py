"""The way into the register, and what anybody may ask of it without signing in."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page

from register import still_right
from register.models import Card, CardState
from register.views.refusals import busy
from tests.browser import register_form as form
from tests.browser.register_form import CAN_BE_WRONG, register_up_to
from tests.browser.state import Act, State, refused_with, then, with_texts
from tests.browser.steps import press, press_link, typed
from tests.register.factories import ChildFactory, FamilyFactory

START = "/register/"
CARD, COMPLAINT = "/register/card/", "/register/data-complaint/"


def asked_if_still_right(page: Page) -> None:
    family = FamilyFactory(confirmed=True, asked_again_at=timezone.now())
    page.goto(f"/register/still-right/{still_right.make(family)}/")


def said_still_right(page: Page) -> None:
    asked_if_still_right(page)
    press("Yes, I want to stay")(page)


def check_card(*, days: int) -> Act:
    """The check of a card that is valid for so many days more."""

    def act(page: Page) -> None:
        family = FamilyFactory(confirmed=True, address="1 Lark Lane", has_address=True)
        until = timezone.localdate() + dt.timedelta(days=days)
        card = Card.objects.create(family=family, child=ChildFactory(family=family), name="Bee", state=CardState.POSTED, printed_at=timezone.now(), valid_until=until)
        check(card.code)(page)

    return act


def check(code: str) -> Act:
    return then(typed("Check code", code), press("Check this card"))


def opens_each_chapter(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _form(name: str, *acts: Act, status: int = 200) -> State:
    """A state that begins at the register's first page."""
    return State(f"register, {name}", START, then(*acts), status=status, has_session=True)


JOINING = [
    State("register, start", START),
    *(_form(step, register_up_to(step)) for step in form.LOOKED_AT),
    *(_form(f"{step}, errors", form.register_error(step)) for step in CAN_BE_WRONG),
    _form("contact, with texts, errors", with_texts(form.register_error("contact"))),
    _form("child, of a young person", register_up_to("child-1", form.YOUNG)),
    _form("children", form.at_children),
    _form("children, take one out", form.asked_to_take_out),
    _form("reaching-you, asked for the mobile, errors", with_texts(form.likes_texts)),
    _form("check", register_up_to(None)),
    _form("sent", form.register_sent),
    _form("sent by text", with_texts(register_up_to(None, form.BY_MOBILE), press("Join the SEND Register"))),
    _form("confirm", form.open_confirmation),
    _form("link grown old", form.link_grown_old),
    State("register, started again", "/register/check/", has_session=True),
    State("register, stop", START, then(press("Start now"), press_link("Stop, and delete my answers from this device")), has_session=True),
    State("register, dead link", "/register/confirm/nothing/", status=404),
    _form("wrong code", form.with_wrong_code),
    State("register, code, errors", "/register/code/", press("Join with this code"), has_session=True),
    _form("joined", form.joined_with_code),
    _form("save, errors", form.at_saving, typed("E-mail address", "sam at home"), press("Save and send me the link")),
    _form("saved", form.at_saving, form.save_it),
    _form("come back, errors", form.coming_back, press("Go on with my form")),
    _form("too many tries", refused_with(lambda request: busy(request, START, is_kept=True)), status=429),
    State("register, still right", START, asked_if_still_right),
    State("register, still right, said", START, said_still_right),
    State("register, on paper", "/register/print/"),
    State("register, what we hold", "/register/what-we-hold/"),
    State("register, what we hold, opened", "/register/what-we-hold/", opens_each_chapter),
    State("complaint", COMPLAINT),
    State("complaint, errors", COMPLAINT, then(typed("Phone number", "12"), press("Send the complaint"))),
    State("complaint, thanks", COMPLAINT, then(typed("What happened?", "My address was read out."), typed("E-mail address", "noor@families.example"), press("Send the complaint"))),
    State("card, check, errors", CARD, press("Check this card")),
    State("card, check, valid", CARD, check_card(days=30)),
    State("card, check, no such card", CARD, check("BBBBB-CCCCC")),
]
