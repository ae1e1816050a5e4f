"""Whatever changes a service leaves a version and says who or what it was, and any version can be brought back whole."""

import datetime as dt
import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.forms import Form
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from localoffer import versions
from localoffer.freshness import actions, facts
from localoffer.freshness.actions import By
from localoffer.importing import import_services
from localoffer.models import AccessFact, CostOption, OldAddress, Schedule, SendAnswer, Service, ServiceAtLocation, ServiceContact, SettingFacts
from tests.accounts.factories import make_staff
from tests.factories import CategoryFactory, LocationFactory, NeedFactory, SendQuestionFactory, ServiceFactory
from tests.localoffer.freshness import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADMIN = "wagtailsnippets_localoffer_service"
ROWS = ("contacts", "cost_options", "at_locations", "schedules", "access_facts", "setting_facts", "send_answers")


def as_sent(form: Form) -> dict[str, object]:
    """What a browser sends of the form as it is shown, with all its rows."""
    data: dict[str, object] = {}
    for part in [form, *[each for rows in form.formsets.values() for each in (rows.management_form, *rows.initial_forms)]]:
        for bound in part:
            value = bound.value()
            if value is not False:
                data[bound.html_name] = [str(getattr(each, "pk", each)) for each in value] if isinstance(value, list) else "" if value is None else value
    for name, rows in form.formsets.items():
        data |= {f"{name}-TOTAL_FORMS": len(rows.initial_forms), f"{name}-INITIAL_FORMS": len(rows.initial_forms)}
    return data


def test_every_row_of_a_service_comes_back_with_an_old_version(editor, officer):
    need, kind = NeedFactory(), CategoryFactory()
    service = ServiceFactory(name="Old name", needs=[need], categories=[kind])
    service.contacts = [ServiceContact(phone="020 8547 5000")]
    service.cost_options = [CostOption(amount=3)]
    service.at_locations = [ServiceAtLocation(location=LocationFactory())]
    service.schedules = [Schedule(day="MO")]
    service.access_facts = [AccessFact(kind="hoist", answer="yes", checked_on=dt.date(2026, 1, 1))]
    service.setting_facts = [SettingFacts(kind="special")]
    service.send_answers = [SendAnswer(question=SendQuestionFactory(), answer="We do.")]
    service.save()
    before = service.save_revision(user=officer)
    service.name, service.needs, service.categories = "New name", [], []
    for name in ROWS:
        setattr(service, name, [])
    service.save()
    service.save_revision(user=officer)
    address = reverse(f"{ADMIN}:revisions_revert", args=[service.pk, before.pk])
    response = editor.post(address, as_sent(editor.get(address).context["form"]))
    assert response.status_code == 302, [response.context["form"].errors, [rows.errors for rows in response.context["form"].formsets.values()]]
    service = Service.objects.get(pk=service.pk)
    assert (service.name, list(service.needs.all()), list(service.categories.all())) == ("Old name", [need], [kind])
    assert {name: getattr(service, name).count() for name in ROWS} == dict.fromkeys(ROWS, 1)
    assert ModelLogEntry.objects.filter(object_id=str(service.pk), action="wagtail.revert", user=officer).exists()


def test_rows_that_are_there_still_and_rows_that_are_gone_come_back_together(editor, officer):
    service = ServiceFactory(name="Old name", locations=[LocationFactory(), LocationFactory()])
    service.schedules = [Schedule(day=day, sort_order=number) for number, day in enumerate(("MO", "TU", "WE"))]
    service.save()
    before = service.save_revision(user=officer)
    service.name, service.schedules, service.at_locations = "New name", list(service.schedules.all())[:1], list(service.at_locations.all())[:1]
    service.save()
    service.save_revision(user=officer)
    address = reverse(f"{ADMIN}:revisions_revert", args=[service.pk, before.pk])
    assert editor.post(address, as_sent(editor.get(address).context["form"])).status_code == 302
    service = Service.objects.get(pk=service.pk)
    assert (service.name, [row.day for row in service.schedules.all()], service.at_locations.count()) == ("Old name", ["MO", "TU", "WE"], 2)


