"""A parent searches: misspelt, too wide, and for something that is not there yet."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import COUNCIL_EDITOR
from search import actions
from tests.accounts.factories import make_staff
from tests.factories import GuidancePageFactory, ServiceFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(site):
    """Someone at a browser, on a site with a guidance page and two services."""
    set_up_desk()
    GuidancePageFactory(parent=site.root_page, title="Autism support", summary="Who can help your child.")
    ServiceFactory(name="Autism drop-in", slug="autism-drop-in", summary="Tea and talk.")
    ServiceFactory(name="Swimming for everyone", slug="swimming")
    actions.catch_up()
    return Client()


def looks_for(parent: Client, words: str, **more: str) -> str:
    return " ".join(parent.get(reverse("search"), {"q": words, **more}).content.decode().split())


def follow(page: str, words: str) -> str:
    """The address of the link with these words."""
    return re.search(rf'href="([^"]+)"[^>]*>{words}', page)[1].replace("&amp;", "&")


def test_a_misspelt_word_still_finds_help_and_says_what_was_looked_for(parent):
    page = looks_for(parent, "autsim")
    assert "We looked for <strong>autism</strong>" in page
    assert 'href="/autism-support/"' in page
    assert 'href="/services/autism-drop-in/"' in page
    assert not parent.cookies


def test_a_parent_narrows_what_was_found_to_services_and_opens_one(parent):
    assert 'href="/autism-support/"' in looks_for(parent, "autism")
    services = looks_for(parent, "autism", type="service")
    assert 'href="/autism-support/"' not in services
    assert 'href="/services/autism-drop-in/"' in services
    assert "Tea and talk." in parent.get("/services/autism-drop-in/").content.decode()


def test_nothing_is_found_the_parent_says_what_is_missing_and_an_editor_reads_it(parent):
    page = looks_for(parent, "trampolining")
    assert "We found nothing for “trampolining”." in page
    form = parent.get(follow(page, "Tell us what is missing")).content.decode()
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert given["words"] == "trampolining"
    sent = parent.post(reverse("comment"), given | {"kind": "missing", "text": "My daughter would love a trampoline club."}, follow=True)
    assert "Thank you" in sent.content.decode()
    assert not parent.cookies
    desk = Client()
    desk.force_login(make_staff(COUNCIL_EDITOR, email="editor@council.example"))
    comments = desk.get("/admin/comments/").content.decode()
    assert "My daughter would love a trampoline club." in comments
    assert "trampolining" in comments
    assert "My daughter would love" in desk.get("/admin/").content.decode()
