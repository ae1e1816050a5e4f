"""Every journey through the register, with a marker word in every field that takes words."""

import re
import uuid

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import User
from register.models import Card, DataComplaint, Family, FamilyMerge
from tests.accounts.signing_in import code_in_text, texts_sent
from tests.register.conftest import LINK, Parent
from tests.register.markers import Watched, sessions_with_markers
from tests.register.officers import Desk
from tests.register.test_officers_assisted import child, code, paper, told

# What an officer writes about a file, for families to read: no personal data, but words all the same.
SAID_BY_STAFF = "zyxreason"
TEXT_CODE = re.compile(r"(?<![\w-])[A-Z0-9]{3}-[A-Z0-9]{3}(?![\w-])")
REFERENCE = re.compile(r"(?<![\w-])[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}(?![\w-])")


def a_marked_parent() -> Parent:
    return Parent(
        browser=Watched(),
        email="zyxmail@families.example",
        choices=("updates", "updates-text", "updates-post", "card"),
        answers={
            "about-you": {"first_name": "Zyxfirst", "last_name": "Zyxlast"},
            "home": {"postcode": "zq99zq"},
            "contact": {"phone": "+447700900987"},
            "reaching-you": {"language": "another", "other_language": "Zyxlanguage"},
            "child-1": {"nickname": "Zyxchild"},
            "setting-1": {"setting_name": "Zyxschool"},
            "child-2": {"nickname": "Zyxsecond", "birth_month": "1", "birth_year": "2020"},
            "support-2": {"support_stage": "none", "needs": ["not-said"]},
            "address": {"address": "1 Zyxaddress Road"},
        },
    )


def joins_with_mistakes(parent: Parent) -> None:
    """Every question, wrong answers included, up to the confirmed address."""
    parent.starts("?c=POSTER")
    parent.answer("about-you", last_name="")
    parent.answer("about-you")
    parent.answer("contact", email="zyxwrong at home")
    parent.answer("contact")
    parent.answer("home", postcode="zyxwrong")
    parent.answer("home")
    parent.answer("reaching-you")
    parent.answer("child-1", birth_month="zyxwrong")
    for step in ("child-1", "setting-1", "support-1", "child-2", "setting-2", "support-2", "interests", "choices", "address", "equality"):
        parent.answer(step)
    parent.browser.get(reverse("register_children"))
    parent.browser.post(reverse("register_code"), {"reference": "zyxwrong", "code": "zyxwrong"})
    parent.browser.get(reverse("register_check"))
    parent.sends()
    parent.browser.post(reverse("register_sent"))
    parent.browser.get(reverse("register_sent"))
    Client().post(parent.link())


def uses_the_own_page(parent: Parent) -> None:
    """Signs in by code, changes things, rightly and wrongly."""
    parent.browser.post(reverse("account_login"), {"login": parent.email})
    code = re.search(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3})\s*$", parent.opens_mail(), re.M)[1]
    parent.browser.post(reverse("account_confirm_login_code"), {"code": code})
    assert "Zyxfirst" in parent.browser.get(reverse("my_family")).content.decode()
    assert sessions_with_markers(), "a session holds the address while someone is signed in: the look finds what is there"
    child = Family.objects.confirmed().get().children.first()
    parent.browser.post(reverse("my_family_child", args=[child.pk, "child"]), {"nickname": "Zyxchild", "birth_month": "5", "birth_year": "2018"})
    parent.browser.post(reverse("my_family_change", args=["home"]), {"postcode": "zyxwrong", "borough": "larkmere"})
    parent.presses("surveys")
    parent.browser.post(reverse("my_family_change", args=["address"]) + parent.says_yes_to("card"), {"address": "1 Zyxlast Lane"})
    parent.browser.post(reverse("my_family_add_child", args=["child"]), {"nickname": "Zyxchild", "birth_month": "5", "birth_year": "2016"})
    parent.browser.post(reverse("my_family_download"), {"kind": "json"})


