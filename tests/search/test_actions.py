"""The index says what the database says, at once and whatever happens."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import PageViewRestriction

from home.models import Borough
from localoffer.importing import import_services
from localoffer.models import CostOption, Service
from portal.jobs import JOBS
from search import actions, indexing, rows
from search.models import SearchDay, SearchEntry, SearchFacts, SearchOutbox, SearchWord
from tests import factories


def titles():
    return set(SearchEntry.objects.values_list("title", flat=True))


def quiet(done, of):
    assert done <= of


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """A block after which what was to happen at the commit has happened, as for an editor's request."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.django_db(transaction=True)
def test_what_an_import_brings_is_indexed_some_at_a_time_afterwards(home):
    list(import_services([{"name": f"Club {number}"} for number in range(3)], source="larkmere"))
    assert (titles(), SearchOutbox.objects.count()) == (set(), 3)
    actions.catch_up()
    assert titles() == {"Club 0", "Club 1", "Club 2"}


def test_an_editor_sees_a_change_at_once(home, at_once):
    with at_once():
        page = factories.GuidancePageFactory(parent=home, title="Sleep")
    assert titles() == {"Sleep"}
    with at_once():
        page.title = "Rest"
        page.save_revision().publish()
    assert titles() == {"Rest"}
    with at_once():
        page.unpublish()
    assert titles() == set()
    assert not SearchOutbox.objects.exists()


def test_a_draft_changes_nothing(home, at_once):
    with at_once():
        page = factories.GuidancePageFactory(parent=home, title="Sleep")
        unborn = factories.GuidancePageFactory(parent=home, title="Not yet", live=False)
    with at_once():
        page.title = "Rest"
        page.save_revision()
        unborn.save_revision()
    assert titles() == {"Sleep"}


def test_a_deleted_branch_is_gone_with_all_that_was_under_it(home, at_once):
    with at_once():
        section = factories.SectionPageFactory(parent=home, title="Section")
        factories.GuidancePageFactory(parent=section, title="Sleep")
    assert titles() == {"Section", "Sleep"}
    with at_once():
        section.delete()
    assert titles() == set()
    assert not SearchWord.objects.exists()


def test_a_page_under_a_password_is_found_only_after_the_password_is_gone(home, at_once):
    with at_once():
        section = factories.SectionPageFactory(parent=home, title="Section")
        factories.GuidancePageFactory(parent=section, title="Sleep")
        restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert titles() == set()
    with at_once():
        restriction.delete()
    assert titles() == {"Section", "Sleep"}


def test_a_page_moved_under_a_password_is_found_no_more(home, at_once):
    with at_once():
        closed = factories.SectionPageFactory(parent=home, title="Closed")
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
        section = factories.SectionPageFactory(parent=home, title="Section")
        factories.GuidancePageFactory(parent=section, title="Sleep")
    assert titles() == {"Section", "Sleep"}
    with at_once():
        section.move(closed, pos="last-child")
    assert titles() == set()


def test_every_kind_of_page_can_be_found(home, at_once):
    with at_once():
        factories.GuidancePageFactory(parent=home, title="Guidance")
        factories.SectionPageFactory(parent=home, title="Section")
        factories.NewToSendPageFactory(parent=home, title="New")
        factories.InformationPageFactory(parent=home, title="Privacy")
        factories.NewsPageFactory(parent=factories.NewsIndexPageFactory(parent=home), title="News item")
        factories.YouSaidWeDidPageFactory(parent=factories.YouSaidWeDidIndexPageFactory(parent=home), title="Entry")
    assert titles() == {"Guidance", "Section", "New", "Privacy", "News item", "Entry"}


