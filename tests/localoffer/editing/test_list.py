"""An editor finds the services that need work, and changes many of them at once."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry

from home.models import Borough
from localoffer.editing import actions
from localoffer.editing.filters import narrowed
from localoffer.models import AccessFact, CostOption, ImportedRecord, Service
from tests.accounts.factories import make_staff
from tests.factories import CategoryFactory, LocationFactory, NeedFactory, ProviderFactory, ServiceFactory
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "wagtailsnippets_localoffer_service:list"


def names(**asked: str) -> list[str]:
    return sorted(narrowed(QueryDict(urlencode(asked))).values_list("name", flat=True))


def bulk(action: str, *services: Service | str) -> str:
    keys = "&".join(f"id={getattr(service, 'pk', service)}" for service in services)
    return f"{reverse('wagtail_bulk_action', args=['localoffer', 'service', action])}?next=/admin/&{keys}"


@pytest.fixture
def kinds():
    """A service of each kind that an editor may look for."""
    today = timezone.localdate()
    there = ServiceFactory(name="Swim club", owner_team="Leisure", locations=[LocationFactory(postcode="KT1 2AB")], verify_by=today + dt.timedelta(days=400))
    there.cost_options = [CostOption(amount=0)]
    there.save()
    ServiceFactory(name="No place", locations=[], is_published=False)
    ServiceFactory(name="Long ago", verify_by=today - dt.timedelta(days=400))
    ServiceFactory(name="Just over", verify_by=today - dt.timedelta(days=2))
    ServiceFactory(name="Soon", verify_by=today + dt.timedelta(days=9), status="closed-for-now")
    fed = ServiceFactory(name="From a feed", provider=ProviderFactory(name="Larkmere Hospital"), boroughs=[Borough.objects.get(slug="larkmere")])
    ImportedRecord.objects.create(service=fed, source="feed.example", record={})
    return there


def test_an_editor_finds_what_needs_work(kinds):
    assert names(shown="hidden") == ["No place"]
    assert names(missing="place") == sorted(Service.objects.filter(at_locations=None).values_list("name", flat=True))
    assert "Swim club" not in names(missing="cost")
    assert names(check="overdue") == ["Just over", "Long ago"]
    assert names(check="hidden") == ["Long ago"]
    assert names(check="soon") == ["Soon"]
    assert names(status="closed-for-now") == ["Soon"]
    assert names(owner_team="Leisure") == ["Swim club"]
    assert names(provider="hospital") == ["From a feed"]
    assert names(source="feed.example") == ["From a feed"]
    assert "From a feed" not in names(source="ours")
    assert names(boroughs=str(Borough.objects.get(slug="larkmere").pk)) == ["From a feed"]
    assert names(changed_since=str(timezone.localdate() + dt.timedelta(days=1))) == []


def test_a_kind_of_help_finds_its_parts_too_and_no_service_twice():
    kind = CategoryFactory()
    part, need = CategoryFactory(parent=kind), NeedFactory()
    ServiceFactory(name="Both", categories=[kind, part], needs=[need], locations=[LocationFactory(postcode="KT1 1AA"), LocationFactory(postcode="KT1 1AB")])
    assert names(categories=str(kind.pk)) == names(needs=str(need.pk)) == names(q="KT1 1") == ["Both"]


def test_search_looks_at_name_provider_and_postcode(kinds):
    assert names(q="swim") == names(q="kt1 2ab") == ["Swim club"]
    assert names(q="hospital larkmere") == ["From a feed"]


def test_odd_filters_narrow_nothing_and_break_nothing(editor, kinds):
    address = reverse(LIST)
    for query in ("needs=x", "check=%00", "changed_since=9999-99-99", "q=%00", "status=nonsense", "boroughs=99999999999999999999", "ordering=nonsense", "p=-1"):
        assert editor.get(f"{address}?{query}").status_code == 200, query


def test_a_longer_list_costs_no_more_queries(editor, count_queries):
    ServiceFactory(locations=[LocationFactory()])
    count_queries(reverse(LIST))  # the first page an editor opens also asks for the editor's rights
    one = count_queries(reverse(LIST))
    for _number in range(15):
        ServiceFactory(locations=[LocationFactory()])
    assert count_queries(reverse(LIST)) == one


def test_many_services_get_a_day_to_be_checked_and_each_history_says_who(editor, officer):
    one, two, left = ServiceFactory.create_batch(3)
    html = editor.get(bulk("check-by", one, two)).content.decode()
    assert "2 services change" in html
    assert one.name in html
    assert left.name not in html
    day = timezone.localdate() + dt.timedelta(days=4 * 365)
    assert editor.post(bulk("check-by", one, two), {"verify_by": f"{day}"}).status_code == 302
    assert list(Service.objects.filter(verify_by=day).order_by("name")) == sorted([one, two], key=lambda service: service.name)
    for service in (one, two):
        assert service.revisions.count() == 2, "as it was, and as it is"
        entry = ModelLogEntry.objects.get(object_id=str(service.pk), action="localoffer.many")
        assert (entry.user, entry.revision) == (officer, service.revisions.latest("pk"))
        html = editor.get(reverse("wagtailsnippets_localoffer_service:history", args=[service.pk])).content.decode()
        assert "Changed with others: check again by" in html


def test_owner_checked_today_hide_and_show(editor):
    service, today = ServiceFactory(), timezone.localdate()
    editor.post(bulk("owner", service), {"owner_team": "Short breaks team", "owner_email": "breaks@council.example"})
    editor.post(bulk("checked", service), {"checked_by": "Short breaks team", "verify_by": str(today + dt.timedelta(days=200))})
    editor.post(bulk("hide", service))
    service.refresh_from_db()
    assert (service.owner_team, service.owner_email) == ("Short breaks team", "breaks@council.example")
    assert (service.checked_on, service.checked_by) == (today, "Short breaks team")
    assert not service.is_published
    editor.post(bulk("show", service))
    service.refresh_from_db()
    assert service.is_published


def test_checked_today_says_so_of_what_is_known_about_access_too(editor, officer):
    """As a provider's "yes" does."""
    service, today = ServiceFactory(), timezone.localdate()
    service.access_facts = [AccessFact(kind="hoist", answer="yes", checked_on="2020-01-01", note="In the hall."), AccessFact(kind="bsl", answer="not-known")]
    service.save()
    answers = {"checked_by": "Us", "verify_by": str(today + dt.timedelta(days=200))}
    editor.post(bulk("checked", service), answers)
    assert list(service.access_facts.values_list("kind", "checked_on", "note")) == [("hoist", today, "In the hall."), ("bsl", None, "")]
    assert service.revisions.count() == 2, "as it was, and as it is"
    assert [row["checked_on"] for row in service.revisions.earliest("pk").content["access_facts"]] == ["2020-01-01", None]
    assert [row["checked_on"] for row in service.revisions.latest("pk").content["access_facts"]] == [str(today), None]
    html = editor.get(reverse("wagtailsnippets_localoffer_service:history", args=[service.pk])).content.decode()
    assert "Changed with others: last checked, checked by, check again by, access" in html
    editor.post(bulk("checked", service), answers)
    assert service.revisions.count() == 2, "what says so already is left alone"


