"""Editors find services that stand in the directory twice, and make one of two without losing anything."""

import time
from itertools import count

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from feedback.models import Comment, Usefulness
from feedback.wagtail_hooks import CommentViewSet
from localoffer.editing import actions, duplicates, merging
from localoffer.models import CostOption, ImportedRecord, Location, OldAddress, Proposal, Provider, Service, ServiceAtLocation, ServiceContact
from localoffer.wagtail_hooks import DirectoryGroup, ServiceViewSet, VocabularyGroup
from tests.factories import CommentFactory, LocationFactory, ProviderFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def found() -> list[tuple[set[str], list[str]]]:
    names = dict(Service.objects.values_list("pk", "slug"))
    return [({names[pair.first], names[pair.second]}, pair.reasons) for pair in duplicates.find()]


def at(postcode: str, **facts: object) -> Service:
    return ServiceFactory(locations=[LocationFactory(postcode=postcode)], **facts)


def test_the_same_name_and_one_more_thing_makes_a_pair_with_its_reasons():
    provider = ProviderFactory()
    at("KT1 2AB", name="The Swim Club", slug="one", provider=provider, website="https://swim.example/")
    at("kt12ab", name="swim-club!", slug="two", provider=provider, website="http://www.swim.example")
    at("SW1A 1AA", name="Swim club", slug="elsewhere")
    assert found() == [({"one", "two"}, ["provider", "postcode", "website"])]


def test_one_phone_number_written_in_two_ways_is_one():
    for slug, number in (("one", "+44 (0)20 8547 5000"), ("two", "020 8547 5000 (mornings)")):
        service = ServiceFactory(name="Helpline", slug=slug)
        service.contacts = [ServiceContact(phone=number)]
        service.save()
    assert found() == [({"one", "two"}, ["phone"])]


def test_similar_names_at_one_postcode_are_a_pair_but_not_with_other_numbers():
    at("KT1 2AB", name="Saturday trampoline sessions", slug="one")
    at("KT1 2AB", name="Saturday trampolining session", slug="two")
    at("KT1 2AB", name="Cookery", slug="cookery")
    at("KT3 3CD", name="Youth club for ages 8 to 11", slug="young")
    at("KT3 3CD", name="Youth club for ages 12 to 16", slug="old")
    assert found() == [({"one", "two"}, ["similar"])]


def test_what_has_ended_and_what_was_called_two_come_no_more(officer):
    provider = ProviderFactory()
    one, two, ended = ServiceFactory.create_batch(3, name="Swim club", provider=provider)
    Service.objects.filter(pk=ended.pk).update(status="ended")
    assert len(found()) == 1
    actions.say_not_the_same(two, one, by=officer)
    actions.say_not_the_same(one, two, by=officer)
    assert found() == []


def test_ten_thousand_services_are_compared_in_seconds_though_many_share_a_postcode_or_a_name():
    number = count()
    provider = Provider.objects.create(name="Council")
    places = Location.objects.bulk_create(Location(postcode=f"KT{each} 1AA") for each in range(40))
    words = ["swim", "art", "cook", "drama", "music", "play", "sport", "talk"]
    services = Service.objects.bulk_create(
        Service(name=f"{words[each % 8]} {words[each // 8 % 8]} {words[each // 64 % 8]} group", slug=f"s{next(number)}", provider=provider) for each in range(10_000)
    )
    ServiceAtLocation.objects.bulk_create(ServiceAtLocation(service=service, location=places[place % 40]) for place, service in enumerate(services))
    start = time.process_time()
    assert duplicates.find()
    assert time.process_time() - start < 10


@pytest.fixture
def two():
    """A service and another that is the same, with what families said of both."""
    kept = ServiceFactory(name="Swim club", slug="swim", summary="Ours.", website="")
    other = at("KT1 2AB", name="Swimming club", slug="swimming", summary="Theirs.", website="https://swim.example")
    other.contacts, other.cost_options = [ServiceContact(phone="020 8547 5000")], [CostOption(amount=0)]
    other.save()
    ImportedRecord.objects.create(service=other, source="feed.example", record={"name": "Swimming club"})
    OldAddress.objects.create(slug="swims", service=other)
    CommentFactory(service=other)
    Usefulness.objects.create(service=kept, yes=2, no=1)
    Usefulness.objects.create(service=other, yes=3, no=4)
    return kept, other


def test_two_services_stand_side_by_side(editor, two):
    html = editor.get(reverse("service_compare", args=[service.pk for service in two])).content.decode()
    for fact in ("Ours.", "Theirs.", "020 8547 5000", "feed.example"):
        assert fact in html


def test_merging_keeps_one_fills_its_gaps_and_moves_what_families_said(editor, officer, two):
    kept, other = two
    assert editor.post(reverse("service_compare", args=[kept.pk, other.pk]), {"keep": str(kept.pk)}).status_code == 302
    kept, other = (Service.objects.get(pk=service.pk) for service in two)
    assert (kept.summary, kept.website, kept.is_free, kept.contacts.get().phone, kept.places[0].postcode) == ("Ours.", "https://swim.example", True, "020 8547 5000", "KT1 2AB")
    assert Comment.objects.get().service == kept
    assert list(Usefulness.objects.values_list("service", "yes", "no")) == [(kept.pk, 5, 5)]
    assert (other.status, other.is_published, other.imported.source, other.contacts.count()) == ("ended", False, "feed.example", 1)
    entry = ModelLogEntry.objects.get(object_id=str(kept.pk), action="localoffer.merge")
    assert (entry.user, entry.data["words"]) == (officer, "with “Swimming club”")
    for old in ("swimming", "swims"):
        response = editor.get(reverse("service", args=[old]))
        assert (response.status_code, response["Location"]) == (301, kept.get_absolute_url())


