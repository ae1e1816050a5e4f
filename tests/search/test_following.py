"""Elasticsearch has what the search table has: at once, after an outage, after a rebuild, after somebody broke it."""

import os
import threading

import elasticsearch.dsl
import elasticsearch_dsl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from search import actions, documents, following, versions
from search.engines import breaker, engine
from search.locks import lock_writing
from search.models import SearchEntry, SearchNote
from search.query import Group, SearchQuery
from search.versions import NotTaken
from tests import factories
from tests.search.fault_proxy import fault_proxy


def test_the_two_names_of_the_library_are_one():
    assert elasticsearch_dsl.Document is elasticsearch.dsl.Document
    assert issubclass(documents.Entry, elasticsearch.dsl.Document)


def test_without_an_elasticsearch_nothing_is_noted_for_it(db):
    factories.ServiceFactory()
    actions.catch_up()
    assert SearchEntry.objects.exists()
    assert not SearchNote.objects.exists()
    assert following.catch_up() == 0
    following.follow()
    following.mend()


def test_a_document_says_what_the_entry_says(db):
    service = factories.ServiceFactory(name="Swim Club", min_age=3, max_age=5, needs=[factories.NeedFactory(code="autism")], is_for_every_borough=True)
    actions.catch_up()
    [(identity, document)] = documents.documents(SearchEntry.objects.all())
    assert identity == f"service:{service.pk}|"
    assert (document["name"], document["title_stems"], document["ages"]) == ("swim club", "swim club", [3, 4, 5])
    assert document["in_need"] == ["autism"]
    assert document["in_borough"] == [documents.EVERY]
    assert document["in_type"] == ["service"]


def test_a_document_says_that_nobody_has_said(db):
    factories.ServiceFactory()
    actions.catch_up()
    [(_identity, document)] = documents.documents(SearchEntry.objects.all())
    assert (document["in_borough"], document["in_need"]) == (["?"], ["?"])


def test_a_change_and_its_note_are_kept_together_or_not_at_all(db, settings):
    settings.SEARCH_URL = "http://127.0.0.1:9"
    factories.ServiceFactory()
    with pytest.raises(OperationalError), transaction.atomic():
        actions.catch_up()
        raise OperationalError
    assert not SearchNote.objects.exists()
    actions.catch_up()
    assert SearchNote.objects.count() == SearchEntry.objects.count() == 1


def test_an_editor_does_not_wait_for_a_server_that_is_away(db, settings, django_capture_on_commit_callbacks):
    settings.SEARCH_URL = "http://127.0.0.1:9"
    with django_capture_on_commit_callbacks(execute=True):
        factories.ServiceFactory(name="Swim")
    assert SearchEntry.objects.get().title == "Swim"
    assert SearchNote.objects.count() == 1
    assert not breaker.is_closed()
    following.follow()
    assert SearchNote.objects.count() == 1


def test_a_command_says_that_the_server_is_away(db, settings, capsys):
    factories.ServiceFactory()
    settings.SEARCH_URL = "http://127.0.0.1:9"
    for what in (["rebuild"], ["catch-up"], ["check"], ["check", "--repair"]):
        with pytest.raises(CommandError, match="Elasticsearch"):
            call_command("search_index", *what)
    assert "1 things can be found." in capsys.readouterr().out
    assert SearchNote.objects.exists()


def refusing(status):
    """A server that takes no document."""

    def answer(method, path, body):
        if path.startswith("/_bulk"):
            return {"errors": True, "items": [{"index": {"_id": "x", "status": status, "error": {"type": "because"}}}]}
        return {"test-1": {"aliases": {"test": {}}, "mappings": {"_meta": {"form": documents.form()}}}}

    return answer


def test_a_server_that_is_too_busy_loses_nothing_and_a_document_nobody_can_keep_holds_up_nothing(db, settings, caplog):
    settings.SEARCH_INDEX = "test"
    with fault_proxy(refusing(429)) as proxy:
        settings.SEARCH_URL = proxy.url
        factories.ServiceFactory()
        actions.catch_up()
        with pytest.raises(NotTaken, match="429"):
            following.catch_up()
        assert SearchNote.objects.count() == 1
        proxy.behind = refusing(400)
        assert following.catch_up() == 1
    assert "can't keep x: because" in caplog.text


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_new_version_begins_at_a_number_above_every_note_that_somebody_is_just_writing(settings):
    settings.SEARCH_URL = "http://127.0.0.1:9"
    floors: list[int] = []

    def begin():
        floors.append(following._floor())
        connection.close()

    beginning = threading.Thread(target=begin)
    with transaction.atomic():
        lock_writing()
        number = SearchNote.objects.create(identity="page:1|").pk
        beginning.start()
        beginning.join(0.5)
        assert not floors
    beginning.join(10)
    assert floors[0] > number


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def kept():
    """Titles of what families' searches reach in Elasticsearch."""
    answer = versions.ask(lambda wire: wire.search(index=settings.SEARCH_INDEX))
    return {hit["_source"]["title"] for hit in answer["hits"]["hits"]}


def test_lists_that_were_kept_go_when_another_version_is_read(db, monkeypatch):
    done = []
    for name, answer in {"create": "v2", "all_versions": [], "change_over": None, "count": 0}.items():
        monkeypatch.setattr(versions, name, lambda *given, name=name, answer=answer: done.append(name) or answer)
    monkeypatch.setattr(following.page_cache, "drop_pages", lambda: done.append("drop_pages"))
    following.rebuild(following._quietly)
    assert "drop_pages" in done[done.index("change_over") :]


