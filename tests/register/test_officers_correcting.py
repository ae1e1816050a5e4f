"""An officer with a family on the phone changes what it told us, and the log says which question, never the answer."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, QueuedText, User
from register import child_actions, joining
from register.models import Child, Confirmation, Erasure, Family
from register.models.family import FamilyQuerySet
from tests.register.factories import ChildFactory, FamilyFactory, staff

HOME = {"postcode": "lk3 4cd", "borough": "larkmere"}


class TestAReason:
    def test_nothing_can_be_changed_before_a_reason_was_given(self, desk):
        family = FamilyFactory(confirmed=True)
        response = desk.sends("register_correct", family.pk, "home", **HOME)
        assert response.url == reverse("register_family", args=[family.pk])
        family.refresh_from_db()
        assert family.postcode == "LK1 2AB"

    def test_the_reason_holds_for_a_while_and_for_this_record_only(self, desk):
        family, other = FamilyFactory(confirmed=True), FamilyFactory(confirmed=True)
        desk.opens(family)
        assert desk.asks("register_correct", family.pk, "home").status_code == 200
        assert desk.asks("register_correct", other.pk, "home").status_code == 302
        session = desk.browser.session
        since, why = session["register_opened"][str(family.pk)]
        session["register_opened"] = {str(family.pk): [(dt.datetime.fromisoformat(since) - dt.timedelta(minutes=31)).isoformat(), why]}
        session.save()
        assert desk.asks("register_correct", family.pk, "home").status_code == 302
        assert "Why do you need to open this record?" in desk.asks("register_family", family.pk).content.decode()

    def test_who_may_only_read_changes_nothing(self, register, client):
        client.force_login(staff("Reader", "wagtailadmin.access_admin", "register.view_family"))
        family = FamilyFactory(confirmed=True)
        page = client.post(reverse("register_family", args=[family.pk]), {"reason": "asked"}).content.decode()
        assert "Amal Okonjo" in page
        assert "Change" not in page.split("<main")[-1]
        assert client.post(reverse("register_correct", args=[family.pk, "home"]), HOME).status_code == 302
        family.refresh_from_db()
        assert family.postcode == "LK1 2AB"


class TestAnAnswer:
    def test_it_is_changed_with_the_familys_own_question_and_the_log_names_only_the_question(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        desk.sends("register_correct", family.pk, "home", **HOME)
        family.refresh_from_db()
        assert family.postcode == "LK3 4CD"
        assert desk.log("correct") == ["The family asked us to: postcode and council"]

    def test_what_can_not_be_read_is_said_kindly_and_stays_typed(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        page = desk.sends("register_correct", family.pk, "home", postcode="nonsense", borough="larkmere").content.decode()
        assert "We could not read that postcode" in page
        assert "nonsense" in page
        assert desk.log("correct") == []
        assert desk.log("view")[-1] == "Page “postcode and council”, sent and not done yet: The family asked us to"

    def test_a_new_address_is_asked_first_and_an_old_one_can_not_be_taken_away(self, desk, settings):
        family = FamilyFactory(confirmed=True, email="amal@families.example")
        desk.opens(family)
        desk.sends("register_correct", family.pk, "contact", email="new@families.example", phone="")
        family.refresh_from_db()
        assert family.email == "amal@families.example"
        assert QueuedMail.objects.to("new@families.example").count() == 1
        assert "New e-mail address: new@families.example" in desk.opens(family)
        desk.sends("register_press", family.pk, "ask-again")
        assert QueuedMail.objects.to("new@families.example").count() == 2
        assert "not take it away" in desk.sends("register_correct", family.pk, "contact", email="", phone="07700 900123").content.decode()
        joining.new_confirmation(FamilyFactory(), Confirmation.Kind.JOIN, "token", email="other@families.example")
        settings.REGISTER_MAILS_A_DAY = 1
        for record in (family, FamilyFactory(email="amal@familes.example")):
            desk.opens(record)
            page = desk.sends("register_correct", record.pk, "contact", email="other@families.example", phone="").content.decode()
            assert "Nothing is saved: please try again tomorrow" in page and "other@families.example" in page
        assert not Family.objects.with_email("other@families.example").exists()

    def test_the_typo_in_a_waiting_sign_up_is_mended_and_its_mail_goes_out_again(self, desk):
        family = FamilyFactory(email="amal@familes.example")
        desk.opens(family)
        desk.sends("register_correct", family.pk, "contact", email="amal@families.example", phone="")
        family.refresh_from_db()
        assert family.email == "amal@families.example"
        assert QueuedMail.objects.to("amal@families.example").exists()

    def test_a_number_another_family_signs_in_with_is_refused(self, desk):
        FamilyFactory(confirmed=True, email="", account=None, phone="+447700900123", can_be_texted=True, phone_confirmed_at=timezone.now())
        family = FamilyFactory(confirmed=True, email="", account=None, phone="+447700900124", can_be_texted=True)
        desk.opens(family)
        assert "Another family signs in with this number" in desk.sends("register_correct", family.pk, "contact", email="", phone="07700 900123").content.decode()

    @pytest.mark.parametrize("step", ["child", "choices", "equality", "nonsense"])
    def test_questions_that_are_not_about_the_family_itself_are_not_there(self, desk, step):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        assert desk.asks("register_correct", family.pk, step).status_code == 404


class TestChildren:
    def test_a_childs_answer_is_changed_a_child_added_and_one_taken_out(self, desk):
        family = FamilyFactory(confirmed=True)
        bee = ChildFactory(family=family)
        desk.opens(family)
        desk.sends("register_correct_child", family.pk, bee.pk, "support", support_stage="ehc-plan", needs=["asd"])
        bee.refresh_from_db()
        assert bee.support_stage == "ehc-plan"
        answers = {"child-nickname": "Sunny", "child-birth_month": "May", "child-birth_year": "2016", "support-support_stage": "none", "support-needs": ["not-said"]}
        desk.sends("register_add_child", family.pk, **answers)
        assert {child.nickname for child in family.children.all()} == {"Bee", "Sunny"}
        assert "Take out Bee, born in March 2019?" in desk.asks("register_remove_child", family.pk, bee.pk).content.decode()
        desk.sends("register_remove_child", family.pk, bee.pk)
        assert [child.nickname for child in family.children.all()] == ["Sunny"]
        assert Erasure.objects.get().child_id == bee.pk
        assert [why.partition(": ")[2] for why in desk.log("correct")] == ["a child’s help and needs", "a child added", "a child taken out"]

    def test_a_button_pressed_twice_adds_one_child_and_writes_one_line(self, desk):
        family = FamilyFactory(confirmed=True)
        desk.opens(family)
        answers = {"child-nickname": "Sunny", "child-birth_month": "May", "child-birth_year": "2016", "support-support_stage": "none", "support-needs": ["not-said"]}
        page = desk.asks("register_add_child", family.pk).content.decode()
        key = re.search(r'name="new_child" value="([^"]+)"', page)[1]
        refused = desk.sends("register_add_child", family.pk, **answers | {"child-birth_month": "Smarch"}, new_child=key)
        assert f'name="new_child" value="{key}"' in refused.content.decode(), "still the same child"
        for _press in range(2):
            assert desk.sends("register_add_child", family.pk, **answers, new_child=key).url.endswith("?saved=1")
        assert family.children.count() == len(desk.log("correct")) == 1

    def test_an_old_page_brings_back_no_child_and_takes_none_of_another_family(self, desk):
        family, theirs = FamilyFactory(confirmed=True), ChildFactory()
        gone = ChildFactory(family=family)
        ChildFactory(family=family, nickname="Bee")
        keys = [gone.pk, theirs.pk]
        child_actions.remove_child(gone)
        desk.opens(family)
        answers = {"child-nickname": "Sunny", "child-birth_month": "May", "child-birth_year": "2016", "support-support_stage": "none", "support-needs": ["not-said"]}
        for key in keys:
            assert "taken this child out" in desk.sends("register_add_child", family.pk, **answers, new_child=str(key)).content.decode()
        theirs.refresh_from_db()
        assert (theirs.nickname, family.children.count()) == ("Bee", 1)
        desk.sends("register_add_child", family.pk, **answers, new_child="no key")
        assert family.children.count() == 2

    def test_the_only_child_is_not_taken_out(self, desk):
        family = FamilyFactory(confirmed=True)
        child = ChildFactory(family=family)
        desk.opens(family)
        assert "the only child" in desk.sends("register_remove_child", family.pk, child.pk).content.decode()
        assert Child.objects.exists()

    def test_another_familys_child_is_not_found(self, desk):
        family, other = FamilyFactory(confirmed=True), ChildFactory()
        desk.opens(family)
        assert desk.asks("register_correct_child", family.pk, other.pk, "child").status_code == 404


class TestOnThePhone:
    def test_a_family_joins_by_reading_out_the_code(self, desk, parent):
        parent.signs_up()
        family = Family.objects.get()
        code = re.search(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}\b(?!-)", parent.opens_mail().replace(family.reference, ""))[0]
        desk.opens(family)
        refused = desk.sends("register_confirm_by_code", family.pk, code="AAA-AAA").content.decode()
        assert "not the newest code" in refused and "<title>Error: " in " ".join(refused.split()).replace("<title> ", "<title>")
        done = desk.browser.get(desk.sends("register_confirm_by_code", family.pk, code=code.lower()).url).content.decode()
        assert "Confirmed: the family has joined." in done
        family.refresh_from_db()
        assert family.confirmed_at
        typed, confirmed = desk.log("correct")
        assert typed == "The family asked us to: a code was typed that did not confirm it"
        assert confirmed == "The family asked us to: confirmed with the code that they read out"

    def test_they_say_that_all_is_still_right(self, desk):
        family = FamilyFactory(confirmed=True, asked_again_at=timezone.now())
        desk.opens(family)
        desk.sends("register_press", family.pk, "still-right")
        family.refresh_from_db()
        assert family.asked_again_at is None

    def test_a_mail_to_confirm_goes_out_again(self, desk):
        family = FamilyFactory()
        joining.write_to(family)
        desk.opens(family)
        desk.sends("register_press", family.pk, "send-again")
        assert QueuedMail.objects.to(family.email).count() == 2

    def test_the_log_says_so_only_when_one_did(self, desk, parent):
        family = parent.joins()  # by the link, while the officer's page was open
        desk.opens(family)
        desk.sends("register_press", family.pk, "send-again")
        assert desk.log("correct") == ["The family asked us to: another mail to confirm was asked for; none went out"]

    @pytest.mark.parametrize("meanwhile", [lambda: Confirmation.objects.all().delete(), lambda: Confirmation.objects.update(expires_at=timezone.now())])
    def test_a_code_that_ends_while_it_is_typed_gets_kind_words(self, desk, parent, monkeypatch, meanwhile):
        parent.signs_up()
        family, code = Family.objects.get(), re.search(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}\b(?!-)", parent.opens_mail())[0]
        desk.opens(family)
        monkeypatch.setattr(FamilyQuerySet, "lock_all_with", lambda families, **kwargs: meanwhile())
        assert "does not work any more" in desk.sends("register_confirm_by_code", family.pk, code=code).content.decode()
        assert desk.log("correct") == ["The family asked us to: a code was typed that did not confirm it"]


def test_a_sign_up_by_mobile_gets_an_address_in_its_place(desk, texts_on):
    family = FamilyFactory(email="", phone="+447700900123", can_be_texted=True)
    desk.opens(family)
    desk.sends("register_correct", family.pk, "contact", email="right@families.example", phone="")
    family.refresh_from_db()
    assert (family.email, family.phone) == ("right@families.example", "")
    assert QueuedMail.objects.to("right@families.example").exists()


def test_each_page_that_shows_an_answer_is_a_line_in_the_log_and_says_which(desk, parent):
    family = parent.joins()
    desk.opens(family)
    before = len(desk.log("view"))
    assert family.email in desk.asks("register_correct", family.pk, "contact").content.decode()
    desk.asks("register_correct_child", family.pk, family.children.get().pk, "child")
    desk.asks("register_erase", family.pk)
    assert desk.asks("register_correct", family.pk, "nothing").status_code == 404
    said = desk.log("view")[before:]
    assert [why.partition(":")[0] for why in said] == ["Page “e-mail and phone”", "Page “a child’s name and birth”", "Page “erasing the record”"]
    assert "Page “e-mail and phone”" in parent.browser.get(reverse("my_family_looks")).content.decode()


def test_a_new_mobile_of_a_family_that_signs_in_by_phone_waits_until_it_answers(desk, texts_on):
    old, new = "+447700900123", "+447700900456"
    family = FamilyFactory(confirmed=True, email="", account=User.objects.create_user(phone=old), phone=old, can_be_texted=True, phone_confirmed_at=timezone.now())
    desk.opens(family)
    assert desk.sends("register_correct", family.pk, "contact", email="", phone="07700 900456").url.endswith("?waits=1")
    family.refresh_from_db()
    assert (family.phone, User.objects.with_phone(old).get()) == (old, family.account)
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", QueuedText.objects.to(new).get().text)[0]
    desk.sends("register_confirm_by_code", family.pk, code=code)
    family.refresh_from_db()
    assert (family.phone, User.objects.with_phone(new).get()) == (new, family.account)