def puts_the_form_away(browser: Client) -> None:
    """Half filled in, to an address that has not joined; and comes back to it."""
    somebody = Parent(browser=browser, email="zyxnew@families.example", answers=a_marked_parent().answers)
    somebody.goes_to("home")
    browser.post(reverse("register_save"), {"email": "zyxwrong at home"})
    browser.post(reverse("register_save"), {"email": somebody.email})
    link = re.search(r"http://testserver(/register/come-back/\S+/)", somebody.opens_mail())[1]
    browser.post(link, {"last_name": "Zyxwrong"})
    browser.post(link, {"last_name": "Zyxlast"})
    browser.post(reverse("register_clear"))


def joins_and_leaves_by_text(browser: Client) -> None:
    """With a mobile alone: every word goes by text."""
    answers = a_marked_parent().answers | {"contact": {"phone": "07700 900654"}, "about-you": {"first_name": "Zyxsecond", "last_name": "Zyxtwin"}}
    somebody = Parent(browser=browser, email="", choices=("updates-text",), answers=answers)
    somebody.signs_up()
    text = texts_sent()[-1]["text"]
    browser.post(reverse("register_code"), {"reference": REFERENCE.search(text)[0], "code": TEXT_CODE.search(text)[0]})
    browser.post(reverse("account_login"), {"login": "07700 900654"})
    browser.post(reverse("account_confirm_login_code"), {"code": "ZYX-WRO"})
    browser.post(reverse("account_confirm_login_code"), {"code": code_in_text()})
    assert "Zyxtwin" in browser.get(reverse("my_family")).content.decode()
    browser.post(reverse("my_family_change", args=["contact"]), {"email": "", "phone": "07700 900655"})
    browser.post(reverse("my_family_phone"), {"code": "zyxwrong"})
    browser.post(reverse("my_family_leave"), {"reason": "zyxwrong"})
    browser.post(reverse("my_family_leave"), {"reason": "data"})
    texts_sent()
    assert not User.objects.with_phone("+447700900654").exists()


def an_officer_looks(desk: Desk, email: str) -> None:
    desk.asks("register_families")
    for words in (email, "07700 900987", "zyxwrong@families.example"):
        desk.sends("register_families", words=words)
    desk.opens(Family.objects.confirmed().get())
    desk.browser.get(reverse("wagtailadmin_home"))


def an_officer_corrects(desk: Desk, family: Family) -> None:
    """Every question, with mistakes; a choice, a note, one more child."""
    for step, values in {
        "about-you": {"first_name": "Zyxfirst", "last_name": "Zyxlast", "relationship": "parent"},
        "contact": {"email": "zyxwrong at home", "phone": "zyxwrong"},
        "home": {"postcode": "zyxwrong", "borough": "larkmere"},
        "address": {"address": "2 Zyxaddress Road"},
    }.items():
        desk.sends("register_correct", family.pk, step, **values)
    first = family.children.first()
    desk.sends("register_correct_child", family.pk, first.pk, "setting", setting="mainstream", setting_name="Zyxschool")
    desk.sends("register_choose_for", family.pk, "surveys", given="yes", how="phone", words=code("surveys"))
    desk.sends("register_note", family.pk, category="call-back", due_on=timezone.localdate().isoformat())
    desk.sends("register_note", family.pk, category="zyxwrong", due_on="zyxwrong")
    one_more = {"child-nickname": "Zyxsecond", "child-birth_month": "2", "child-birth_year": "2015", "support-support_stage": "none", "support-needs": ["asd"]}
    desk.sends("register_add_child", family.pk, **one_more)
    assert (family.notes.count(), family.children.filter(birth_year=2015).count()) == (1, 1)


def an_officer_writes_down(desk: Desk) -> Family:
    """The same household once more, from its paper form, with a landline and mistakes at first."""
    person = {
        "about-you-first_name": "Zyxsecond",
        "about-you-last_name": "Zyxlast",
        "contact-phone": "01632 960321",
        "home-postcode": "zq9 9zq",
        "address-address": "1 Zyxaddress Road",
    }
    about = child(1, **{"child-nickname": "Zyxtwin", "setting-setting_name": "Zyxschool"})
    sheet = told(**person, **about, **paper(), **{code("updates-post"): "on", "paper-choice-updates-post": "1"})
    desk.sends("register_assisted", **sheet | {"contact-email": "zyxwrong at home"})
    desk.sends("register_assisted", **sheet | {"contact-email": "zyxpaper@families.example", "more": "1"})
    desk.sends("register_assisted", **sheet | {"contact-email": ""})
    return Family.objects.get(joined_how="paper")


