"""A family's own page: everything held, everything changed, one choice at a time, and the way out."""

import re

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from accounts.mail import send_due
from accounts.models import QueuedMail, User
from register import actions, keys
from register.models import Consent, Family, Suppression, WordingVersion
from tests.factories import UserFactory
from tests.register.conftest import LINK, Parent
from tests.register.factories import ChildFactory, FamilyFactory, staff

PAGE = "my_family"


def press(parent: Parent, slug: str, given: str):
    return parent.browser.post(reverse("my_family_choose", args=[slug]), {"given": given})


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
    assert "To tell you about help for your child" in text
    assert "Nobody has opened your record." in text
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


class TestChoices:
    def test_a_choice_is_given_and_taken_back_in_one_press_with_its_history(self, parent):
        family = parent.joins()
        assert press(parent, "surveys", "yes").status_code == 302
        assert press(parent, "updates", "no").status_code == 302
        history = [(row.purpose, row.is_given, row.how, str(row.wording)) for row in family.consents.all()]
        assert history == [
            ("updates", True, "sign-up", "choice-updates:1"),
            ("surveys", True, "my-family", "choice-surveys:1"),
            ("updates", False, "my-family", "choice-updates:1"),
        ]
        page = parent.browser.get(reverse(PAGE)).content.decode()
        assert "you took it back" in page
        assert "About once a month" in page

    def test_pressing_twice_changes_nothing_more(self, parent):
        family = parent.joins()
        press(parent, "updates", "yes")
        press(parent, "nhs", "no")
        assert family.consents.count() == 1

    def test_only_who_agrees_now_may_be_written_to(self, parent):
        family = parent.joins()
        waiting = FamilyFactory()
        Consent.objects.create(family=waiting, purpose="updates", channel="email", is_given=True, how="sign-up", wording=WordingVersion.objects.first())
        assert list(Family.objects.agreeing_to("updates", "email")) == [family]
        assert not Family.objects.agreeing_to("surveys", "email").exists()
        press(parent, "updates", "no")
        assert not Family.objects.agreeing_to("updates", "email").exists()
        press(parent, "updates", "yes")
        assert list(Family.objects.agreeing_to("updates", "email")) == [family]

    @pytest.mark.parametrize(("slug", "given"), [("updates", "maybe"), ("updates", ""), ("everything", "yes")])
    def test_anything_else_is_not_found(self, parent, slug, given):
        parent.joins()
        assert press(parent, slug, given).status_code == 404

    def test_a_link_alone_changes_nothing(self, parent):
        parent.joins()
        assert parent.browser.get(reverse("my_family_choose", args=["updates"])).status_code == 405


class TestSomeoneElse:
    def test_another_familys_child_is_as_missing_as_none(self, parent, another_parent):
        child = parent.joins().children.get()
        another_parent.joins()
        missing = another_parent.browser.get(reverse("my_family_child", args=["00000000-0000-4000-8000-000000000000", "child"]))
        theirs = another_parent.browser.get(reverse("my_family_child", args=[child.pk, "child"]))
        sent = another_parent.browser.post(reverse("my_family_child", args=[child.pk, "child"]), {"nickname": "Taken", "birth_month": "1", "birth_year": "2015"})
        assert missing.status_code == theirs.status_code == sent.status_code == 404
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


class TestNewAddress:
    def asks(self, parent: Parent, email: str):
        return parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": email}, follow=True)

    def test_the_address_changes_when_the_new_one_is_confirmed(self, parent):
        family = parent.joins()
        assert "Check your new e-mail" in self.asks(parent, "New@families.example").content.decode()
        family.refresh_from_db()
        assert family.email == "amal@families.example"
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        assert mail.outbox[-1].to == ["new@families.example"]
        assert "Your new e-mail address is confirmed" in Client().post(link, follow=True).content.decode()
        family.refresh_from_db()
        assert (family.email, family.account.email) == ("new@families.example", "new@families.example")
        assert family.email_hash == keys.email_hash("new@families.example")
        assert parent.browser.get(reverse(PAGE)).status_code == 200
        assert "has changed" in QueuedMail.objects.get(recipient="amal@families.example").subject

    def test_another_familys_address_gets_the_same_answer_and_cannot_be_taken(self, parent):
        family = parent.joins()
        FamilyFactory(email="noor@families.example", confirmed=True)
        unknown, known = self.asks(parent, "free@families.example"), self.asks(parent, "noor@families.example")
        assert unknown.content == known.content
        send_due()
        assert "/confirm/" not in mail.outbox[-1].body
        family.refresh_from_db()
        assert family.email == parent.email

    def test_an_address_taken_meanwhile_is_refused(self, parent):
        family = parent.joins()
        self.asks(parent, "new@families.example")
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        FamilyFactory(email="new@families.example", confirmed=True)
        assert "does not work" in Client().post(link).content.decode()
        family.refresh_from_db()
        assert family.email == parent.email

    def test_a_staff_members_own_sign_in_cannot_be_taken_over(self, parent):
        parent.joins()
        user = staff("PCF editor")
        self.asks(parent, user.email)
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        assert "does not work" in Client().post(link).content.decode()
        assert User.objects.filter(email=user.email).count() == 1


class TestLeaving:
    def test_leaving_erases_everything_now_and_says_so(self, parent):
        parent.joins()
        page = parent.browser.get(reverse("my_family_leave")).content.decode()
        assert "changes no service" in page
        assert Family.objects.count() == 1, "looking changes nothing"
        mail_to_come = QueuedMail.objects.filter(recipient=parent.email)
        assert mail_to_come.exists(), "the welcome is still on its way"
        response = parent.browser.post(reverse("my_family_leave"), follow=True)
        assert "You have left" in response.content.decode()
        assert not Family.objects.exists()
        assert not User.objects.exists()
        assert not Consent.objects.exists()
        assert [each.subject for each in mail_to_come.all()] == ["You have left the SEND Register"]
        assert Suppression.objects.get().contact_hash == keys.email_hash(parent.email)
        assert "_auth_user_id" not in parent.browser.session
        assert parent.browser.get(reverse(PAGE)).status_code == 302

    def test_old_links_do_not_work_any_more(self, parent):
        family = parent.joins()
        send_due()
        link = LINK.search(mail.outbox[0].body)[1]
        actions.leave(family)
        assert Client().get(link).status_code == 404

    def test_staff_who_leave_keep_the_sign_in_they_work_with(self, register):
        user = staff("PCF editor")
        actions.leave(FamilyFactory(email=user.email, confirmed=True))
        assert User.objects.filter(pk=user.pk).exists()

    def test_another_family_stays(self, parent, another_parent):
        parent.joins()
        other = another_parent.joins()
        parent.browser.post(reverse("my_family_leave"))
        assert list(Family.objects.all()) == [other]


def test_the_database_itself_keeps_what_was_agreed(parent):
    parent.joins()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE register_consent SET is_given = %s", [False])