def test_a_version_can_be_read_though_its_place_is_gone(editor, officer):
    place, question = LocationFactory(), SendQuestionFactory()
    service = ServiceFactory(locations=[place])
    service.schedules = [Schedule(day="MO", location=place)]
    service.send_answers = [SendAnswer(question=question, answer="We do.")]
    service.save()
    before = service.save_revision(user=officer)
    provider = service.provider
    service.provider, service.at_locations, service.schedules, service.send_answers = None, [], [], []
    service.save()
    after = service.save_revision(user=officer)
    for gone in (place, question, provider):
        gone.delete()
    old = before.as_object()
    assert (old.provider, old.places, [row.location for row in old.schedules.all()], list(old.send_answers.all())) == (None, [], [None], [])
    assert editor.get(reverse(f"{ADMIN}:revisions_revert", args=[service.pk, before.pk])).status_code == 200
    assert editor.get(reverse(f"{ADMIN}:revisions_compare", args=[service.pk, before.pk, after.pk])).status_code == 200


def test_a_file_with_an_odd_name_is_only_words_in_the_history(editor, officer):
    service = ServiceFactory()
    versions.keep(service, how=versions.BY_SHEET, by=officer, words="<b>100%</b>.csv")
    html = editor.get(reverse(f"{ADMIN}:history", args=[service.pk])).content.decode()
    assert "Changed by the file &lt;b&gt;100%&lt;/b&gt;.csv" in html


def record(**facts: object) -> dict[str, object]:
    return {"id": str(uuid.UUID(int=7)), "name": "Swim club", "description": "Swimming.", **facts}


def test_an_import_says_where_each_change_came_from(editor):
    list(import_services([record()], source="feed.example"))
    list(import_services([record()], source="feed.example"))
    service = Service.objects.get()
    assert [entry.action for entry in ModelLogEntry.objects.filter(object_id=str(service.pk))] == ["localoffer.feed"], "what changes nothing leaves nothing"
    list(import_services([record(description="Diving.")], source="feed.example"))
    entries = ModelLogEntry.objects.filter(object_id=str(service.pk), action="localoffer.feed")
    assert [entry.user for entry in entries] == [None, None]
    before, after = service.revisions.order_by("pk")
    assert ("Swimming" in before.content["description"], "Diving" in after.content["description"]) == (True, True)
    assert "Imported from feed.example" in editor.get(reverse(f"{ADMIN}:history", args=[service.pk])).content.decode()


def test_a_new_name_in_the_address_leaves_the_old_one_leading_to_it(editor):
    service = ServiceFactory(slug="old-name")
    form = editor.get(reverse(f"{ADMIN}:edit", args=[service.pk])).context["form"]
    assert editor.post(reverse(f"{ADMIN}:edit", args=[service.pk]), as_sent(form) | {"slug": "new-name"}).status_code == 302
    assert OldAddress.objects.get().slug == "old-name"
    response = editor.get("/services/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/services/new-name/")


def test_an_editor_cannot_give_a_service_an_address_that_leads_to_another(editor):
    OldAddress.objects.create(slug="old-name", service=ServiceFactory(slug="new-name"))
    service = ServiceFactory(slug="swims")
    form = editor.get(reverse(f"{ADMIN}:edit", args=[service.pk])).context["form"]
    response = editor.post(reverse(f"{ADMIN}:edit", args=[service.pk]), as_sent(form) | {"slug": "old-name"})
    assert "Links to another service use this address" in response.content.decode()
    service.refresh_from_db()
    assert service.slug == "swims"


