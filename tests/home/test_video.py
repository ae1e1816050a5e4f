"""A video plays on a phone, and each part of it is the part that was asked for."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORDS = bytes(range(256)) * 40


@pytest.fixture
def address(site, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return Document.objects.create(title="How to ask", file=ContentFile(WORDS, "how-to-ask.mp4")).url


def get(client, address, part=None):
    response = client.get(address, headers={"range": part} if part else {})
    return response, response.content


def test_a_player_that_asks_for_all_gets_all_and_is_told_of_parts(client, address):
    response, body = get(client, address)
    assert (response.status_code, response["Accept-Ranges"], response["Content-Type"]) == (200, "bytes", "video/mp4")
    assert body == WORDS


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-1", "bytes 0-1/10240", WORDS[:2]),
        ("bytes=100-", "bytes 100-10239/10240", WORDS[100:]),
        ("bytes=10000-99999", "bytes 10000-10239/10240", WORDS[10000:]),
        ("bytes=-500", "bytes 9740-10239/10240", WORDS[-500:]),
    ],
)
def test_a_part_is_exactly_what_was_asked_for(client, address, asked, told, part):
    response, body = get(client, address, asked)
    assert (response.status_code, response["Content-Range"]) == (206, told)
    assert body == part


def test_a_part_behind_the_end_is_refused(client, address):
    response, _body = get(client, address, "bytes=20000-")
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10240")


@pytest.mark.parametrize("odd", ["bytes=-", "bytes=a-b", "pages=1-2", "bytes=1-2,5-6", "bytes=١-٢", f"bytes={'9' * 4_400}-", f"bytes=0-{'9' * 4_400}"])
def test_an_odd_range_gets_the_whole(client, address, odd):
    assert get(client, address, odd)[0].status_code == 200


@pytest.mark.parametrize("part", [None, "bytes=0-1"])
def test_a_video_in_a_closed_collection_is_for_those_it_is_open_to(client, address, part):
    inner = Collection.get_first_root_node().add_child(name="Only for staff")
    Document.objects.update(collection=inner)
    CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")
    assert get(client, address, part)[0].status_code == 302
    client.force_login(UserFactory())
    assert get(client, address, part)[0].status_code in {200, 206}


def test_other_documents_are_downloads(client, site, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    form = Document.objects.create(title="Form", file=ContentFile(b"PK", "form.docx"))
    assert "attachment" in client.get(form.url)["Content-Disposition"]
