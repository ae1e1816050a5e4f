"""Groups of families: put together by ticking, read back as a sentence, counted so that nobody is found."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import PCF_EDITOR, REGISTER_OFFICER
from campaigns import signing
from campaigns.groups import counting
from campaigns.groups.words import sentence
from campaigns.models import MailingState, Segment
from home.models import Borough
from localoffer.models import Need
from register.models import CHOICES, Purpose
from tests.campaigns.messages import ask, mailing, sign_all
from tests.factories import AgePhaseFactory
from tests.register.factories import ChildFactory, FamilyFactory, says_yes, staff

pytestmark = pytest.mark.usefixtures("register")
FOR_NEWS = {"purpose": "updates", "channels": ["email"]}
NEEDS = {"needs": ["asd"]}


@pytest.fixture
def editor():
    browser = Client()
    browser.user = staff(PCF_EDITOR)
    browser.force_login(browser.user)
    return browser


def group(name="Autism", **rules):
    return Segment.objects.create(name=name, **({"include": NEEDS} | rules))


def families(many, need="asd", *, agree=True):
    for _number in range(many):
        made = FamilyFactory(confirmed=True)
        ChildFactory(family=made).needs.set(Need.objects.filter(code=need))
        if agree:
            says_yes(made, CHOICES[0])


def saves(editor, made=None, **values):
    address = reverse("group_edit", args=[made.pk]) if made else reverse("group_new")
    return editor.post(address, {"name": "Autism"} | FOR_NEWS | values, follow=True)


def test_a_group_is_put_together_by_ticking_and_read_back_with_names(editor):
    page = saves(editor, **{"include-boroughs": ["larkmere", "hollowdean"], "include-needs": ["asd"], "leave_out-stages": ["ehc-plan"]}).content.decode()
    made = Segment.objects.get()
    assert (made.include, made.leave_out) == ({"boroughs": ["hollowdean", "larkmere"], "needs": ["asd"]}, {"stages": ["ehc-plan"]})
    read = "Families living in “Hollowdean” or “Larkmere” and with a child who has the need “Autistic spectrum condition”; not those with a child whose support now is “An EHC plan"
    assert read in page
    assert read in editor.get(reverse("groups")).content.decode()


def test_after_saving_it_says_how_many_get_it_and_why_others_do_not(editor):
    families(7), families(6, agree=False)
    page = saves(editor, **{"include-needs": ["asd"]}).content.decode()
    assert "Would get it today: 5" in page
    assert re.search(r"have not agreed to this kind of message in a way it is sent</dt><dd>5</dd>", page)
    assert page.count("<dd>fewer than 5</dd>") == 5


def test_counting_again_saves_nothing(editor):
    made = group()
    families(8, "slcn")
    page = saves(editor, made, count="1", name="", **{"include-needs": ["slcn"]}).content.decode()
    assert "Would get it today: 10" in page
    made.refresh_from_db()
    assert (made.name, made.include) == ("Autism", NEEDS)


@pytest.mark.parametrize(("many", "said"), [(0, "fewer than 5"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (7, "5"), (8, "10"), (1_238, "1,240")])
def test_none_and_four_read_alike_and_more_are_rounded(many, said):
    assert counting.hidden(many) == said


def test_one_more_family_is_not_seen(editor):
    families(5)
    seen = counting.count(NEEDS, {}, purpose=Purpose.UPDATES, channels=["email"])
    families(1), families(1, agree=False)
    assert counting.count(NEEDS, {}, purpose=Purpose.UPDATES, channels=["email"]) == seen


@pytest.mark.parametrize(
    "wrong",
    [
        {"include-needs": ["nobody-knows"]},
        {"include-needs": ["asd"], "leave_out-needs": ["asd"]},
        {"leave_out-reach": ["\0"]},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\0b"},
        {"purpose": "card"},
        {"channels": ["pigeon"]},
        {"channels": []},
    ],
)
def test_what_no_tick_can_say_is_refused_and_nothing_is_saved(editor, wrong):
    made = group()
    response = saves(editor, made, **wrong)
    assert response.status_code == 422
    assert "Nothing is saved yet" in response.content.decode()
    made.refresh_from_db()
    assert (made.name, made.include, made.leave_out) == ("Autism", NEEDS, {})


@pytest.mark.parametrize("query", ["?purpose=card&channels=email", "?purpose=updates&channels=x", "?purpose=%00"])
def test_an_address_that_asks_for_nothing_known_counts_nothing(editor, query):
    response = editor.get(reverse("group_edit", args=[group().pk]) + query)
    assert response.status_code == 200
    assert "counted" not in response.context


def test_two_groups_have_two_names(editor):
    group()
    assert "name" in saves(editor).context["form"].errors
    assert Segment.objects.count() == 1


def test_a_group_that_is_gone_is_not_found(editor):
    made = group()
    key = made.pk
    made.delete()
    assert [editor.get(reverse(name, args=[key])).status_code for name in ("group_edit", "group_delete")] == [404, 404]
    assert saves(editor, Segment(pk=key)).status_code == 404


def test_a_need_that_left_the_list_stays_until_somebody_takes_it_away(editor):
    """Else the group would be everybody, and nobody would have said so."""
    made = group(include={"needs": ["old"]})
    page = editor.get(reverse("group_edit", args=[made.pk])).content.decode()
    assert "old (not in the list any more)" in page
    saves(editor, made, **{"include-needs": ["old"]})
    made.refresh_from_db()
    assert made.include == {"needs": ["old"]}
    assert "the need “old”" in sentence(made.include, {})


def test_a_group_is_deleted_after_asking_and_not_while_messages_are_for_it(editor):
    made, used = group(), group("Used")
    of = mailing(segment=used)
    for each in (made, used):
        editor.get(reverse("group_delete", args=[each.pk]))
    assert Segment.objects.count() == 2
    editor.post(reverse("group_delete", args=[made.pk]))
    page = editor.post(reverse("group_delete", args=[used.pk])).content.decode()
    assert list(Segment.objects.all()) == [used]
    assert "Messages are for this group, so it stays." in page and str(of) in page


def test_another_rule_makes_signatures_fall_and_whoever_changed_it_signs_for_nobody(editor):
    made = group()
    of = mailing(segment=made)
    ask(of)
    sign_all(of)
    saves(editor, made, **{"include-needs": ["asd"]})
    of.refresh_from_db()
    assert of.state == MailingState.APPROVED
    saves(editor, made, **{"include-needs": ["slcn"]})
    of.refresh_from_db()
    assert of.state == MailingState.IN_REVIEW
    assert editor.user in of.writers.all()


def test_what_is_on_its_way_keeps_the_group_as_it_was_signed(editor):
    made = group()
    of = mailing(segment=made)
    ask(of)
    sign_all(of)
    type(of).objects.filter(pk=of.pk).update(state=MailingState.SENDING)
    saves(editor, made, **{"include-needs": ["slcn"]})
    of.refresh_from_db()
    assert of.state == MailingState.SENDING
    assert signing.group_of(of.version).include == NEEDS


def test_signers_read_the_group_with_its_names(editor):
    of = mailing(segment=group(include={"boroughs": ["larkmere"]}))
    ask(of)
    assert "Families living in “Larkmere”." in editor.get(reverse("mailing", args=[of.pk])).content.decode()


def test_every_family_and_lists_read_as_sentences():
    AgePhaseFactory(code="primary", name="5 to 11")
    assert sentence({}, {}) == "Every family in the register."
    out = {"phases": ["primary"], "languages": ["en"], "reach": ["post"]}
    assert sentence({}, out) == (
        "Every family in the register; not those with a child in the age phase “5 to 11”, not those who read “English” and not those who like to hear by “Letter”."
    )


def test_who_may_not_write_messages_sees_no_groups():
    browser = Client()
    browser.force_login(staff(REGISTER_OFFICER))
    made = group()
    assert {browser.get(address).status_code for address in (reverse("groups"), reverse("group_edit", args=[made.pk]))} == {302}
    assert reverse("groups") not in browser.get(reverse("mailings")).content.decode()


def test_thirty_groups_cost_no_more_questions_than_one(editor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(reverse("groups")).status_code == 200
        return len(queries)

    rules = {"boroughs": [Borough.objects.first().slug], "needs": ["asd"]}
    mailing(segment=group(include=rules))
    cost()
    one = cost()
    for number in range(29):
        group(f"Group {number}", include=rules)
    assert cost() == one