def an_officer_merges(desk: Desk, web: Family, other: Family) -> None:
    """Puts them together, takes them apart, and puts them together for good."""
    answers = {"keep": "first", "about-you": "second", "contact": "second", "home": "first", "reaching-you": "first", "address": "second"}
    children = {f"child-{each.pk}": "another" for each in other.children.all()}
    desk.opens(web)
    desk.asks("register_duplicates")
    desk.asks("register_side_by_side", web.pk, other.pk)
    desk.merges(web, other, **answers, **children)
    desk.asks("register_undo_merge", web.pk, FamilyMerge.objects.get().pk)
    desk.sends("register_undo_merge", web.pk, FamilyMerge.objects.get().pk)
    assert Family.objects.filter(pk=other.pk).exists()
    desk.merges(web, other, **answers, **children)
    assert FamilyMerge.objects.get().swallowed


def an_officer_hands_out(desk: Desk, family: Family) -> list[bytes]:
    """Both kinds of export and the pack: what they hold, which is personal, for it is what was asked for."""
    wish = {"columns": ["reference", "first_name", "last_name", "email", "address"], "status": "all", "borough": "", "choice": "", "reason": "check", "details": SAID_BY_STAFF}
    desk.sends("register_export", **wish, kind="csv")
    files = [b"".join(desk.sends("register_export", **wish, kind=kind, take="yes").streaming_content) for kind in ("csv", "xlsx")]
    desk.opens(family)
    return [*files, desk.sends("register_pack", family.pk, reason="asked", is_checked="on").content]


def cards_are_made(desk: Desk, parent: Parent, family: Family) -> bytes:
    """Asked for with a mistake, checked, printed, posted, and looked up by a stranger; the print."""
    for name in ("Zyxwrong" * 9, "Zyxcard"):
        parent.browser.post(reverse("my_family_card"), {"child": str(family.children.first().pk), "name": name, "lines": ["time"]})
    card = Card.objects.get()
    desk.asks("register_cards")
    desk.asks("register_card", card.pk)
    desk.sends("register_card", card.pk, step="check")
    desk.sends("register_card", card.pk, step="print")
    desk.asks("register_cards_sheet", card.pk)
    printed = desk.sends("register_cards_sheet", card.pk).content
    desk.sends("register_card", card.pk, step="post")
    Watched().get(reverse("card_check", args=[Card.objects.get().code]))
    for address in (reverse("my_family_card"), reverse("my_family_card_cancel", args=[card.pk])):
        parent.browser.get(address)
    return printed


def complaints_are_answered(auditor: Desk, parent: Parent, stranger: Client) -> None:
    told = {"what_happened": "Zyxhappened", "wanted": "Zyxwanted"}
    parent.browser.post(reverse("my_family_complaint"), told | {"form_id": str(uuid.uuid4())})
    for values in ({"email": "zyxwrong at home"}, {"email": "zyxcomplains@families.example"}, {"phone": "07700 900654"}):
        stranger.post(reverse("register_data_complaint"), told | {"form_id": str(uuid.uuid4())} | values)
    assert DataComplaint.objects.count() == 3
    auditor.asks("register_complaints")
    for complaint in DataComplaint.objects.all():
        auditor.asks("register_complaint", complaint.pk)
        auditor.sends("register_complaint", complaint.pk, outcome="right", answer="")
        auditor.sends("register_complaint", complaint.pk, outcome="right", answer="Zyxanswer")
    auditor.asks("register_access_log")
    parent.browser.get(reverse("my_family_complaint"))


def moves_to_a_new_address(parent: Parent) -> None:
    """And somebody joins again with the old one meanwhile."""
    Parent(browser=Watched(), email=parent.email, answers=parent.answers).signs_up()
    parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": "zyxnew@families.example"})
    send_due()
    Client().post(LINK.search(mail.outbox[-1].body)[1])
    send_due()
