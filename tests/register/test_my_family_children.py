"""The children of a family that has joined: one more, one less, each answer changed."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts import crypto
from register import child_actions, data_pack
from register.models import Child, Family, Wording, WordingVersion
from register.questions import MOST_CHILDREN
from tests.register.conftest import Parent
from tests.register.factories import ChildFactory, reworded

PAGE = "my_family"
CHILD = {"nickname": "Zed", "birth_month": "May", "birth_year": "2016"}
SETTING = {"setting": "special", "setting_name": "Hill School"}
SUPPORT = {"support_stage": "ehc-plan", "needs": ["asd"]}


def tells(parent: Parent, step: str, **values):
    return parent.browser.post(reverse("my_family_add_child", args=[step]), values)


def test_one_more_child_is_walked_through_like_the_first(parent):
    family = parent.joins()
    assert reverse("my_family_add_child", args=["child"]) in parent.browser.get(reverse(PAGE)).content.decode()
    for step, values, following in (("child", CHILD, "setting"), ("setting", SETTING, "support")):
        assert tells(parent, step, **values).url.startswith(reverse("my_family_add_child", args=[following]))
    assert family.children.count() == 1, "nothing is kept before all is answered"
    response = tells(parent, "support", **SUPPORT)
    child = family.children.get(birth_year=2016)
    assert response.url == f"{reverse(PAGE)}?saved=1#child-{child.pk}"
    assert (child.nickname, child.setting, child.setting_name, child.support_stage) == ("Zed", "special", "Hill School", "ehc-plan")
    assert [need.code for need in child.needs.all()] == ["asd"]
    page = parent.browser.get(response.url).content.decode()
    assert "Born in (Zed)" in page and "Born in (Bee)" in page, "no two links with one name lead to different pages"


def test_back_shows_what_was_typed_and_a_later_question_waits_for_the_earlier(parent):
    parent.joins()
    assert parent.browser.get(reverse("my_family_add_child", args=["support"])).url.startswith(reverse("my_family_add_child", args=["child"]))
    tells(parent, "child", **CHILD)
    assert 'value="Zed"' in parent.browser.get(reverse("my_family_add_child", args=["child"])).content.decode()
    assert tells(parent, "support", **SUPPORT).url.startswith(reverse("my_family_add_child", args=["setting"]))


def test_what_is_typed_waits_encrypted_in_the_session(parent):
    parent.joins()
    tells(parent, "child", **CHILD | {"nickname": "Zyxchild"})
    kept = Session.objects.get().session_data
    assert "Zyxchild" not in kept and "Zyxchild" in crypto.decrypt(kept)


def test_a_double_click_is_one_child(parent):
    family = parent.joins()
    tells(parent, "child", **CHILD)
    tells(parent, "setting", **SETTING)
    new = str(parent.browser.get(reverse("my_family_add_child", args=["support"])).context["new_child"])
    first = tells(parent, "support", new_child=new, **SUPPORT)
    again = tells(parent, "support", new_child=new, **SUPPORT)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.url == f"{reverse(PAGE)}?saved=1#children"
    assert family.children.count() == 2


def test_two_presses_at_the_same_moment_are_one_child(parent):
    """Both read the session before either dropped it."""
    family = parent.joins()
    tells(parent, "child", **CHILD)
    tells(parent, "setting", **SETTING)
    waiting = parent.browser.session["register-new-children"]
    tells(parent, "support", **SUPPORT)
    session = parent.browser.session
    session["register-new-children"] = waiting
    session.save()
    tells(parent, "support", **SUPPORT)
    assert family.children.count() == 2


@pytest.mark.parametrize("values", [{"birth_year": "2099"}, {"birth_month": "Smarch"}, {"birth_year": "1980"}])
def test_a_child_that_can_not_be_is_refused_and_what_was_typed_stays(parent, values):
    parent.joins()
    page = tells(parent, "child", **CHILD | values).content.decode()
    assert "<title>Error: " in page
    assert 'value="Zed"' in page


def test_a_question_that_is_not_asked_is_left_out_unless_it_has_an_answer(parent):
    family = parent.joins()
    reworded(Wording.objects.get(key="questions-shown"), title="Which questions are asked", text="interests")
    assert tells(parent, "child", **CHILD).url.startswith(reverse("my_family_add_child", args=["support"]))
    assert parent.browser.get(reverse("my_family_add_child", args=["setting"])).status_code == 404
    tells(parent, "support", **SUPPORT)
    first, new = family.children.exclude(birth_year=2016).get(), family.children.get(birth_year=2016)
    assert parent.browser.get(reverse("my_family_child", args=[first.pk, "setting"])).status_code == 200, "it was answered"
    assert parent.browser.get(reverse("my_family_child", args=[new.pk, "setting"])).status_code == 404
    assert parent.browser.get(reverse("my_family_change", args=["reaching-you"])).status_code == 404


def test_there_is_an_end_to_how_many(parent):
    family = parent.joins()
    ChildFactory.create_batch(MOST_CHILDREN - 1, family=family)
    assert reverse("my_family_add_child", args=["child"]) not in parent.browser.get(reverse(PAGE)).content.decode()
    assert tells(parent, "child", **CHILD).url == reverse(PAGE) + "#children"
    assert family.children.count() == MOST_CHILDREN


class TestTakingOut:
    def test_the_page_says_what_goes_and_a_look_changes_nothing(self, parent):
        family = parent.joins()
        second = ChildFactory(family=family, nickname="Zed")
        address = reverse("my_family_remove_child", args=[second.pk])
        page = parent.browser.get(address).content.decode()
        assert "What goes" in page
        assert "Zed" in page
        assert family.children.count() == 2
        parent.browser.post(address)
        assert [child.nickname for child in family.children.all()] == ["Bee"]
        assert "not in your record any more" in parent.browser.post(address, follow=True).content.decode(), "a second press finds nothing"

    def test_what_is_saved_of_it_in_another_window_does_not_bring_it_back(self, parent):
        family = parent.joins()
        child = ChildFactory(family=family, nickname="Zed")
        open_window = reverse("my_family_child", args=[child.pk, "child"])
        parent.browser.post(reverse("my_family_remove_child", args=[child.pk]))
        page = parent.browser.post(open_window, {"nickname": "Zed", "birth_month": "3", "birth_year": "2015"}, follow=True).content.decode()
        assert "This child is not in your record any more" in page
        assert [child.nickname for child in family.children.all()] == ["Bee"]

    def test_not_even_in_the_same_moment(self, parent):
        family = parent.joins()
        child = ChildFactory(family=family)
        child_actions.remove_child(Child.objects.get(pk=child.pk))
        with pytest.raises(child_actions.ChildGone):
            child_actions.change_child(child, nickname="Zed")
        with pytest.raises(child_actions.ChildGone):
            child_actions.remove_child(child)
        assert family.children.count() == 1

    def test_the_last_child_stays_and_leaving_is_offered(self, parent):
        child = parent.joins().children.get()
        address = reverse("my_family_remove_child", args=[child.pk])
        page = parent.browser.post(address, follow=True).content.decode()
        assert reverse("my_family_leave") in page
        assert "Take this child out" not in page
        assert Child.objects.count() == 1
        with pytest.raises(child_actions.LastChild):
            child_actions.remove_child(child)

    def test_another_familys_child_is_as_missing_as_none(self, parent, another_parent):
        child = parent.joins().children.get()
        another_parent.joins()
        for pk in (child.pk, uuid.uuid4()):
            assert another_parent.browser.post(reverse("my_family_remove_child", args=[pk])).url == reverse(PAGE) + "?gone=1"
        assert Child.objects.filter(pk=child.pk).exists()


class TestYoungPerson:
    @pytest.fixture
    def young(self, register):
        return Parent(answers={"about-you": {"relationship": "young-person"}, "child-1": {"birth_year": "2008"}})

    def test_a_young_person_has_only_themselves(self, young):
        family = young.joins()
        page = young.browser.get(reverse(PAGE)).content.decode()
        assert "Add a child" not in page
        assert "Take this child out" not in page
        assert tells(young, "child", **CHILD).status_code == 302
        assert family.children.count() == 1

    def test_only_who_has_left_reads_so(self, young):
        young.joins()
        assert young.browser.get(reverse("register_left")).url == reverse("register")
        young.browser.post(reverse("my_family_leave"))
        assert young.browser.get(reverse("register_left")).status_code == 200

    def test_no_page_or_mail_speaks_to_a_young_person_of_their_child(self, young):
        family = young.joins()
        pages = [young.browser.get(reverse(name)).content.decode() for name in (PAGE, "my_family_leave", "my_family_data", "my_family_complaint", "my_family_email_sent")]
        young.browser.post(reverse("my_family_leave"))
        assert not Family.objects.filter(pk=family.pk).exists()
        others = WordingVersion.objects.current(["mail-stopped", "mail-lapsed", "mail-grown-up", "promise"]).values_list("text", flat=True)
        said = [*pages, young.browser.get(reverse("register_left")).content.decode(), young.opens_mail(), *others]
        assert [each for each in said if "our child " in each or "our child." in each or "our child’s" in each] == []

    def test_what_a_young_person_reads_of_themselves_and_takes_along_names_no_relationship_to_a_child(self, young):
        family = young.joins()
        for words in (young.browser.get(reverse(PAGE)).content.decode(), data_pack.page(family)):
            assert "<dt>Who joins</dt>" in words and "I am the young person (16 or over)" in words
            assert not re.search(r"to the child|child or young person", words, re.IGNORECASE), words

    def test_a_young_person_is_asked_in_their_own_words(self, young):
        child = young.joins().children.get()
        page = young.browser.get(reverse("my_family_child", args=[child.pk, "support"])).content.decode()
        assert "The help you need" in page

    def test_who_has_a_small_child_is_no_young_person(self, parent):
        parent.joins()
        page = parent.browser.post(reverse("my_family_change", args=["about-you"]), {"first_name": "Amal", "last_name": "Okonjo", "relationship": "young-person"}).content.decode()
        assert "after you turn 16. The child in your record was born in March 2019. If you look after" in page
        assert "Take out the other children" not in page
