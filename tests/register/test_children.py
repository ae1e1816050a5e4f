"""Families with several children, and young people who join for themselves."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from register.models import Child, Family
from register.questions import MOST_CHILDREN
from tests.register.conftest import Parent
from tests.register.factories import ChildFactory, FamilyFactory

CHILDREN = "/register/children/"


def tells_of_one_more(parent: Parent, number: int, name: str) -> None:
    parent.answer(f"child-{number}", nickname=name, birth_month="5", birth_year="2015")
    parent.answer(f"setting-{number}")
    parent.answer(f"support-{number}", support_stage="not-sure", needs=["not-said"])


def goes_on_to_the_end(parent: Parent):
    for step in ("interests", "choices", "equality"):
        parent.answer(step)
    return parent.browser.get(reverse("register_check"))


def with_two(parent: Parent) -> Parent:
    parent.goes_to("interests")
    tells_of_one_more(parent, 2, "Sunny")
    return parent


def test_a_second_child_is_asked_the_same_and_both_are_kept(parent):
    with_two(parent)
    page = parent.browser.get(CHILDREN).content.decode()
    assert "Child 1: Bee" in page and "Child 2: Sunny" in page
    check = goes_on_to_the_end(parent).content.decode()
    assert "Child 1: Bee" in check and "Child 2: Sunny" in check and "/register/child-2/?change=1" in check
    assert "Born in (Bee)" in check and "Born in (Sunny)" in check, "no two links with one name lead to different pages"
    parent.sends()
    assert sorted(child.nickname for child in Child.objects.all()) == ["Bee", "Sunny"]
    assert Child.objects.get(birth_year=2015).needs_not_said


def test_the_page_of_another_child_says_which_one_it_is_and_leads_back_to_the_list(parent):
    parent.goes_to("interests")
    page = parent.page("child-2").content.decode()
    assert "child 2" in page and f'href="{CHILDREN}"' in page


def test_a_child_can_be_taken_out_again_but_not_the_last_one(parent):
    with_two(parent)
    parent.browser.post(CHILDREN, {"number": "1"})
    page = parent.browser.get(CHILDREN).content.decode()
    assert "Sunny" in page and "Bee" not in page and "Take this child out" not in page
    parent.browser.post(CHILDREN, {"number": "2"})
    assert "Sunny" in parent.browser.get(CHILDREN).content.decode()
    goes_on_to_the_end(parent)
    parent.sends()
    assert Child.objects.get().nickname == "Sunny"


def test_before_a_child_is_taken_out_the_page_asks(parent):
    with_two(parent)
    page = parent.browser.get(CHILDREN, {"out": "2"}).content.decode()
    assert "Take this child out?" in page and "Child 2: Sunny" in page and "Born in May 2015" in page and f'href="{CHILDREN}"' in page
    assert "Sunny" in parent.browser.get(CHILDREN).content.decode(), "asking changes nothing"
    parent.browser.post(CHILDREN, {"number": re.search(r'name="number" value="(\d+)"', page)[1]})
    assert "Sunny" not in parent.browser.get(CHILDREN).content.decode()
    for out in ("1", "9", "x", ""):
        assert "Take this child out?" not in parent.browser.get(CHILDREN, {"out": out}).content.decode(), "the only one, or nobody"


@pytest.mark.parametrize("number", ["", "7", "-1", "x", "²", "1" * 5000])
def test_taking_out_a_child_that_is_not_there_changes_nothing(parent, number):
    with_two(parent)
    assert parent.browser.post(CHILDREN, {"number": number}).url == CHILDREN
    assert len(re.findall("Take this child out", parent.browser.get(CHILDREN).content.decode())) == 2


def test_a_child_half_told_about_is_gone_on_with_from_the_list(parent):
    parent.goes_to("interests")
    parent.answer("child-2", nickname="Sunny", birth_month="5", birth_year="2015")
    page = parent.browser.get(CHILDREN).content.decode()
    assert "Go on with this child" in page and "/register/setting-2/" in page
    assert parent.page("interests").url == reverse("register_question", args=["setting-2"]), "the form does not go on without it"


def test_five_hundred_children_are_too_many_and_somebody_helps(parent):
    parent.goes_to("interests")
    for number in range(2, MOST_CHILDREN + 1):
        tells_of_one_more(parent, number, f"Bee{number}")
    page = parent.browser.get(CHILDREN).content.decode()
    assert f"One form takes {MOST_CHILDREN} children" in page and "Add another child" not in page
    assert parent.answer(f"child-{MOST_CHILDREN + 1}").url == reverse("register_check")
    for step in ("child-500", "child-0", "child-x", "support-501", "child"):
        assert parent.browser.post(f"/register/{step}/").status_code == 404
    goes_on_to_the_end(parent)
    parent.sends()
    assert Child.objects.count() == MOST_CHILDREN


def test_two_tabs_adding_a_child_make_one(parent):
    with_two(parent)
    tells_of_one_more(parent, 2, "Sunny again")
    goes_on_to_the_end(parent)
    parent.sends()
    assert sorted(child.nickname for child in Child.objects.all()) == ["Bee", "Sunny again"]


class TestAYoungPerson:
    @pytest.fixture
    def young(self, parent):
        parent.answers = {"about-you": {"relationship": "young-person"}, "child-1": {"birth_year": str(timezone.localdate().year - 18)}}
        return parent

    def test_joins_for_themselves_and_is_spoken_to(self, young):
        page = young.goes_to("child-1").content.decode()
        assert "When were you born?" in page and "nickname" not in page
        young.answer("child-1")
        page = young.page("setting-1").content.decode()
        assert "Where do you go?" in page and "College or sixth form" in page and "playgroup" not in page
        young.answer("setting-1")
        assert "What do you need help with?" in young.page("support-1").content.decode()
        assert young.answer("support-1").url == reverse("register_question", args=["interests"]), "nobody asks for more children"
        assert "What is your ethnic group?" in young.goes_to("equality").content.decode()
        young.answer("equality")
        young.sends()
        assert Family.objects.get().children.count() == 1

    def test_reads_nowhere_on_the_way_of_a_child(self, young):
        """On no page, nor in a mail; but for who they could be to one, on the first."""
        pages = [young.goes_to("contact")]
        for step in ("contact", "home", "reaching-you", "child-1", "setting-1", "support-1", "interests", "choices", "equality"):
            pages.append(young.page(step))
            young.answer(step)
        pages += [young.browser.get(reverse(name)) for name in ("register_save", "register_check")]
        assert "nickname" not in pages[-1].content.decode(), "it was not asked for"
        young.sends()
        pages.append(young.browser.get(reverse("register_sent")))
        mails = [young.opens_mail()]
        pages += [young.browser.get(young.link()), young.browser.post(young.link(), follow=True)]
        mails.append(young.opens_mail())
        assert "- You joined for yourself" in mails[-1]
        said = [page.content.decode().split("<main", 1)[1].split("</main>")[0] for page in pages] + mails
        for words in said:
            assert not re.search(r"\b(your|a|the) child\b|nickname", words, re.IGNORECASE), words

    def test_of_fifteen_is_asked_kindly_to_find_somebody(self, young):
        today = timezone.localdate()
        young.answers["child-1"] = {"birth_month": str(today.month), "birth_year": str(today.year - 16)}  # 16 on some day of this month, perhaps a later one
        young.goes_to("child-1")
        page = young.answer("child-1").content.decode()
        assert "You can join for yourself from the month after you turn 16" in page and "Are you a parent or carer?" in page

    def test_who_changes_their_mind_about_who_they_are_is_asked_again_what_does_not_fit(self, parent):
        with_two(parent)
        goes_on_to_the_end(parent)
        parent.answer("about-you", query="?change=1", relationship="young-person")
        answer = parent.browser.get(reverse("register_check"))
        assert answer.url == reverse("register_question", args=["child-1"]) + "?change=1", "a child born in 2019 is no young person of 16"
        page = parent.browser.get(answer.url).content.decode()
        assert f'href="{reverse("register_question", args=["about-you"])}"' in page, "the way out, for a parent who pressed the wrong button"
        assert f'href="{reverse("register_check")}"' not in page, "from there it only led here again"


def test_an_officer_is_offered_no_other_child_for_a_young_persons_record(desk):
    young = ChildFactory(family=FamilyFactory(confirmed=True, relationship="young-person"), birth_year=2009).family
    assert reverse("register_add_child", args=[young.pk]) not in desk.opens(young)
