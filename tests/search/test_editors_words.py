"""What editors keep for the search: best bets and families' words; and what a family says when we put a word right."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from home import page_cache
from localoffer.editing.merging import merge
from localoffer.models import Service
from search.models import BestBet, SynonymGroup
from tests import factories
from tests.portal.desk import everyone, set_up_desk
from tests.search.conftest import words_of


def picked(response):
    return [result.name for result in response.context["found"].picked]


def names(response):
    return [result.name for result in response.context["found"].results]


@pytest.fixture
def clubs(home, search):
    for name in ("Swimming club", "Football club"):
        factories.ServiceFactory(name=name)
    return {service.name: service for service in Service.objects.all()}


def test_what_editors_pick_comes_first_with_a_label_and_only_once(clubs, search, django_capture_on_commit_callbacks):
    assert picked(search("clubs")) == []
    with django_capture_on_commit_callbacks(execute=True):
        BestBet.objects.create(words="club, things to do", service=clubs["Swimming club"])
    response = search("clubs")
    assert (picked(response), names(response)) == (["Swimming club"], ["Football club"])
    assert "Our editors suggest" in words_of(response)
    assert picked(search("things to do")) == ["Swimming club"]
    assert picked(search("football club")) == []


def test_a_page_can_be_picked_for_words_that_it_does_not_have(home, search):
    page = factories.GuidancePageFactory(parent=home, title="Short breaks")
    BestBet.objects.create(words="zzyzx", page=page)
    response = search("zzyzx")
    assert picked(response) == ["Short breaks"]
    page.unpublish()
    assert picked(search("zzyzx")) == []


def test_a_pick_is_shown_once_also_when_another_one_is_hidden_a_moment_ago(clubs, search):
    for order, name in enumerate(("Swimming club", "Football club")):
        BestBet.objects.create(words="club", service=clubs[name], order=order)
    search("club")
    Service.objects.filter(name="Swimming club").update(is_published=False)
    response = search("club")
    assert (picked(response), names(response)) == (["Football club"], [])


def test_what_editors_pick_stays_when_its_service_becomes_one_with_another(clubs, search, django_capture_on_commit_callbacks):
    BestBet.objects.create(words="splash", service=clubs["Swimming club"])
    assert picked(search("splash")) == ["Swimming club"]
    with django_capture_on_commit_callbacks(execute=True):
        merge(clubs["Swimming club"], into=clubs["Football club"], by=factories.UserFactory())
    assert picked(search("splash")) == ["Football club"]


def test_who_narrows_or_sorts_the_results_sees_only_the_results(clubs, search):
    BestBet.objects.create(words="club", service=clubs["Swimming club"])
    assert picked(search("club", age="3")) == [] == picked(search("club", sort="checked")) == picked(search("club", page="2"))


def test_a_pick_of_another_borough_is_not_shown(clubs, search):
    larkmere, other = (factories.BoroughFactory(slug=slug) for slug in ("pick-here", "pick-there"))
    clubs["Swimming club"].boroughs.add(larkmere)
    clubs["Swimming club"].save()
    BestBet.objects.create(words="club", service=clubs["Swimming club"])
    assert picked(search("club", borough="pick-here")) == ["Swimming club"]
    assert picked(search("club", borough=other.slug)) == []
    clubs["Swimming club"].boroughs.clear()
    clubs["Swimming club"].save()
    assert picked(search("club", borough=other.slug)) == [], "nobody has said that it is for this borough"


def test_a_best_bet_is_one_thing_and_has_words(clubs, home):
    for wrong in ({}, {"page": home, "service": clubs["Swimming club"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BestBet.objects.create(words="club", **wrong)
    with pytest.raises(ValidationError):
        BestBet(words=" , ", service=clubs["Swimming club"]).full_clean()


def test_the_pick_leads_to_few_more_queries(clubs, search, count_queries):
    address = reverse("search") + "?q=club"
    search("club")
    before = count_queries(address)
    BestBet.objects.create(words="club", service=clubs["Swimming club"])
    search("club")
    assert count_queries(address) <= before + 2 <= 14


def test_a_word_that_was_put_right_can_be_looked_for_as_it_was_typed(clubs, search):
    response = search("swiming")
    assert names(response) == ["Swimming club"]
    assert "Look for exactly “swiming”" in words_of(response) and "?q=swiming&amp;exact=1" in words_of(response)
    exact = search("swiming", exact="1")
    assert names(exact) == [] and "Look for exactly" not in words_of(exact)
    assert '<a href="?q=swiming">Look for words like it too</a>' in words_of(exact)
    assert exact.context["asked"].address == "?q=swiming&exact=1"
    assert '<input type="hidden" name="exact" value="swiming" form="finder">' in words_of(exact)


def test_a_form_keeps_just_what_was_typed_until_the_words_change(clubs, search):
    assert names(search("swiming", exact="swiming", age="8")) == []
    assert names(search("swimming", exact="swiming")) == names(search("swimming")) != []
    assert not search("swimin", exact="swiming").context["asked"].is_exact
    assert not search("", exact="", need="x", near="KT1").context["asked"].is_exact


@pytest.fixture
def editor(client, site):
    set_up_desk()
    client.force_login(everyone()["PCF editor"])
    return client


@pytest.mark.parametrize("change", ["saved", "deleted"])
def test_words_and_picks_that_changed_are_live_at_once(clubs, search, change, django_capture_on_commit_callbacks):
    """Each search before the change keeps what it read."""
    group = SynonymGroup.objects.create(words="splashing, swimming")
    bet = BestBet.objects.create(words="club", service=clubs["Swimming club"])
    assert (names(search("splashing")), picked(search("club"))) == (["Swimming club"], ["Swimming club"])
    with django_capture_on_commit_callbacks(execute=True):
        if change == "deleted":
            group.delete()
            bet.delete()
        else:
            group.words, bet.service = "splashing, football", clubs["Football club"]
            group.save()
            bet.save()
    left = ([], []) if change == "deleted" else (["Football club"], ["Football club"])
    assert (names(search("splashing")), picked(search("club"))) == left


@pytest.mark.parametrize(("words", "read"), [("splashing", "SynonymGroupQuerySet.synonyms"), ("club", "BestBetQuerySet.by_words")])
def test_what_was_read_while_an_editor_saved_is_read_again(clubs, search, monkeypatch, words, read, django_capture_on_commit_callbacks):
    """The change commits after the old words were read and before they are kept."""
    queryset = {"SynonymGroupQuerySet": SynonymGroup, "BestBetQuerySet": BestBet}[read.split(".")[0]].objects.all().__class__
    name, original = read.split(".")[1], getattr(queryset, read.split(".")[1])

    def saved_meanwhile(self):
        kept = original(self)
        monkeypatch.undo()
        with django_capture_on_commit_callbacks(execute=True):
            SynonymGroup.objects.create(words="splashing, swimming")
            BestBet.objects.create(words="club", service=clubs["Swimming club"])
        return kept

    monkeypatch.setattr(queryset, name, saved_meanwhile)
    search(words)
    response = search(words)
    assert "Swimming club" in (picked(response) if words == "club" else names(response))


def test_a_new_version_of_the_portal_reads_no_words_that_an_old_one_kept(clubs, search, monkeypatch):
    search("splashing")
    SynonymGroup.objects.create(words="splashing, swimming")
    monkeypatch.setattr(page_cache, "build", lambda: "next")
    assert names(search("splashing")) == ["Swimming club"]


def test_an_editor_is_told_of_words_in_two_groups(editor):
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(words="pool, swimming")
    response = editor.post(reverse("wagtailsnippets_search_synonymgroup:add"), {"words": "swim, bathing", "also_find": ""}, follow=True)
    assert "Another group has these words too: swim." in response.content.decode()
    page = editor.get(reverse("wagtailsnippets_search_synonymgroup:list"))
    assert "Also in another group" in page.content.decode()
    assert 'href="/search/?q=pool"' in page.content.decode()
    assert SynonymGroup.objects.shared_words() == {
        SynonymGroup.objects.get(words__startswith="pool").pk: ["swimming"],
        SynonymGroup.objects.get(words__startswith="swim,").pk: ["swim"],
    }


def test_an_editor_finds_a_group_by_its_words(editor):
    page = editor.get(reverse("wagtailsnippets_search_synonymgroup:list"), {"q": "physio"}).content.decode()
    assert "physiotherapist" in page and "dyslexic" not in page


def test_an_editor_makes_a_best_bet(editor, clubs):
    words = {"words": "club", "page": "", "service": str(clubs["Football club"].pk), "order": "0"}
    response = editor.post(reverse("wagtailsnippets_search_bestbet:add"), words, follow=True)
    assert "Football club" in response.content.decode()
    assert BestBet.objects.get().shown == clubs["Football club"]
    refused = editor.post(reverse("wagtailsnippets_search_bestbet:add"), words | {"service": ""})
    assert "Choose a page or a service" in refused.content.decode()


def test_the_first_words_of_families_are_in_no_two_groups(db):
    assert SynonymGroup.objects.shared_words() == {}
