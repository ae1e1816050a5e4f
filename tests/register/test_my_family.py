"""A family's own page: everything held, everything changed, one choice at a time, and the way out."""

import re

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.register.conftest import Parent
from tests.register.factories import ChildFactory

PAGE = "my_family"


def press(parent: Parent, slug: str, given: str):
    return parent.presses(slug, given)


def test_the_page_asks_to_sign_in(register, client):
    assert client.get(reverse(PAGE)).url == f"{reverse('account_login')}?next={reverse(PAGE)}"


def test_a_family_signs_in_by_mail_and_sees_everything_it_told_and_why(parent):
    parent.joins()
    parent.browser.logout()
    parent.browser.post(reverse("account_login"), {"login": parent.email})
    code = re.search(r"^\s*([A-Z0-9]{3}-?[A-Z0-9]{3})\s*$", parent.opens_mail(), re.M)[1]
    parent.browser.post(reverse("account_confirm_login_code"), {"code": code})
    page = parent.browser.get(reverse(PAGE))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    for held in ("Amal Okonjo", "amal@families.example", "LK1 2AB", "Larkmere Council", "Bee", "March 2019", "Speech, language and communication"):
        assert held in text
    for name in ("register_what_we_hold", "my_family_looks", "my_family_data", "my_family_leave"):
        assert f'href="{reverse(name)}"' in text
    assert "To tell you about help for your child" in parent.browser.get(reverse("register_what_we_hold")).content.decode()
    assert "we delete what you told us about Bee" in text, "and when"
    assert "After 24 months without an answer we stop writing" in parent.browser.get(reverse("register_what_we_hold")).content.decode()
    assert "Nobody has opened your record." in parent.browser.get(reverse("my_family_looks")).content.decode()
    assert 'data-stats-page="my-family"' in text, "counted as one group, never by its address"


def test_one_more_child_costs_no_more_queries(parent, count_queries, client):
    family = parent.joins()
    client.force_login(family.account)
    one = count_queries(reverse(PAGE))
    ChildFactory.create_batch(4, family=family)
    assert count_queries(reverse(PAGE)) <= one


@pytest.mark.parametrize(
    ("step", "values", "shown"),
    [
        ("about-you", {"first_name": "Amira", "last_name": "Okonjo", "relationship": "kinship"}, "Amira Okonjo"),
        ("home", {"postcode": "hd2 1zz", "borough": "hollowdean"}, "HD2 1ZZ"),
        ("home", {"postcode": "", "borough": "elsewhere"}, "Somewhere else, or not sure"),
    ],
)
def test_every_answer_about_the_family_can_be_changed(parent, step, values, shown):
    parent.joins()
    address = reverse("my_family_change", args=[step])
    assert "Why we ask" in parent.browser.get(address).content.decode()
    page = parent.browser.post(address, values, follow=True).content.decode()
    assert "Saved." in page
    assert shown in page


@pytest.mark.parametrize(
    ("step", "values", "shown"),
    [
        ("child", {"nickname": "Bumble", "birth_month": "4", "birth_year": "2018"}, "April 2018"),
        ("support", {"support_stage": "ehc-plan", "needs": ["not-said"]}, "I would rather not say"),
    ],
)
def test_every_answer_about_the_child_can_be_changed_and_the_others_stay(parent, step, values, shown):
    child = parent.joins().children.get()
    address = reverse("my_family_child", args=[child.pk, step])
    page = parent.browser.post(address, values, follow=True).content.decode()
    assert shown in page
    assert ("Autistic spectrum condition" in page) is (step == "child")
    assert ("March 2019" in page) is (step == "support")


def test_a_wrong_change_is_said_and_not_saved(parent):
    family = parent.joins()
    page = parent.browser.post(reverse("my_family_change", args=["home"]), {"postcode": "nowhere", "borough": "larkmere"}).content.decode()
    assert "<title>Error: " in page
    assert 'value="nowhere"' in page
    family.refresh_from_db()
    assert family.postcode == "LK1 2AB"


class TestSomeoneElse:
    def test_another_familys_child_is_as_missing_as_none(self, parent, another_parent):
        child = parent.joins().children.get()
        another_parent.joins()
        missing = another_parent.browser.get(reverse("my_family_child", args=["00000000-0000-4000-8000-000000000000", "child"]))
        theirs = another_parent.browser.get(reverse("my_family_child", args=[child.pk, "child"]))
        sent = another_parent.browser.post(reverse("my_family_child", args=[child.pk, "child"]), {"nickname": "Taken", "birth_month": "1", "birth_year": "2015"})
        assert missing.url == theirs.url == sent.url == reverse("my_family") + "?gone=1"
        child.refresh_from_db()
        assert child.nickname == "Bee"

    def test_a_page_of_ones_own_shows_nobody_elses(self, parent, another_parent):
        parent.answers = {"about-you": {"first_name": "Onlymine"}}
        parent.joins()
        another_parent.joins()
        assert "Onlymine" not in another_parent.browser.get(reverse(PAGE)).content.decode()

    def test_a_question_that_is_not_the_familys_is_not_found(self, parent):
        child = parent.joins().children.get()
        for address in (reverse("my_family_change", args=["child-1"]), reverse("my_family_change", args=["email_hash"]), reverse("my_family_child", args=[child.pk, "email"])):
            assert parent.browser.get(address).status_code == 404

    def test_who_signs_in_without_a_family_gets_kind_words(self, register, client):
        client.force_login(UserFactory())
        assert "We hold nothing" in client.get(reverse(PAGE)).content.decode()
