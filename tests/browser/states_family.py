"""The page of a family that has joined, and every page behind it. Each state has a family of its own: none finds what another left."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page

from localoffer.models import Need
from register import actions, complaining, data_pack
from register.answers import Contact
from register.models import CHOICES, AccessLogEntry, CardRefusal, CardState, FamilyNote, NoteCategory, Outcome
from register.models import Family as Row
from tests.accounts.factories import make_staff
from tests.browser.site import LONG, MEMBER
from tests.browser.state import Act, State, shown, sign_in, signed_in, then, with_texts
from tests.browser.steps import press, typed
from tests.register.factories import ChildFactory, FamilyFactory, asks_for_card, says_yes

HOME = "/register/my-family/"
NUMBERS = itertools.count(100)
Make = Callable[[], Row]


def a_family(**fields: object) -> Row:
    """With one child that has needs and a long school, and nothing agreed to."""
    family = FamilyFactory(confirmed=True, last_name=LONG[:60], **fields)
    ChildFactory(family=family, setting="mainstream", setting_name=LONG[:100]).needs.set(Need.objects.all())
    return family


def with_address(**fields: object) -> Row:
    return a_family(address="1 Lark Lane\nLarkmere", has_address=True, **fields)


def with_everything() -> Row:
    """Choices with a history, a nameless second child, notes, a number, and a pause that stands."""
    family = with_address(phone=a_number(), can_be_texted=True, wants_less=True, paused_until=timezone.localdate() + dt.timedelta(days=30), asked_again_at=timezone.now())
    ChildFactory(family=family, nickname="", needs_not_said=True)
    says_yes(family, CHOICES[0])
    actions.choose(family, CHOICES[0], is_given=False)
    says_yes(family, CHOICES[0])
    today = timezone.localdate()
    FamilyNote.objects.create(family=family, category=NoteCategory.CALL_BACK, due_on=today, by="officer@council.example")
    FamilyNote.objects.create(family=family, category=NoteCategory.INTERPRETER, by="officer@council.example")
    done = {"done_at": timezone.now(), "done_by": "officer@council.example"}
    FamilyNote.objects.create(family=family, category=NoteCategory.OTHER_FORMAT, due_on=today, by="officer@council.example", **done)
    return family


def young_person() -> Row:
    family = FamilyFactory(confirmed=True, first_name="Jo", last_name="Green", relationship="young-person")
    ChildFactory(family=family, nickname="", birth_year=timezone.localdate().year - 18)
    return family


def looked_at() -> Row:
    family = a_family()
    for action, why in (
        (AccessLogEntry.Action.VIEW, "The family asked us to"),
        (AccessLogEntry.Action.EXPORT, "Export 3: For an event or a group that they asked to hear of: Summer fair"),
    ):
        AccessLogEntry.objects.create(who="officer@council.example", action=action, why=why, reference=family.reference)
    return family


def stopped() -> Row:
    return a_family(asked_again_at=timezone.now(), stopped_at=timezone.now())


def who_complained() -> Row:
    """Twice: one complaint is answered."""
    family = a_family()
    told = {"family": family, "to": Contact(family.email), "what_happened": f"My address was read out. {LONG}", "wanted": "Say sorry."}
    first, _second = (complaining.complain(form_id=uuid.uuid4(), **told) for _ in range(2))
    auditor = make_staff(email=f"auditor{family.pk.hex}@staff.example", has_second_factor=False)
    complaining.answer(first, outcome=Outcome.PARTLY, text="We are sorry.\n\nWe have changed how we read out lists.", by=auditor)
    return family


def with_two_children() -> Row:
    family = with_address()
    ChildFactory(family=family, nickname="Sunny")
    return family


def with_cards() -> Row:
    """One in each state a family can see, and a child that has none yet."""
    family = with_two_children()
    for state in CardState:
        card = asks_for_card(family, ChildFactory(family=family, nickname=state.value), name=state.value, lines=["time", "noise"])
        card.state = state
        card.valid_until = timezone.localdate() + dt.timedelta(days=300) if card.is_out else None
        card.refusal = CardRefusal.NAME if state == CardState.REFUSED else ""
        card.save()
    return family


def a_number() -> str:
    return f"+447700900{next(NUMBERS)}"


def at(path: str = "", make: Make = a_family) -> Act:
    """At a page of the family's; `{child}` in its address is the first child."""

    def act(page: Page) -> None:
        family = make()
        sign_in(page, family.account)
        page.goto(HOME + path.format(child=family.children.first().pk))

    return act


def cancels_a_card(page: Page) -> None:
    page.locator("a[href$='/cancel/']").first.click()


def gives_mobile(page: Page) -> None:
    page.locator("[name=phone]").fill(a_number())
    press("Save")(page)


ANSWERS_ABOUT_CHILD = then(typed("Month of birth", "March"), typed("Year of birth", "2019"), press("Continue"))


def reads_the_file(page: Page) -> None:
    """The page that a family keeps, opened from its downloads."""
    shown(page, data_pack.page(with_everything()))


def _own(name: str, *acts: Act) -> State:
    return State(f"my family{name}", "/", then(*acts), has_session=True)


MY_FAMILY = [
    State("my family, sign in first", HOME, has_session=True),
    State("my family, of nobody", "/", signed_in(MEMBER, HOME), has_session=True),
    _own("", at()),
    _own(", with everything", at(make=with_everything)),
    _own(", of a young person", at(make=young_person)),
    _own(", nobody writes any more", at(make=stopped)),
    _own(", change address", at("change/address/", with_address)),
    _own(", change home, errors", at("change/home/"), typed("Postcode (you can leave it out)", "nonsense"), press("Save")),
    _own(", change contact, errors", at("change/contact/"), typed("E-mail address", "noor@gmial.com"), press("Save")),
    _own(", change contact, asked", at("change/contact/"), typed("E-mail address", f"{LONG[:60]}@families.example"), press("Save")),
    _own(", change a child", at("child/{child}/support/")),
    _own(", new mobile", with_texts(at("change/contact/"), gives_mobile)),
    _own(", new mobile, wrong code", with_texts(at("change/contact/"), gives_mobile, typed("Your code", "AAA-AAA"), press("Use this number"))),
    _own(", add a child, errors", at("add-child/child/"), press("Continue")),
    _own(", add a child, support", at("add-child/child/"), ANSWERS_ABOUT_CHILD, press("Continue")),
    _own(", take a child out", at("child/{child}/remove/", with_two_children)),
    _own(", pause, errors", at("pause/"), typed("The day from which on we may write again", "soon"), press("Stop writing to me until then")),
    _own(", looks", at("looks/", looked_at)),
    _own(", data", at("data/")),
    State("my family, the file of data", "/", reads_the_file),
    _own(", complaint, errors", at("complaint/"), press("Send the complaint")),
    _own(", complaint, sent", at("complaint/"), typed("What happened?", "My address was read out."), press("Send the complaint")),
    _own(", complaint, answered", at("complaint/", who_complained)),
    _own(", card", at("card/", with_address)),
    _own(", card, errors", at("card/", with_two_children), press("Ask for this card")),
    _own(", card, asked", at("card/", with_address), typed("First name, as it should stand on the card", "Bee"), press("Ask for this card")),
    _own(", cards", at("card/", with_cards)),
    _own(", cancel a card", at("card/", with_cards), cancels_a_card),
    _own(", leave", at("leave/")),
    _own(", left", at("leave/"), press("Leave and delete my answers now")),
]