@pytest.fixture
def worded():
    """A service of one need and one kind, one for every need, and one of which nobody has said anything; with another need and kind."""
    deaf, other = NeedFactory(name="Hearing"), NeedFactory(name="Autism")
    kind, part = CategoryFactory(name="Clubs"), CategoryFactory(name="Trips")
    return (
        [ServiceFactory(name="One", needs=[deaf], categories=[kind]), ServiceFactory(name="Every", is_for_every_need=True), ServiceFactory(name="Silent")],
        deaf,
        other,
        kind,
        part,
    )


def of_needs(services: list[Service]) -> list[str]:
    return [",".join(Service.objects.get(pk=service.pk).codes_of_needs) for service in services]


def test_needs_are_added_replaced_and_taken_away(editor, officer, worded):
    services, deaf, other, _kind, _part = worded
    html = editor.get(bulk("needs", *services)).content.decode()
    assert "every need" in html
    assert "Hearing" in html
    editor.post(bulk("needs", *services), {"how": "add", "words": [other.pk]})
    assert of_needs(services) == [f"{deaf.code},{other.code}", "every", other.code]
    assert not services[1].revisions.exists(), "what is for every need is so already"
    editor.post(bulk("needs", *services), {"how": "take", "words": [other.pk]})
    assert of_needs(services) == [deaf.code, "every", ""]
    editor.post(bulk("needs", *services), {"how": "replace", "words": [other.pk]})
    assert of_needs(services) == [other.code] * 3
    editor.post(bulk("needs", *services), {"how": "add", "every": "on"})
    assert of_needs(services) == ["every"] * 3
    assert not Service.needs.through.objects.exists()
    version = services[0].revisions.latest("pk").as_object()
    assert (version.is_for_every_need, list(version.needs.all())) == (True, [])
    entry = ModelLogEntry.objects.filter(object_id=str(services[0].pk), action="localoffer.many").latest("pk")
    assert (entry.user, entry.data["fields"]) == (officer, ["needs"])
    editor.post(bulk("needs", *services), {"how": "take", "every": "on"})
    assert of_needs(services) == ["", "", ""]


