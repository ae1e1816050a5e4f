"""Words as the database has them: those that came with the portal, those that are not there, and those it refuses."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from home.models import SiteSettings
from register import wording
from register.models import Wording, WordingVersion


def test_words_that_were_never_seeded_show_as_they_come_with_the_portal(site, client, caplog):
    assert not WordingVersion.objects.exists()
    page = client.get(reverse("register"))
    assert page.status_code == 200
    assert "Join the SEND Register" in page.content.decode()
    assert "{forum}" not in page.content.decode()
    assert "run manage.py set_up_site" in caplog.text
    assert not WordingVersion.objects.exists(), "reading seeds nothing"


def test_periods_in_the_words_are_those_that_the_council_set(register, settings):
    settings.REGISTER_COMPLAINT_YEARS, settings.REGISTER_ASSISTED_DAYS = 3, 21
    words = wording.words_for(SiteSettings.for_site(register), "leave", "how-long")
    assert "our answer for 3 years" in words["leave"].text
    assert "wrote the form down for you, after 21 days" in words["how_long"].text


def test_a_mistyped_key_is_still_found_out(register):
    with pytest.raises(wording.WordingMissing, match="intorduction"):
        wording.words_for(SiteSettings.for_site(register), "intro", "intorduction")


def test_the_database_lets_no_words_without_a_writer_in_after_the_first(register):
    intro = Wording.objects.get(key="intro")
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingVersion.objects.create(wording=intro, number=2, title="Unsigned", text="")
    WordingVersion.objects.create(wording=intro, number=2, title="Unsigned", text="", made_by="somebody@council.example")
    assert WordingVersion.objects.current(["intro"]).get().number == 1
