"""Two services that became one by mistake are two again, as if nothing had happened; what somebody changed meanwhile is left, and said."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from feedback.models import Comment, Usefulness
from home.models import Borough
from localoffer.editing import merging, pair_views, undoing
from localoffer.models import (
    AccessFact,
    CheckReminder,
    CostOption,
    ImportedRecord,
    Merge,
    NotTheSame,
    OldAddress,
    Proposal,
    Schedule,
    SendAnswer,
    Service,
    ServiceContact,
    SettingFacts,
)
from search.models import BestBet
from tests.factories import CategoryFactory, CommentFactory, LanguageFactory, LocationFactory, NeedFactory, ProviderFactory, SendQuestionFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
DAY = dt.date(2026, 6, 1)
# What a merge and its undoing leave behind: they are told in the history.
LEAVES = {Revision, Merge}


def relations():
    """Every way in which a row can belong to a service."""
    return [field for field in Service._meta.get_fields(include_hidden=True) if field.auto_created and not field.concrete and field.related_model not in LEAVES]


def everything(service: Service) -> dict[str, object]:
    """All that the database says of a service, and of each row that names it."""
    own = Service.objects.filter(pk=service.pk).values().get()
    found = {name: value for name, value in own.items() if name not in {"updated_at", "latest_revision_id"}}
    for relation in relations():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: service}).order_by("pk").values()
        found[f"{relation.related_model._meta.label}.{relation.field.name}"] = [{name: value for name, value in row.items() if not is_counted(relation, name)} for row in rows]
    return found


def is_counted(relation, name: str) -> bool:
    """Totals are taken apart and put together again: they are the same as rows of another key, like the joins to words of a list."""
    return name == "id" and (relation.related_model is Usefulness or relation.related_model._meta.auto_created)


@pytest.fixture
def two():
    """A service of which little is known, and one with a row of every kind that can belong to a service."""
    kept = ServiceFactory(name="Swim club", slug="swim", summary="Ours.", provider=None)
    place, third = LocationFactory(), ServiceFactory()
    other = ServiceFactory(
        name="Swimming club", slug="swimming", summary="Theirs.", website="https://swim.example", typical_wait="a week", wait_told_by="them", wait_told_on=DAY, min_age=3,
        needs=[NeedFactory()], categories=[CategoryFactory()], languages=[LanguageFactory()], locations=[place], status="waiting-list",
    )  # fmt: skip
    other.contacts = [ServiceContact(phone="020 7946 0130"), ServiceContact(name="Staff", is_public=False)]
    other.cost_options, other.schedules = [CostOption(amount=0)], [Schedule(day="MO", location=place)]
    other.access_facts = [AccessFact(kind="hoist", answer="yes", checked_on=DAY)]
    other.setting_facts, other.send_answers = [SettingFacts(kind="primary")], [SendAnswer(question=SendQuestionFactory(), answer="We do.")]
    other.boroughs = [Borough.objects.get(slug="larkmere")]
    other.save()
    OldAddress.objects.create(slug="swims", service=other)
    ImportedRecord.objects.create(service=other, source="feed.example", record={"name": "Swimming club"})
    CheckReminder.objects.create(service=other, cycle=DAY, days=30)
    Proposal.objects.create(service=other, changes={}, state="withdrawn")
    for pair in ((other, third), (third, other)):
        first, second = sorted(pair, key=lambda service: service.pk)
        NotTheSame.objects.get_or_create(first=first, second=second)
    CommentFactory(service=other)
    CommentFactory(service=kept)
    BestBet.objects.create(words="pool", service=other)
    Usefulness.objects.create(service=kept, day=DAY, yes=2, no=1)
    Usefulness.objects.create(service=other, day=DAY, yes=3, no=4)
    Usefulness.objects.create(service=other, day=DAY + dt.timedelta(days=1), yes=1)
    return kept, other


def test_whatever_can_belong_to_a_service_is_there_before_and_after(officer, two):
    """A new relation to a service fails here until this fixture has a row of it: think then of what a merge does to it, and of its way back."""
    kept, other = two
    has = everything(other)
    missing = {name for name, rows in has.items() if "." in name and not rows} - {"localoffer.NotTheSame.first", "localoffer.NotTheSame.second"}
    assert not missing, "no row of these in the test"
    assert has["localoffer.NotTheSame.first"] or has["localoffer.NotTheSame.second"]
    before = everything(kept), has
    merge = merging.merge(other, into=kept, by=officer)
    assert everything(kept) != before[0]
    parts = undoing.undo(merge, by=officer)
    assert undoing.told(parts)[1] == [], "nothing is said to stay"
    assert (everything(kept), everything(other)) == before


def test_an_editor_undoes_it_by_a_button_on_the_page_of_either(editor, officer, two):
    kept, other = two
    html = editor.post(reverse("service_compare", args=[kept.pk, other.pk]), {"keep": str(kept.pk)}, follow=True).content.decode()
    address = reverse("service_unmerge", args=[Merge.objects.get().pk])
    assert html.count(address) == 2, "in the message, and in the list of the last 30 days"
    for service in two:
        for page in ("edit", "history"):
            assert address in editor.get(reverse(f"wagtailsnippets_localoffer_service:{page}", args=[service.pk])).content.decode()
    html = editor.get(address).content.decode()
    for words in ("What goes back", "“Swim club”: website", "“Swim club”: 2 contacts", "1 comment", "1 best bet", "/swimming/ leads to its own page"):
        assert words.lower() in html.lower(), words
    assert Comment.objects.filter(service=kept).count() == 2, "to look changes nothing"
    html = editor.post(address, follow=True).content.decode()
    assert "are two services again" in html
    assert "Changed since" not in html
    assert editor.get("/services/swimming/").status_code == 200
    for service in two:
        entry = ModelLogEntry.objects.get(object_id=str(service.pk), action="localoffer.unmerge")
        assert (entry.user, entry.revision) == (officer, Service.objects.get(pk=service.pk).latest_revision)
    assert "was undone already" in editor.post(address, follow=True).content.decode()
    assert address not in editor.get(reverse("service_duplicates")).content.decode()


def test_what_was_changed_since_is_left_and_said(editor, officer, two):
    kept, other = two
    merge = merging.merge(other, into=kept, by=officer)
    kept = Service.objects.get(pk=kept.pk)
    kept.website = "https://better.example"
    contacts = list(kept.contacts.all())
    contacts[0].phone = "020 7946 0199"
    kept.contacts, kept.needs = [*contacts, ServiceContact(name="New")], []
    kept.save()
    BestBet.objects.update(service=ServiceFactory())
    OldAddress.objects.filter(slug="swims").update(service=ServiceFactory())
    Service.objects.filter(pk=other.pk).update(status="closed-for-now")
    address = reverse("service_unmerge", args=[merge.pk])
    stays = editor.get(address).context["stay"]
    assert stays == [
        "“Swimming club”: its status “Waiting list”, and whether families see it",
        "“Swim club”: website",
        "“Swim club”: needs",
        "“Swim club”: 1 contact",
        "1 old address",
        "1 best bet",
    ]
    html = editor.post(address, follow=True).content.decode()
    assert "Changed since, and so left as it is: “Swimming club”: its status" in html
    kept, other = (Service.objects.get(pk=service.pk) for service in two)
    assert (kept.website, [who.name or who.phone for who in kept.contacts.all()], kept.min_age) == ("https://better.example", ["020 7946 0199", "New"], None)
    assert (other.status, other.is_published) == ("closed-for-now", False)
    assert Comment.objects.filter(service=other).count() == 1


def test_what_families_said_of_the_kept_one_since_stays_with_it(officer, two):
    kept, other = two
    merge = merging.merge(other, into=kept, by=officer)
    CommentFactory(service=kept, text="Since then.")
    Usefulness.objects.filter(service=kept, day=DAY).update(yes=9)
    undoing.undo(merge, by=officer)
    assert list(Usefulness.objects.filter(day=DAY).order_by("yes").values_list("service", "yes", "no")) == [(other.pk, 3, 4), (kept.pk, 6, 1)]
    assert Comment.objects.get(text="Since then.").service == kept


def test_the_later_of_two_merges_is_undone_first(editor, officer):
    first, second, third = (ServiceFactory(name=name, slug=name) for name in ("first", "second", "third"))
    one = merging.merge(first, into=second, by=officer)
    two = merging.merge(second, into=third, by=officer)
    response = editor.post(reverse("service_unmerge", args=[one.pk]), follow=True)
    assert "“second” became one with “third” since. Undo that first." in response.content.decode()
    undoing.undo(two, by=officer)
    assert editor.get("/services/first/")["Location"] == "/services/second/"
    undoing.undo(one, by=officer)
    assert [editor.get(f"/services/{name}/").status_code for name in ("first", "second", "third")] == [200] * 3
    assert not OldAddress.objects.exists()


def test_another_merge_into_the_kept_one_is_no_hindrance(officer):
    kept, one, two = ServiceFactory(website=""), ServiceFactory(website="https://one.example"), ServiceFactory(website="https://two.example", email="two@two.example")
    first = merging.merge(one, into=kept, by=officer)
    merging.merge(two, into=kept, by=officer)
    undoing.undo(first, by=officer)
    kept.refresh_from_db()
    assert (kept.website, kept.email) == ("", "two@two.example")


def test_after_thirty_days_there_is_no_button_and_nothing_is_kept_of_it(editor, officer, two):
    kept, other = two
    merge = merging.merge(other, into=kept, by=officer)
    Merge.objects.update(merged_at=timezone.now() - dt.timedelta(days=30, minutes=1))
    address = reverse("service_unmerge", args=[merge.pk])
    assert address not in editor.get(reverse("wagtailsnippets_localoffer_service:history", args=[other.pk])).content.decode()
    assert "more than 30 days ago" in editor.post(address, follow=True).content.decode()
    other.refresh_from_db()
    assert other.status == "ended"
    assert (undoing.forget_merges(), Merge.objects.exists()) == (1, False)


def test_the_button_pressed_twice_undoes_it_once(officer, two):
    kept, other = two
    merge = merging.merge(other, into=kept, by=officer)
    undoing.undo(merge, by=officer)
    with pytest.raises(undoing.CanNotBeUndone):
        undoing.undo(merge, by=officer)
    assert Usefulness.objects.get(service=other, day=DAY).yes == 3


def test_an_age_of_nought_is_an_age(officer):
    kept, other = ServiceFactory(min_age=0), ServiceFactory(min_age=5, max_age=11, is_online=True)
    merging.merge(other, into=kept, by=officer)
    kept.refresh_from_db()
    assert (kept.min_age, kept.max_age, kept.is_online) == (0, None, True)


def test_a_service_for_every_need_hands_that_on_and_takes_it_back(officer):
    kept, other = ServiceFactory(), ServiceFactory(is_for_every_need=True)
    named = ServiceFactory(needs=[NeedFactory()])
    merge = merging.merge(other, into=kept, by=officer)
    assert Service.objects.get(pk=kept.pk).is_for_every_need
    undoing.undo(merge, by=officer)
    assert not Service.objects.get(pk=kept.pk).is_for_every_need
    merging.merge(other, into=named, by=officer)
    assert not Service.objects.get(pk=named.pk).is_for_every_need


def test_two_services_of_one_name_are_told_apart_wherever_they_are_made_one(editor, officer):
    place = LocationFactory(name="The pool", postcode="KT1 2AB")
    facts = {"name": "Swim club", "website": "https://swim.example"}
    kept = ServiceFactory(slug="one", provider=ProviderFactory(name="Council"), checked_on=dt.date(2026, 5, 4), locations=[place], **facts)
    other = ServiceFactory(slug="two", provider=ProviderFactory(name="Charity"), **facts)

    def words(address: str) -> str:
        return " ".join(BeautifulSoup(editor.get(address).content, "html.parser").text.split())

    one, two = f"Council · {place} · checked 4 May 2026 · key {kept.pk}", f"Charity · no place · never checked · key {other.pk}"
    for address in (reverse("service_duplicates"), reverse("service_compare", args=[kept.pk, other.pk])):
        assert one in words(address)
        assert two in words(address)
    done = editor.post(reverse("service_compare", args=[kept.pk, other.pk]), {"keep": str(kept.pk)}, follow=True).content.decode()
    assert f"“Swim club ({str(kept.pk)[:8]})” stays. “Swim club ({str(other.pk)[:8]})” has ended" in done
    undo = reverse("service_unmerge", args=[Merge.objects.get().pk])
    for address in (undo, reverse("service_duplicates")):
        assert one in words(address)
        assert two in words(address)
    assert f"“Swim club ({str(other.pk)[:8]})”: its status" in words(undo)
    assert two in words(reverse("wagtailsnippets_localoffer_service:edit", args=[kept.pk]))


def test_a_list_of_merges_that_has_an_end_says_so(editor, officer, monkeypatch):
    for _number in range(2):
        merging.merge(ServiceFactory(), into=ServiceFactory(), by=officer)
    monkeypatch.setattr(pair_views, "MERGES_SHOWN", 1)
    assert "The newest 1 of 2" in editor.get(reverse("service_duplicates")).content.decode()


def test_boroughs_are_handed_on_to_who_says_none_and_taken_back(officer):
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")
    kept, other = ServiceFactory(), ServiceFactory(boroughs=[larkmere], areas_served="North of the river")
    merge = merging.merge(other, into=kept, by=officer)
    now = Service.objects.get(pk=kept.pk)
    assert (now.codes_of_boroughs, now.areas_served) == (["larkmere"], "North of the river")
    undoing.undo(merge, by=officer)
    now = Service.objects.get(pk=kept.pk)
    assert (now.codes_of_boroughs, now.areas_served) == ([], "")
    named = ServiceFactory(boroughs=[hollowdean])
    merging.merge(ServiceFactory(is_for_every_borough=True), into=named, by=officer)
    assert Service.objects.get(pk=named.pk).codes_of_boroughs == ["hollowdean"], "what it says of itself stays"
    merging.merge(ServiceFactory(is_for_every_borough=True), into=kept, by=officer)
    assert Service.objects.get(pk=kept.pk).codes_of_boroughs == ["every"]
