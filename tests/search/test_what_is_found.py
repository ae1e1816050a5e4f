"""What a search finds and in which order, and what it costs."""

import datetime as dt

from django.core.files.base import ContentFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from localoffer.models import Service
from search import actions
from tests import factories
from tests.search.conftest import BROWSER
from tests.search.given import service


def test_results_can_be_sorted(home, search, titles):
    service("Swim old", checked_on=dt.date(2025, 1, 1))
    service("Swim new", checked_on=dt.date(2026, 1, 1))
    assert titles("swim", sort="checked") == ["Swim new", "Swim old"]
    assert [way.name for way in search("swim").context["found"].sorts] == ["Best match", "Checked last"]


def test_an_overdue_service_comes_lower_and_at_its_day_vanishes_without_a_new_index(home, titles, settings, monkeypatch):
    today = timezone.localdate()
    service("Swim late", verify_by=today - dt.timedelta(days=1))
    service("Swim well")
    assert titles("swim") == ["Swim well", "Swim late"]
    later = today + dt.timedelta(days=settings.SERVICE_HIDE_AFTER_DAYS)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    assert titles("swim") == ["Swim well"]


def test_guidance_for_an_age_keeps_to_it_and_a_filter_a_page_cannot_have_leaves_it_out(home, titles):
    school = factories.AgePhaseFactory(code="school", min_age=5, max_age=15)
    factories.GuidancePageFactory(parent=home, title="Sleep at school", ages=[school])
    factories.GuidancePageFactory(parent=home, title="Sleep at any age")
    service("Sleep clinic", free=True, min_age=0, max_age=25)
    assert set(titles("sleep", age="20")) == {"Sleep at any age", "Sleep clinic"}
    assert set(titles("sleep", phase="school")) == {"Sleep at school", "Sleep at any age", "Sleep clinic"}
    assert titles("sleep", cost="free") == ["Sleep clinic"]


def test_documents_are_found_by_title_but_not_those_in_a_closed_collection(home, titles, django_capture_on_commit_callbacks):
    closed = Collection.get_first_root_node().add_child(name="Staff")
    with django_capture_on_commit_callbacks(execute=True):
        Document.objects.create(title="Sleep diary", file=ContentFile(b"%PDF", name="diary.pdf"))
        Document.objects.create(title="Sleep captions", file=ContentFile(b"WEBVTT", name="captions.vtt"))
        Document.objects.create(title="Sleep secrets", file=ContentFile(b"%PDF", name="secrets.pdf"), collection=closed)
    assert set(titles("sleep")) == {"Sleep diary", "Sleep secrets"}
    with django_capture_on_commit_callbacks(execute=True):
        restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    assert titles("sleep") == ["Sleep diary"]
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert set(titles("sleep", type="document")) == {"Sleep diary", "Sleep secrets"}


def test_an_event_is_found_until_it_is_over(home, titles, monkeypatch):
    now = timezone.localdate()
    index = factories.EventIndexPageFactory(parent=home)
    factories.EventPageFactory(parent=index, title="Swim day", starts_at=timezone.now() + dt.timedelta(days=3), ages=[factories.AgePhaseFactory(min_age=5, max_age=11)])
    assert titles("swim", type="event", age="7", delivery="in-person") == ["Swim day"]
    assert titles("swim", age="20") == []
    monkeypatch.setattr(timezone, "localdate", lambda *args: now + dt.timedelta(days=5))
    assert titles("swim") == []


def cost(client, **parameters):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("search"), parameters, headers={"user-agent": BROWSER})
    assert response.status_code == 200
    return len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_every_filter_at_once_costs_12_queries_at_most_however_many_are_found(home, client, postcode):
    everything = {"q": "slepe diray", "age": "7", "near": "KT1 2AB", "within": "20", "cost": "free", "sort": "nearest", "day": ["MO", "TU"]}
    questions = [everything, {"q": "sleep diary"}, {"q": "slepe wheelchair horse"}, {"q": "sleep", "day": "SU", "cost": "free", "age": "3"}]
    questions.append({"q": "sleep zebra", "cost": "free", "age": "40", "near": "KT1 2AB", "within": "1", "day": "SU"})
    costs = []
    for numbers in (range(5), range(5, 17)):
        for number in numbers:
            service(f"Sleep diary {number}", miles=5, free=True, days=["MO"], min_age=0, max_age=25)
            factories.GuidancePageFactory(parent=home, title=f"Sleep diary page {number}")
            Document.objects.create(title=f"Sleep diary file {number}", file=ContentFile(b"%PDF", name="diary.pdf"))
        actions.catch_up()
        costs.append([(cost(client, q="sleep"), cost(client, **question))[1] for question in questions])  # the frame was just made
    assert all(more <= few for few, more in zip(*costs, strict=True)), costs
    assert max(costs[0]) <= 12


def test_500_values_of_one_parameter_break_nothing(home, client):
    service("Swim")
    actions.catch_up()
    for address in (reverse("search"), reverse("service_list"), reverse("search_csv")):
        response = client.get(f"{address}?{'need=x&' * 500}q=swim")
        assert response.status_code in {200, 414}


def test_a_kept_list_of_services_follows_the_index(home, client):
    """The list is made from the index: a page kept between a change and the index must go when the index has caught up."""
    made = service("Club")
    actions.catch_up()
    Service.objects.filter(pk=made.pk).update(name="Group")
    assert b">Group<" in client.get(reverse("service_list")).content
    second = service("Another club")
    assert b"Another club" not in client.get(reverse("service_list")).content
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.note([f"service:{second.pk}"])
    assert b"Another club" in client.get(reverse("service_list")).content


def test_every_choice_but_the_place_may_be_kept(home, client):
    """A postcode is somebody's own: pages with one are kept by no cache of ours."""
    service("Club")
    actions.catch_up()
    address = f"{reverse('service_list')}?age=7&access=hoist&day=MO&delivery=online&self_referral=1&sort=checked"
    for extra, is_kept in (("", True), ("&near=KT1+2AB&within=3", False)):
        client.get(address + extra)
        with CaptureQueriesContext(connection) as queries:
            client.get(address + extra)
        assert (len(queries) == 0) is is_kept