def test_the_whole_body_is_found_tables_too(home, at_once):
    table = {"columns": [{"type": "text", "heading": "Heading seven"}], "rows": [{"values": ["<p>Cell <b>nine</b></p>"]}], "caption": "Caption"}
    steps = {"title": "Steps", "items": [{"type": "item", "id": "1", "value": {"heading": "Write", "text": "<p>A letter.</p><p>Then wait.</p>"}}]}
    with at_once():
        factories.GuidancePageFactory(parent=home, title="Sleep", body=json.dumps([{"type": "table", "value": {"table": table}}, {"type": "steps", "value": steps}]))
    body = SearchEntry.objects.get().body
    assert "Caption Heading seven Cell nine" in body
    assert "Write A letter. Then wait." in body


def test_a_hidden_or_ended_service_is_not_found(db, at_once):
    with at_once():
        hidden, ended = factories.ServiceFactory(name="Hidden"), factories.ServiceFactory(name="Ended")
    assert titles() == {"Hidden", "Ended"}
    with at_once():
        hidden.is_published = False
        hidden.save()
        ended.status = Service.Status.ENDED
        ended.save()
    assert titles() == set()


def test_a_masked_address_and_a_contact_for_staff_stay_out(db, at_once):
    with at_once():
        place = factories.LocationFactory(name="Rose House", address="1 Secret Street", postcode="LK1 1AA", town="Larkmere", is_masked=True)
        service = factories.ServiceFactory(name="Refuge", locations=[place])
        service.contacts.create(name="Marker Person", is_public=False)
        service.save()
    entry = SearchEntry.objects.get()
    text = " ".join(str(value).lower() for value in vars(entry).values())
    assert "larkmere" in text
    assert not any(word in text for word in ("secret", "rose", "lk1", "marker"))


def test_what_belongs_to_a_service_is_found_and_followed(db, at_once):
    with at_once():
        need, provider = factories.NeedFactory(name="Epilepsy"), factories.ProviderFactory(name="Acorn Trust")
        service = factories.ServiceFactory(name="Club", needs=[need], provider=provider, keywords="bouncy")
        service.cost_options = [CostOption(amount=0)]
        service.save()
    assert {"epilepsy", "acorn", "free", "bouncy"} <= SearchEntry.objects.get().vocabulary()
    with at_once():
        need.name = "Seizures"
        need.save()
        provider.name = "Oak Trust"
        provider.save()
    assert {"seizures", "oak"} <= SearchEntry.objects.get().vocabulary()
    with at_once():
        need.delete()
    assert "seizures" not in SearchEntry.objects.get().vocabulary()


def test_a_service_joined_from_the_other_side_is_followed(db, at_once):
    with at_once():
        need, service = factories.NeedFactory(name="Epilepsy"), factories.ServiceFactory(name="Club")
    with at_once():
        need.services.add(service)
    assert "epilepsy" in SearchEntry.objects.get().vocabulary()


def test_a_service_whose_only_borough_is_gone_has_not_said_where(home, at_once):
    larkmere = Borough.objects.get(slug="larkmere")
    with at_once():
        factories.ServiceFactory(name="Club", boroughs=[larkmere])
    assert SearchFacts.objects.get().borough > 0
    with at_once():
        larkmere.delete()
    assert SearchFacts.objects.get().borough == 1 << rows.NO_WORD_BIT


def test_guidance_whose_only_borough_is_gone_is_for_everybody(home, at_once):
    larkmere = Borough.objects.get(slug="larkmere")
    with at_once():
        factories.GuidancePageFactory(parent=home, boroughs=[larkmere])
    assert SearchFacts.objects.get().borough > 0
    with at_once():
        larkmere.delete()
    assert SearchFacts.objects.get().borough == rows.ALL_BITS


def test_an_event_of_a_phase_that_changed_is_found_by_its_new_ages(home, at_once):
    with at_once():
        phase = factories.AgePhaseFactory(code="teens", min_age=13, max_age=15)
        factories.EventPageFactory(parent=factories.EventIndexPageFactory(parent=home), ages=[phase])
    with at_once():
        phase.max_age = 17
        phase.save()
    assert SearchFacts.objects.get().ages == sum(1 << age for age in range(13, 18))
    with at_once():
        phase.delete()
    assert SearchFacts.objects.get().ages == rows.ALL_BITS


