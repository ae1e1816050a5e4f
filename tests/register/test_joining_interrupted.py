"""A session that ended on the way in, or whose cookie is gone: kind words, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.register.conftest import Parent
from tests.register.test_joining import CHECK


def test_a_session_that_ended_gets_kind_words(parent):
    parent.starts()
    parent.answer("about-you")
    parent.browser.cookies.clear()
    page = parent.page("contact").content.decode()
    assert "Please start again" in page
    assert "nothing was sent" in page


class TestASessionThatWasLost:
    """Its cookie is gone, or its row: what was typed on the page that comes then is not."""

    @pytest.fixture
    def careful(self, register):
        return Parent(browser=Client(enforce_csrf_checks=True))

    def test_the_first_page_is_there_again_as_it_was_typed(self, careful):
        response = careful.answer("about-you", first_name="Siân")
        assert response.url == reverse("register_question", args=["about-you"]) + "?kept=1"
        page = careful.browser.get(response.url).content.decode()
        assert 'value="Siân"' in page and 'value="Okonjo"' in page and 'value="parent"' in page
        assert "What you wrote last is still here" in page
        assert "error" not in page.lower()

    @pytest.mark.parametrize("step", ["support-1", "choices"])
    def test_a_later_page_waits_with_what_was_ticked_until_the_form_comes_to_it(self, careful, step):
        assert careful.answer(step).url == reverse("register_question", args=["about-you"]) + "?kept=1"
        careful.browser.handler.enforce_csrf_checks = False
        assert " checked" in careful.goes_to(step).content.decode()
        assert careful.page("equality").url == reverse("register_question", args=[step]), "it is no answer before somebody presses the button"

    def test_a_session_flushed_between_two_pages_is_the_same(self, parent):
        parent.goes_to("child-1")
        parent.browser.session.flush()
        assert "?kept=1" in parent.answer("child-1").url
        assert 'value="Bee"' in parent.goes_to("child-1").content.decode()

    def test_a_token_of_another_session_keeps_the_answers_and_the_page(self, parent):
        parent.goes_to("child-1")
        parent.browser.handler.enforce_csrf_checks = True
        response = parent.answer("child-1")
        assert response.url == reverse("register_question", args=["child-1"]) + "?kept=1"
        assert 'value="Bee"' in parent.browser.get(response.url).content.decode()
        assert parent.browser.post(reverse(CHECK)).url == reverse(CHECK)

    def test_a_page_without_answers_says_that_they_are_gone(self, careful):
        for name in (CHECK, "register_children", "register_save"):
            assert "Please start again" in careful.browser.post(reverse(name)).content.decode()
        assert careful.browser.post(reverse("register_clear")).url == reverse("register") + "?cleared=1"

    def test_another_sites_form_puts_nothing_into_it(self, careful):
        response = careful.browser.post(reverse("register_question", args=["about-you"]), {"first_name": "Mallory"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403
        assert not response.cookies

    def test_what_was_typed_on_a_page_that_has_to_wait_is_kept(self, parent):
        """Another window started anew meanwhile."""
        parent.goes_to("child-1")
        parent.browser.post(reverse("register_clear"))
        parent.starts()
        assert parent.answer("child-1").url == reverse("register_question", args=["about-you"]) + "?kept=1"
        assert 'value="Bee"' in parent.goes_to("child-1").content.decode()
