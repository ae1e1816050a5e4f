"""Before two records become one, a page says what will happen: just that happens, and both families read that it was looked at."""

import pytest
from django.utils import timezone

from register import foreseeing
from register.merge_copy import GROUPS
from register.merging import Decision
from register.models import AccessLogEntry, Family
from tests.register.factories import ChildFactory, FamilyFactory
from tests.register.test_officers_merging import joined_twice, named, says


@pytest.fixture
def pair(register):
    return joined_twice()


def test_a_page_says_what_will_happen_before_it_does_and_leads_back_with_what_was_chosen(pair, desk):
    one, other = pair
    says(one, "updates", is_given=True, days_ago=30)
    says(other, "updates", is_given=False, days_ago=10)
    says(other, "forum", is_given=True, days_ago=1)
    answers = {"keep": "first", "about-you": "second", "contact": "first", "home": "first", "reaching-you": "first", "address": "first"}
    children = {f"child-{named(other, 'Beatrice').pk}": f"{one.children.get().pk}:second", f"child-{named(other, 'Sunny').pk}": "another"}
    desk.opens(one)
    asked = desk.asks("register_side_by_side", one.pk, other.pk)
    assert [[row.term for row in side] for name, _field, *sides in asked.context["questions"] if name == "phone number" for side in sides] == [["Phone"], ["Phone"]]
    page = desk.sends("register_side_by_side", one.pk, other.pk, **answers, **children).content.decode()
    for words in (
        f"{one.reference} stays, with amal@families.example",
        f"From {one.reference}: phone number, postcode and council,",
        f"From {other.reference}: name and relationship.",
        "Not kept: amal@work.example; 07700 900123.",
        f"Bee, March 2019 and Beatrice, March 2019 are one child, with the answers of {other.reference}",
        "Sunny, March 2016 is added",
        "Then 2 children are in the record",
        "They agree to: Passing contact details",
        "Not any more, for the last word counts, and that of a sign-up that nobody confirmed does not: News about services",
        "amal@families.example, amal@work.example",
    ):
        assert words in page, words
    assert Family.objects.count() == 2
    back = desk.sends("register_side_by_side", one.pk, other.pk, **answers, **children, back="yes").context["form"]
    assert back["about-you"].value() == "second"


def test_what_has_changed_since_that_page_is_shown_before_anything_is_done(desk):
    one, other = FamilyFactory(confirmed=True), FamilyFactory(confirmed=True)
    desk.opens(one)
    said = {"keep": "first", **dict.fromkeys(GROUPS, "first")}
    shown = desk.sends("register_side_by_side", one.pk, other.pk, **said).context["shown"]
    ChildFactory(family=other, nickname="Sunny")
    says(other, "updates", is_given=True, days_ago=1)
    again = desk.sends("register_side_by_side", one.pk, other.pk, **said, sure="yes", shown=shown)
    page = again.content.decode()
    assert "one of the two has changed since that page" in page
    assert "Sunny, March 2019 is added" in page and "They agree to: News about services" in page
    assert Family.objects.count() == 2
    desk.sends("register_side_by_side", one.pk, other.pk, **said, sure="yes", shown=again.context["shown"])
    assert Family.objects.count() == 1


def test_that_page_is_in_the_log_of_both(pair, desk):
    desk.opens(pair[0])
    said = {"keep": "first", **dict.fromkeys(GROUPS, "first")} | {f"child-{child.pk}": "another" for child in pair[1].children.all()}
    assert "Sunny" in desk.sends("register_side_by_side", pair[0].pk, pair[1].pk, **said).content.decode()
    for family in pair:
        assert AccessLogEntry.objects.about(family.reference).filter(action="view", why__contains="compared with another record").count() == 1


def test_each_address_and_number_that_goes_is_named_whichever_record_it_was_in(register):
    one = FamilyFactory(confirmed=True, email="amal@families.example", phone="+441632960123", address="1 Lark Lane\nLarkmere", has_address=True)
    other = FamilyFactory(confirmed=True, email="amal@families.example", account=None, email_hash="", phone="+447700900456", address="", has_address=False)
    assert "Not kept: 07700 900456." in foreseeing.lines(one, other, Decision())
    assert "Not kept: 01632 960123; 1 Lark Lane, Larkmere." in foreseeing.lines(one, other, Decision(frozenset({"contact", "address"})))


def test_nobody_is_said_to_get_a_message_who_gets_none(register, settings):
    by_text = {"email": "", "account": None, "can_be_texted": True, "phone_confirmed_at": timezone.now()}
    one, other = FamilyFactory(confirmed=True, phone="+447700900123", **by_text), FamilyFactory(confirmed=True, phone="+447700900456", **by_text)
    settings.TEXT_URL = "file:"
    assert "A message goes to 07700 900123, 07700 900456." in foreseeing.lines(one, other, Decision())
    settings.TEXT_URL = ""
    assert "No message goes out: tell the family yourself." in foreseeing.lines(one, other, Decision())