@pytest.mark.services
class TestOnARealServer:
    @pytest.fixture(autouse=True)
    def server(self, elasticsearch):
        yield

    def test_an_editor_s_change_is_there_a_moment_later(self, at_once):
        following.rebuild(following._quietly)
        with at_once():
            service = factories.ServiceFactory(name="Swim")
        assert kept() == {"Swim"}
        with at_once():
            service.name = "Dance"
            service.save()
        assert following.check() == following.Unlike()
        with at_once():
            service.delete()
        assert versions.fingerprints() == {}
        assert not SearchNote.objects.exists()

    def test_an_outage_loses_nothing(self, at_once, settings):
        following.rebuild(following._quietly)
        with at_once():
            gone = factories.ServiceFactory(name="Gone")
        with fault_proxy(os.environ["ELASTICSEARCH_URL"]) as proxy:
            settings.SEARCH_URL = proxy.url
            proxy.fault = "red"
            with at_once():
                factories.ServiceFactory(name="Swim")
                gone.delete()
            following.follow()
            assert SearchNote.objects.count() == 2
            proxy.fault = ""
            following.follow()
            assert kept() == {"Swim"}
            assert not SearchNote.objects.exists()

    def test_a_server_that_lost_its_index_gets_a_new_one_by_itself(self, at_once):
        with at_once():
            factories.ServiceFactory(name="Swim")
        assert versions.all_versions() == []
        following.follow()
        assert kept() == {"Swim"}
        for version in versions.all_versions():
            versions.remove(version)
        following.follow()
        assert kept() == {"Swim"}

    def test_an_index_of_an_earlier_release_is_made_anew(self, at_once, monkeypatch):
        with at_once():
            factories.ServiceFactory(name="Swim")
        with monkeypatch.context() as earlier:
            earlier.setattr(documents, "form", lambda: "earlier")
            following.rebuild(following._quietly)
        [before] = versions.all_versions()
        following.follow()
        assert versions.all_versions() != [before]
        assert kept() == {"Swim"}

    def test_an_older_state_never_comes_back(self, at_once):
        following.rebuild(following._quietly)
        with at_once():
            service = factories.ServiceFactory(name="Old")
        [(identity, old)] = following._documents(SearchEntry.objects.all())
        with at_once():
            service.name = "New"
            service.save()
        [version] = versions.all_versions()
        versions.send([versions.put(version, identity, 1, old)])
        assert following.check() == following.Unlike()
        with at_once():
            service.delete()
        versions.send([versions.put(version, identity, 1, old)])
        assert versions.fingerprints() == {}

    def test_while_a_new_version_is_made_families_read_the_old_one_and_no_change_is_lost(self, at_once, monkeypatch):
        with at_once():
            services = factories.ServiceFactory.create_batch(6)
        following.rebuild(following._quietly)
        [before] = versions.all_versions()
        monkeypatch.setattr(following, "IN_ONE", 2)

        def meanwhile(done, of):
            assert len(versions.all_versions()) == 2
            assert engine().search(SearchQuery((Group(("servic",)),))).total >= 4
            if done == 2:
                with at_once():
                    services[0].name = "Changed"
                    services[0].save()
                    services[5].delete()

        assert following.rebuild(meanwhile) == 5
        [after] = versions.all_versions()
        assert after > before
        assert following.check() == following.Unlike()
        assert breaker.is_closed()

    def test_a_rebuild_that_fails_leaves_the_old_version_as_it_was(self, at_once, monkeypatch):
        with at_once():
            factories.ServiceFactory(name="Swim")
        following.rebuild(following._quietly)
        before = versions.all_versions()

        def fail(*args, **kwargs):
            raise NotTaken

        with monkeypatch.context() as patched:
            patched.setattr(versions, "send", fail)
            with pytest.raises(NotTaken):
                following.rebuild(following._quietly)
        assert versions.all_versions() == before
        assert kept() == {"Swim"}

    def test_a_late_writer_does_not_bring_a_removed_version_back(self, at_once):
        with at_once():
            factories.ServiceFactory()
        following.rebuild(following._quietly)
        [(identity, document)] = following._documents(SearchEntry.objects.all())
        versions.send([versions.put(f"{settings.SEARCH_INDEX}-20200101000000000000", identity, 9, document)])
        assert len(versions.all_versions()) == 1

    def test_an_index_that_stands_where_the_alias_belongs_is_replaced(self, at_once, settings):
        versions.ask(lambda wire: wire.indices.create(index=settings.SEARCH_INDEX))
        with at_once():
            factories.ServiceFactory(name="Swim")
        following.follow()
        assert kept() == {"Swim"}

    def test_drift_is_found_and_repaired_by_the_command_and_by_the_worker(self, at_once, capsys):
        with at_once():
            _one, two = factories.ServiceFactory(name="One"), factories.ServiceFactory(name="Two")
        call_command("search_index", "rebuild")
        call_command("search_index", "check")
        [version] = versions.all_versions()
        versions.send([versions.put(version, "page:9|", 9, {"key": "page:9", "language": "", "kind": "news", "title": "Ghost"})])
        versions.ask(lambda wire: wire.delete(index=version, id=f"service:{two.pk}|"))
        assert len(following.check().identities) == 2
        following.mend()
        assert not following.check()
        versions.ask(lambda wire: wire.delete_by_query(index=settings.SEARCH_INDEX, query={"match_all": {}}, refresh=True))
        assert engine().search(SearchQuery((Group(("two",)),))).total == 1
        with pytest.raises(CommandError, match="2 things differ"):
            call_command("search_index", "check")
        call_command("search_index", "check", "--repair")
        assert not following.check()
        versions.ask(lambda wire: wire.delete_by_query(index=settings.SEARCH_INDEX, query={"match_all": {}}, refresh=True))
        following.count_again()
        assert not following.check()