def test_a_service_may_go_back_to_an_address_of_its_own(editor):
    service = ServiceFactory(slug="swims")
    OldAddress.objects.create(slug="swimming", service=service)
    form = editor.get(reverse(f"{ADMIN}:edit", args=[service.pk])).context["form"]
    assert editor.post(reverse(f"{ADMIN}:edit", args=[service.pk]), as_sent(form) | {"slug": "swimming"}).status_code == 302


def by_whom(editor, service: Service) -> list[str]:
    """The column of the history, the latest line first."""
    page = BeautifulSoup(editor.get(reverse(f"{ADMIN}:history", args=[service.pk])).content, "html.parser")
    [heading] = [number for number, cell in enumerate(page.select("thead th")) if "By whom" in cell.text]
    return [" ".join(row.select("td")[heading].text.split()) for row in page.select("tbody tr")]


def test_the_history_says_in_words_who_or_what_it_was(editor, officer):
    list(import_services([record()], source="feed.example"))
    service = Service.objects.get()
    list(import_services([record(description="Diving.")], source="feed.example"))
    service = Service.objects.get()
    versions.keep(service, how=versions.BY_CLOCK, words="1 May 2027")
    actions.confirm(service, cycle=service.verify_by, seal=facts.seal(service), by=By(link_mark="x"))
    gone = make_staff("Council editor", email="gone@council.example")
    versions.keep(service, how=versions.BY_MANY, by=gone, fields=["name"])
    gone.delete()
    said = by_whom(editor, service)
    assert said == ["somebody who left", "Swim club, by the link that we mailed", "the portal", "the import from feed.example", "the portal", "the import from feed.example"]
    html = editor.get(reverse(f"{ADMIN}:revisions_revert", args=[service.pk, service.revisions.order_by("pk")[1].pk])).content.decode()
    assert "when it was changed by the import from feed.example" in html


def test_no_private_persons_address_stands_in_the_history(editor):
    service = make_service()
    member = make_staff("Provider", email="kim@home.example")
    service.provider.members.add(member)
    actions.confirm(service, cycle=service.verify_by, seal=facts.seal(service), by=By(user=member))
    proposal = actions.propose(service, changes={"name": {"was": service.name, "now": "New"}}, is_full_check=False, by=By(user=member))
    assert by_whom(editor, service)[0] == "somebody who gave no name"
    for address in (reverse("proposals"), reverse("proposal", args=[proposal.pk]), reverse(f"{ADMIN}:history", args=[service.pk])):
        assert "kim@home.example" not in editor.get(address).content.decode()
    actions.withdraw(proposal, by=member)
    html = editor.get(reverse("proposals"), {"state": "withdrawn"}).content.decode()
    assert "the provider" in html
    assert "kim@home.example" not in html


def test_what_wagtail_calls_the_system_is_the_portal():
    assert ModelLogEntry().user_display_name == "the portal"


def test_a_long_history_asks_nothing_more_of_the_database_to_say_by_whom(editor):
    service = ServiceFactory()
    address = reverse(f"{ADMIN}:history", args=[service.pk])

    def lines(many: int) -> None:
        for _number in range(many):
            versions.keep(service, how=versions.BY_MANY, by=make_staff("Council editor", email=f"{uuid.uuid4().hex}@council.example"), fields=["name"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert editor.get(address).status_code == 200
        return len(found)

    lines(2)
    queries()
    few = queries()
    lines(15)
    assert queries() == few
    assert "@council.example" in by_whom(editor, service)[0], "a colleague without a name"


def test_the_version_before_the_first_change_is_told_as_what_it_is(editor):
    service = ServiceFactory(name="As it came")
    versions.keep_first(service)
    history = editor.get(reverse(f"{ADMIN}:history", args=[service.pk])).content.decode()
    assert "Kept as it was before the first change here" in history
    old = editor.get(reverse(f"{ADMIN}:revisions_revert", args=[service.pk, service.latest_revision_id])).content.decode()
    assert "as it was before <b>" in old and "when it was changed here for the first time" in old