@pytest.mark.parametrize("chosen", [{}, {"every": "on", "words": "need"}])
def test_needs_and_every_need_are_one_of_the_two(editor, worded, chosen):
    services, deaf, *_rest = worded
    response = editor.post(bulk("needs", *services), {"how": "replace"} | chosen | ({"words": [deaf.pk]} if "words" in chosen else {}))
    assert "one of the two" in response.content.decode()
    assert of_needs(services) == [deaf.code, "every", ""]


def test_kinds_and_boroughs_of_many(editor, worded):
    services, _deaf, _other, kind, part = worded
    larkmere = Borough.objects.get(slug="larkmere")
    editor.post(bulk("kinds", *services), {"how": "add", "words": [part.pk]})
    assert [set(service.categories.all()) for service in Service.objects.order_by("pk").filter(name="One")] == [{kind, part}]
    editor.post(bulk("kinds", *services), {"how": "replace", "words": [kind.pk]})
    assert {tuple(service.categories.all()) for service in Service.objects.all()} == {(kind,)}
    editor.post(bulk("boroughs", *services), {"how": "add", "words": [larkmere.pk]})
    assert {tuple(service.boroughs.all()) for service in Service.objects.all()} == {(larkmere,)}
    assert "Fill this in" in editor.post(bulk("kinds", *services), {"how": "add"}).content.decode()


def test_boroughs_are_added_and_every_borough_stands_in_place_of_them(editor, worded):
    services, *_rest = worded
    larkmere, hollowdean = Borough.objects.get(slug="larkmere"), Borough.objects.get(slug="hollowdean")

    def of_boroughs() -> list[str]:
        return [",".join(Service.objects.get(pk=service.pk).codes_of_boroughs) for service in services]

    Service.objects.filter(pk=services[1].pk).update(is_for_every_borough=True)
    assert "every borough" in editor.get(bulk("boroughs", *services)).content.decode()
    editor.post(bulk("boroughs", *services), {"how": "add", "words": [larkmere.pk]})
    assert of_boroughs() == ["larkmere", "every", "larkmere"]
    editor.post(bulk("boroughs", *services), {"how": "replace", "words": [hollowdean.pk]})
    assert of_boroughs() == ["hollowdean"] * 3
    editor.post(bulk("boroughs", *services), {"how": "add", "every": "on"})
    assert of_boroughs() == ["every"] * 3
    assert not Service.boroughs.through.objects.exists()
    editor.post(bulk("boroughs", *services), {"how": "take", "every": "on"})
    assert of_boroughs() == ["", "", ""]
    for wrong in ({}, {"every": "on", "words": [larkmere.pk]}):
        assert "one of the two" in editor.post(bulk("boroughs", *services), {"how": "replace"} | wrong).content.decode()
    assert of_boroughs() == ["", "", ""]


def test_an_editor_finds_what_nobody_has_said(worded):
    ServiceFactory(name="Aged", min_age=3, is_for_every_need=True)
    assert names(missing="needs") == ["Silent"]
    assert names(missing="ages") == ["Every", "One", "Silent"]
    ServiceFactory(name="Here", boroughs=[Borough.objects.get(slug="larkmere")])
    ServiceFactory(name="All of here", is_for_every_borough=True)
    assert names(missing="boroughs") == ["Aged", "Every", "One", "Silent"]