def test_what_another_editor_saved_meanwhile_is_kept_when_two_become_one(officer, two):
    kept, other = two
    Service.objects.filter(pk=kept.pk).update(keywords="Meanwhile")
    merging.merge(other, into=kept, by=officer)
    assert Service.objects.get(pk=kept.pk).keywords == "Meanwhile"


def test_what_became_one_with_another_is_no_difference_from_its_feed(officer, two):
    kept, other = two
    ImportedRecord.objects.update(differs=True)
    assert ImportedRecord.objects.perhaps_different().exists()
    merging.merge(other, into=kept, by=officer)
    assert not ImportedRecord.objects.perhaps_different().exists()
    Service.objects.filter(pk=other.pk).update(is_published=True)
    assert ImportedRecord.objects.perhaps_different().exists(), "undone, it counts again"


def test_a_merged_service_can_be_merged_on_and_its_first_address_follows(editor, officer):
    first, second, third = (ServiceFactory(slug=slug) for slug in ("first", "second", "third"))
    merging.merge(first, into=second, by=officer)
    merging.merge(second, into=third, by=officer)
    assert editor.get(reverse("service", args=["first"]))["Location"] == third.get_absolute_url()


def test_a_merge_can_be_undone(editor, officer):
    kept, other = ServiceFactory(), ServiceFactory(slug="other")
    merging.merge(other, into=kept, by=officer)
    before = other.revisions.order_by("pk").first().as_object()
    assert (before.status, before.is_published) == ("open", True)
    Service.objects.filter(pk=other.pk).update(status=before.status, is_published=True)
    assert editor.get(reverse("service", args=["other"])).status_code == 200


def test_what_a_provider_proposed_does_not_end_unread_with_its_service(editor):
    kept, other = ServiceFactory(name="Swim"), ServiceFactory(name="Swimming club")
    proposal = Proposal.objects.create(service=other, changes={"summary": {"was": "", "now": "We dive."}})
    address = reverse("service_compare", args=[kept.pk, other.pk])
    html = editor.post(address, {"keep": str(kept.pk)}, follow=True).content.decode()
    assert "A change that was proposed for “Swimming club” still waits" in html
    other.refresh_from_db()
    assert (other.status, other.is_published) == ("open", True)
    assert not OldAddress.objects.exists()
    Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")
    editor.post(address, {"keep": str(kept.pk)})
    other.refresh_from_db()
    assert (other.status, other.is_published) == ("ended", False)


def test_what_was_proposed_for_the_service_that_stays_waits_on(editor):
    kept, other = ServiceFactory(), ServiceFactory()
    proposal = Proposal.objects.create(service=kept, changes={"summary": {"was": "", "now": "We dive."}})
    editor.post(reverse("service_compare", args=[kept.pk, other.pk]), {"keep": str(kept.pk)})
    other.refresh_from_db()
    assert other.status == "ended"
    assert list(Proposal.objects.waiting()) == [proposal]


def test_an_editor_says_that_two_are_two(editor):
    provider = ProviderFactory()
    one, two = ServiceFactory.create_batch(2, name="Swim club", provider=provider)
    assert "same name and provider" in editor.get(reverse("service_duplicates")).content.decode()
    editor.post(reverse("service_compare", args=[one.pk, two.pk]), {"keep": "not-the-same"})
    assert "No two services look like one" in editor.get(reverse("service_duplicates")).content.decode()


def test_a_choice_that_is_none_changes_nothing(editor):
    one, two = ServiceFactory.create_batch(2)
    address = reverse("service_compare", args=[one.pk, two.pk])
    assert "Choose one of the two" in editor.post(address, {"keep": "nonsense"}).content.decode()
    assert editor.get(reverse("service_compare", args=[one.pk, one.pk])).status_code == 404
    assert not OldAddress.objects.exists()


def test_an_old_address_of_what_families_may_not_see_leads_nowhere(client):
    OldAddress.objects.create(slug="gone", service=ServiceFactory(is_published=False))
    assert client.get(reverse("service", args=["gone"])).status_code == 404


def test_what_is_side_by_side_is_named_in_the_language_of_the_portal(editor, monkeypatch):
    two = [ServiceFactory(slug=slug) for slug in ("one", "two")]
    for service in two:
        service.contacts = [ServiceContact(phone="020 8547 5000"), ServiceContact(name="Manager", is_public=False)]
        service.cost_options = [CostOption(amount=3)]
        service.save()
    monkeypatch.setattr(translation._trans, "gettext", "~{}".format)
    html = editor.get(reverse("service_compare", args=[service.pk for service in two])).content.decode()
    for words in ("~Costs", "~Contacts", "~Contacts for staff", "~Address of the page", "~Changed"):
        assert f'<th scope="row">{words}' in html


def test_menus_are_in_the_language_of_the_portal(monkeypatch):
    monkeypatch.setattr(translation._trans, "gettext", "~{}".format)
    menus = (ServiceViewSet, DirectoryGroup, VocabularyGroup, CommentViewSet)
    assert [str(menu.menu_label) for menu in menus] == ["~Services", "~Directory", "~Word lists", "~Comments"]