def test_each_row_that_a_thing_is_read_with_leads_back_to_it(db):
    """No reader may be given another table whose changes nobody follows."""
    sources = [*indexing.PAGES.values(), indexing.SERVICE, indexing.DOCUMENT]
    ways = {way for source in sources for way in (*source.joined, *source.looked_up)}
    assert ways <= {way for model in indexing._shown_in().values() for _thing, way in model}


def test_a_document_is_found_by_a_tag_that_was_renamed(db, at_once):
    with at_once():
        document = Document.objects.create(title="Form", file=ContentFile(b"%PDF", name="form.pdf"))
        document.tags.add("bus")
    with at_once():
        tag = document.tags.get()
        tag.name = "coach"
        tag.save()
    assert "coach" in SearchEntry.objects.get().vocabulary()


def test_a_large_change_leaves_the_rest_to_the_worker(db, at_once):
    with at_once():
        factories.ServiceFactory.create_batch(actions.AT_ONCE + 20)
    assert SearchOutbox.objects.count() > actions.AT_ONCE
    while actions.catch_up():
        continue
    assert SearchEntry.objects.count() == actions.AT_ONCE + 20


def test_catching_up_stops_at_the_limit_and_twice_changes_nothing(db):
    services = factories.ServiceFactory.create_batch(7)
    SearchOutbox.objects.all().delete()
    actions.note(f"service:{service.pk}" for service in services)
    assert actions.catch_up(limit=5) == 5
    assert actions.catch_up() == 2
    assert actions.catch_up() == 0
    assert SearchEntry.objects.count() == 7


def test_with_nothing_to_do_catching_up_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert actions.catch_up() == 0


def test_a_note_that_fails_to_commit_leaves_nothing_behind(db, at_once):
    with at_once() as waiting, pytest.raises(OperationalError), actions.transaction.atomic():
        factories.ServiceFactory()
        raise OperationalError
    assert not SearchOutbox.objects.exists()
    assert actions._soon not in waiting


def test_one_thing_that_cannot_be_read_keeps_nothing_else_out(db, monkeypatch, caplog):
    factories.ServiceFactory(name="Bad")
    factories.ServiceFactory(name="Good")
    read = indexing.SERVICE.read

    def fails_for_bad(row, phases):
        if row.name == "Bad":
            raise ValueError("broken")
        return read(row, phases)

    monkeypatch.setattr(indexing, "SERVICE", replace(indexing.SERVICE, read=fails_for_bad))
    actions.catch_up()
    assert titles() == {"Good"}
    assert not SearchOutbox.objects.exists()
    assert "can't be indexed" in caplog.text


@pytest.mark.parametrize("fault", [OperationalError("database is locked"), InterfaceError("connection already closed")])
@pytest.mark.parametrize("fails_alone", [False, True])
def test_a_moment_of_trouble_with_the_database_loses_no_change(db, monkeypatch, fault, fails_alone):
    """Whether the trouble comes with the whole batch or only once its things are tried one at a time."""
    for name in ("One", "Two"):
        factories.ServiceFactory(name=name)
    waiting, write = SearchOutbox.objects.count(), actions._write

    def fails(keys, **how):
        raise ValueError("broken") if fails_alone and len(keys) > 1 else fault

    monkeypatch.setattr(actions, "_write", fails)
    with pytest.raises(type(fault)):
        actions.catch_up()
    assert SearchOutbox.objects.count() == waiting
    monkeypatch.setattr(actions, "_write", write)
    actions.catch_up()
    assert titles() == {"One", "Two"}


