"""What a page names is there for the reader: never a page taken down, a closed page's title or a service that ended."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.conftest import clear_caches

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(site):
    return factories.SectionPageFactory(parent=site.root_page, title="Health", slug="health")


@pytest.fixture
def shown(section):
    return factories.GuidancePageFactory(parent=section, title="Shown to all")


@pytest.fixture
def taken_down(section):
    return factories.GuidancePageFactory(parent=section, title="Taken down", live=False)


@pytest.fixture
def closed(site):
    page = factories.GuidancePageFactory(parent=site.root_page, title="Only for staff")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def read(client, page: Page) -> str:
    clear_caches()
    return client.get(page.get_url()).content.decode()


def test_the_pathways_result_names_no_page_that_is_closed_or_taken_down(client, site, shown, taken_down, closed):
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    answers = [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]
    questions = [{"type": "question", "value": {"key": "age", "question": "How old?", "help": "", "answers": answers}}]
    steps = [{"type": "suggestion", "value": {"title": f"Step {page.pk}", "reason": "<p>It helps.</p>", "page": page.pk, "when": []}} for page in (shown, taken_down, closed)]
    pathway = factories.PathwayPageFactory(parent=start, questions=questions, suggestions=steps)
    body = client.get(f"{pathway.get_url()}?age=yes").content.decode()
    assert body.count("It helps.") == 3
    assert "Read: Shown to all" in body
    assert "Taken down" not in body
    assert "Only for staff" not in body


def test_new_to_send_leads_to_no_pathway_that_is_closed(client, site):
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    pathway = factories.PathwayPageFactory(parent=start, questions=[], suggestions=[])
    assert "Answer a few questions" in read(client, start)
    PageViewRestriction.objects.create(page=pathway, restriction_type="login")
    assert "Answer a few questions" not in read(client, start)


def test_related_pages_and_services_are_those_that_a_reader_can_open(client, section, shown, taken_down, closed):
    ended = factories.ServiceFactory(name="Ended club", status="ended")
    club = factories.ServiceFactory(name="Open club")
    related = {"title": "More help", "pages": [shown.pk, taken_down.pk, closed.pk], "services": [ended.pk, club.pk]}
    page = factories.GuidancePageFactory(parent=section)
    page.body = [{"type": "related", "value": related}]
    page.save()
    body = read(client, page)
    assert "More help" in body
    assert "Shown to all" in body
    assert "Open club" in body
    for words in ("Taken down", "Only for staff", "Ended club"):
        assert words not in body


def test_a_list_of_related_things_that_are_all_gone_is_not_begun(client, section, taken_down):
    ended = factories.ServiceFactory(name="Ended club", status="ended")
    page = factories.GuidancePageFactory(parent=section)
    page.body = [{"type": "related", "value": {"title": "More help", "pages": [taken_down.pk], "services": [ended.pk]}}]
    page.save()
    assert "More help" not in read(client, page)


def test_a_button_to_a_page_that_was_taken_down_is_not_shown(client, section, shown, taken_down):
    page = factories.GuidancePageFactory(parent=section)
    page.body = [{"type": "action", "value": {"label": f"Go to {each.pk}", "page": each.pk, "place": "", "url": "", "note": ""}} for each in (shown, taken_down)]
    page.save()
    body = read(client, page)
    assert f"Go to {shown.pk}" in body
    assert f"Go to {taken_down.pk}" not in body


def test_a_link_in_a_text_to_a_page_that_was_taken_down_is_words_only(client, section, shown, taken_down):
    links = f'<p><a linktype="page" id="{shown.pk}">read this</a> or <a linktype="page" id="{taken_down.pk}">that</a> or <a linktype="page" id="nonsense">this</a></p>'
    page = factories.GuidancePageFactory(parent=section, body=[("text", links)])
    body = read(client, page)
    assert f'<a href="{shown.get_url()}">read this</a>' in body
    assert "<a>that</a>" in body


def test_many_links_in_a_text_cost_no_query(client, section, count_queries):
    bare = factories.GuidancePageFactory(parent=section)
    pages = [factories.GuidancePageFactory(parent=section), factories.InformationPageFactory(parent=section), factories.SectionPageFactory(parent=section)]
    links = "".join(f'<p><a linktype="page" id="{page.pk}">{page.title}</a></p>' for page in pages)
    full = factories.GuidancePageFactory(parent=section, body=[("text", links)])
    assert count_queries(full.get_url()) == count_queries(bare.get_url())


def test_an_open_page_is_not_asked_about_and_a_closed_one_always_is(client, shown, closed):
    client.get(shown.get_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(shown.get_url() + "?fresh=1")
    assert not any("pageviewrestriction" in query["sql"] for query in queries)
    assert client.get(closed.get_url()).status_code == 302


def test_what_stands_under_a_closed_page_and_its_copies_are_closed_too(client, section, site, closed):
    below = factories.GuidancePageFactory(parent=closed, title="Under it")
    copy = CreatePageAliasAction(closed, parent=section, update_slug="copy", user=None).execute(skip_permission_checks=True)
    clear_caches()
    assert client.get(below.get_url()).status_code == 302
    assert client.get(copy.get_url()).status_code == 302
    assert "Under it" not in read(client, site.root_page)