def test_a_form_with_a_mistake_changes_nothing_and_says_so(editor):
    service = ServiceFactory()
    response = editor.post(bulk("checked", service), {"checked_by": "Us", "verify_by": "2001-01-01"})
    assert "Choose a day that is still to come." in response.content.decode()
    assert not service.revisions.exists()


def test_everything_in_the_list_means_the_list_as_it_is_filtered(editor):
    ServiceFactory(name="Inside", owner_team="Leisure")
    ServiceFactory(name="Outside")
    assert editor.post(bulk("hide", "all") + "&owner_team=Leisure").status_code == 302
    assert list(Service.objects.filter(is_published=False).values_list("name", flat=True)) == ["Inside"]


def test_what_has_the_value_already_is_left_alone(officer):
    service = ServiceFactory(owner_team="Leisure")
    assert actions.change([service], values={"owner_team": "Leisure"}, by=officer) == 0
    assert not service.revisions.exists()


def test_a_version_holds_what_another_saved_while_we_looked(officer):
    seen = ServiceFactory(keywords="Before")
    Service.objects.filter(pk=seen.pk).update(keywords="Meanwhile")
    actions.change([seen], values={"owner_team": "Leisure"}, by=officer)
    assert [version.as_object().keywords for version in seen.revisions.all()] == ["Meanwhile"] * 2


@pytest.mark.parametrize("action", ["check-by", "checked"])
def test_many_services_do_not_get_a_day_in_the_far_future_by_a_slip(editor, action):
    service = ServiceFactory(verify_by=None)
    response = editor.post(bulk(action, service), {"verify_by": "9999-12-31", "checked_by": "Us"})
    assert "in the next 5 years" in response.content.decode()
    service.refresh_from_db()
    assert service.verify_by is None


def test_a_change_in_the_middle_that_fails_undoes_the_others(officer, monkeypatch):
    one, two = ServiceFactory.create_batch(2)
    kept = actions.versions.keep

    def fail(service, **told):
        if service == two:
            raise RuntimeError
        kept(service, **told)

    monkeypatch.setattr(actions.versions, "keep", fail)
    with pytest.raises(RuntimeError):
        actions.change([one, two], values={"is_published": False}, by=officer)
    assert Service.objects.filter(is_published=True).count() == 2


def test_too_many_at_once_or_none_changes_nothing(editor, monkeypatch):
    monkeypatch.setattr("localoffer.editing.bulk.MOST", 1)
    one, two = ServiceFactory.create_batch(2)
    assert "more than 1 services" in editor.post(bulk("hide", one, two)).content.decode()
    assert "no services to change" in editor.post(bulk("hide", "not-a-key")).content.decode()
    assert Service.objects.filter(is_published=True).count() == 2


@pytest.mark.parametrize("role", ["PCF editor", "Register officer", "Analyst", "Auditor", "Administrator"])
def test_only_council_editors_change_many(client, role):
    set_up_desk()
    service = ServiceFactory()
    client.force_login(make_staff(role))
    response = client.post(bulk("hide", service))
    assert response.status_code in {302, 403}
    assert Service.objects.get(pk=service.pk).is_published
    assert not [message for message in get_messages(response.wsgi_request) if "changed" in str(message)]


def test_a_service_ends_and_is_not_deleted(editor):
    service = ServiceFactory()
    editor.post(reverse("wagtailsnippets_localoffer_service:delete", args=[service.pk]))
    assert "Have these services ended?" in editor.get(bulk("delete", service)).content.decode()
    editor.post(bulk("delete", service))
    assert Service.objects.get(pk=service.pk).status == "ended"


@pytest.mark.parametrize(("ordering", "first"), [("", ["alpha", "Beta", "Gamma"]), ("-name", ["Gamma", "Beta", "alpha"]), ("provider__name", ["Gamma", "alpha", "Beta"])])
def test_the_list_goes_by_letters_capital_or_small(editor, ordering, first):
    for name, provider in (("Beta", "swims"), ("alpha", "Runs"), ("Gamma", "art")):
        ServiceFactory(name=name, provider=ProviderFactory(name=provider))
    shown = editor.get(reverse(LIST), {"ordering": ordering} if ordering else {}).context["object_list"]
    assert [service.name for service in shown] == first