def test_the_vocabulary_counts_entries_and_forgets_words_nobody_has(db, at_once):
    with at_once():
        one, two = factories.ServiceFactory(name="Hoist hoist"), factories.ServiceFactory(name="Hoist")
    assert SearchWord.objects.get(word="hoist").documents == 2
    with at_once():
        one.delete()
    assert SearchWord.objects.get(word="hoist").documents == 1
    with at_once():
        two.name = "Sling"
        two.save()
    assert not SearchWord.objects.filter(word="hoist").exists()


def test_drift_is_found_and_repaired(db, at_once, capsys):
    with at_once():
        right, stale, missing = factories.ServiceFactory(name="Right"), factories.ServiceFactory(name="Stale"), factories.ServiceFactory(name="Missing")
    Service.objects.filter(pk=stale.pk).update(name="Fresh")
    SearchEntry.objects.filter(key=f"service:{missing.pk}").delete()
    SearchEntry.objects.create(key="service:00000000-0000-4000-8000-000000000000", kind="service", title="Ghost")
    drift = actions.check(quiet)
    assert len(drift.keys) == 3 and f"service:{right.pk}" not in drift.keys
    with pytest.raises(CommandError, match="3 things differ"):
        call_command("search_index", "check")
    call_command("search_index", "check", "--repair")
    assert titles() == {"Right", "Fresh", "Missing"}
    call_command("search_index", "check")
    assert "The index says what the database says." in capsys.readouterr().out


def test_each_night_drift_is_repaired_and_said(db, at_once, caplog):
    with at_once():
        service = factories.ServiceFactory(name="Stale")
    assert actions.mend() == 0 and not caplog.text
    Service.objects.filter(pk=service.pk).update(name="Fresh")
    [job] = [job for job in JOBS if job.run is actions.mend]
    assert job.is_slow and job.every == dt.timedelta(days=1)
    assert job.run() == 1
    assert titles() == {"Fresh"}
    assert "1 things differed from the database" in caplog.text


def test_a_rebuild_makes_everything_anew(db, capsys):
    factories.ServiceFactory.create_batch(3)
    actions.catch_up()
    SearchEntry.objects.all().delete()
    SearchWord.objects.update(documents=99)
    SearchEntry.objects.create(key="page:999999", language="en-gb", kind="news", title="Ghost")
    call_command("search_index", "rebuild")
    out = capsys.readouterr().out
    assert "3 of 3" in out and "3 things can be found." in out
    assert not actions.check(quiet)
    assert set(SearchWord.objects.filter(word="service").values_list("documents", flat=True)) == {3}


def test_catch_up_says_how_many_notes(db, capsys):
    factories.ServiceFactory()
    call_command("search_index", "catch-up")
    assert "The index is up to date: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="goes with check"):
        call_command("search_index", "rebuild", "--repair")


def test_words_asked_for_fewer_than_5_times_are_never_shown(db):
    today = timezone.localdate()
    day = dt.timedelta(days=1)
    for words, n, found, when in [
        ("swings", 4, "nothing", today),
        ("swings", 3, "nothing", today - day),
        ("rare", 4, "nothing", today),
        ("found", 9, "little", today),
        ("long ago", 9, "nothing", today - 40 * day),
        ("ponies", 12, "nothing", today),
    ]:
        SearchDay.objects.create(day=when, words=words, n=n, found=found)
    assert SearchDay.objects.zero_result_words(since=today - 30 * day, limit=10) == [("ponies", 12), ("swings", 7)]
    assert SearchDay.objects.zero_result_words(since=today - 30 * day, limit=1) == [("ponies", 12)]


def test_totals_that_stayed_too_small_are_forgotten_after_90_days(db):
    today = timezone.localdate()
    old = today - dt.timedelta(days=91)
    for words, n, when in [("rare", 4, old), ("often", 5, old), ("new", 1, today)]:
        SearchDay.objects.create(day=when, words=words, n=n, found="nothing")
    assert actions.forget() == 1
    assert set(SearchDay.objects.values_list("words", flat=True)) == {"often", "new"}
