"""What an editor reads when a form is not right yet."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext
from wagtail.blocks import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from accounts import roles
from home.blocks import PictureBlock
from tests.accounts.factories import make_staff
from tests.factories import GuidancePageFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
NO_COMMENTS = {f"comments-{name}": value for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}.items()}
EMPTY_BODY = {"body-count": "0", "sources-count": "0"}


@pytest.fixture
def editor(client, site):
    set_up_desk()
    client.force_login(make_staff(roles.COUNCIL_EDITOR, email="editor@council.example"))
    return client


def sent(editor, site, **given: str) -> str:
    """What the form for a new guidance page answers."""
    form = {"title": "Short breaks", "slug": "short-breaks", "summary": "A rest.", "owner_team": "SEND team", **EMPTY_BODY, **NO_COMMENTS, "action-submit": "1", **given}
    response = editor.post(f"/admin/pages/add/localoffer/guidancepage/{site.root_page.pk}/", form)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_summary_that_is_missing_is_asked_for_plainly(editor, site):
    words = sent(editor, site, summary="")
    assert "The page is not saved yet. Some answers need a second look: each is marked." in words
    assert "Fill this in." in words
    assert "This field is required" not in words


def test_an_address_in_use_is_named(editor, site):
    GuidancePageFactory(parent=site.root_page, slug="short-breaks")
    words = sent(editor, site)
    assert "Another page beside this one has “short-breaks” in its address already. Please change it." in words


def test_days_in_the_wrong_order_are_told_apart(editor, site):
    words = sent(editor, site, go_live_at="2030-05-02 10:00", expire_at="2030-05-01 10:00")
    assert "The day on which the page appears must be before the day on which it goes away." in words
    words = sent(editor, site, checked_on="2026-05-02", review_by="2026-05-01")
    assert "This day must not be before the day it was last checked." in words


def test_a_summary_that_is_too_long_says_by_how_much(editor, site):
    assert "Make it shorter: 250 letters at most. You wrote 300." in sent(editor, site, summary="x" * 300)


def test_a_picture_says_what_it_shows_or_that_it_is_decoration():
    picture = get_image_model().objects.create(title="A pool", file=get_test_image_file())
    block = PictureBlock()
    with pytest.raises(StructBlockValidationError) as problem:
        block.clean(block.to_python({"image": {"image": picture.pk, "alt_text": "", "decorative": False}, "caption": ""}))
    inner = problem.value.block_errors["image"].block_errors["alt_text"]
    assert inner.messages == ["Say what the picture shows, for people who cannot see it. Or tick that it is only decoration."]


def test_a_word_explained_twice_is_said_so(editor):
    form = {"term": "EHC plan", "explained": "A plan."}
    editor.post("/admin/snippets/home/glossaryterm/add/", form)
    assert "This word is explained already." in editor.post("/admin/snippets/home/glossaryterm/add/", form | {"term": "ehc PLAN"}).content.decode()


def test_the_compiled_words_are_the_written_words():
    written = (Path(settings.BASE_DIR) / "locale/en_GB/LC_MESSAGES/django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE)
    assert len(pairs) > 20
    assert [(theirs, gettext(theirs)) for theirs, _ours in pairs] == pairs
    one, many = re.findall(r'^msgid "(Ensure.+)"\nmsgid_plural "(.+)"$', written, re.MULTILINE)[0]
    assert ngettext(one, many, 2).startswith("Make it shorter")
