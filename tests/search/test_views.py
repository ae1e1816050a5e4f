"""What a family sees when it searches."""

import pytest
from django.urls import reverse

from search import actions
from tests import factories


def search(client, q, **parameters):
    return client.get(reverse("search"), {"q": q} | parameters)


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def home(site):
    return site.root_page


@pytest.fixture
def index(db, django_capture_on_commit_callbacks):
    """Let the index catch up with what the test made so far."""
    return actions.catch_up


def test_a_family_finds_a_page_and_a_service_together(client, home, index):
    factories.GuidancePageFactory(parent=home, title="Autism support", summary="Who can help an autistic child.")
    factories.ServiceFactory(name="Autism drop-in", summary="Tea and talk.")
    index()
    page = words(search(client, "autism"))
    assert "2 results for “autism”" in page
    assert '<a href="/autism-support/"><mark>Autism</mark> support</a>' in page
    assert '<mark>Autism</mark> drop-in</a>' in page
