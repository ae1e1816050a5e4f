"""The frame of every page: colours, menu, trail, forms and what stands at the foot."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from wagtail.models import Page

from home.colours import DEFAULTS
from home.icons import ICONS
from home.models import SiteSettings
from home.templatetags import look_tags
from tests.factories import GuidancePageFactory, InformationPageFactory, SectionPageFactory, YouSaidWeDidIndexPageFactory, YouSaidWeDidPageFactory


class Questions(forms.Form):
    name = forms.CharField(label="Your name")
    area = forms.ChoiceField(choices=[("a", "Larkmere"), ("b", "Hollowdean")], widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(choices=[("a", "Talking"), ("b", "Moving")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="Yes, write to me")


def render(words: str, **context: object) -> str:
    return Template("{% load look_tags %}" + words).render(Context(context))


def test_our_own_colours_cost_no_second_stylesheet(site, client: Client):
    assert "/colours/" not in client.get("/").content.decode()


def test_a_councils_colours_come_as_a_stylesheet_that_may_be_kept_for_ever(site, client: Client):
    own = SiteSettings.for_site(site)
    own.brand_colour = "#402060"
    own.save()
    address = re.search(r'href="(/colours/[^"]+)"', client.get("/").content.decode())[1]
    response = client.get(address)
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert "--council-brand: #402060;" in response.content.decode()


def test_what_is_no_colour_is_not_found(db, client: Client):
    assert client.get("/colours/402060-0A5563-5E2750-url(x).css").status_code == 404


def test_the_stylesheet_and_the_settings_start_from_the_same_colours():
    tokens = (Path(settings.BASE_DIR) / "static/scss/_tokens.scss").read_text()
    for name, colour in DEFAULTS.items():
        assert f"--council-{name}: {colour.lower()};" in tokens


@pytest.mark.parametrize("name", [name for name, _label in ICONS])
def test_every_picture_an_editor_can_choose_is_drawn(name: str):
    assert "<svg" in render("{% load portal_tags %}{% icon name %}", name=name)


def test_the_menu_row_leaves_out_only_what_does_not_fit(db):
    pages = [Page(title=title) for title in ("Short", "x" * 200, "Health")]
    assert [page.title for page in look_tags.menu_row(pages)] == ["Short", "Health"]


def test_a_pages_trail_names_its_section_but_not_itself(site, client: Client):
    section = SectionPageFactory(parent=site.root_page, title="Money")
    GuidancePageFactory(parent=section, title="Grants", slug="grants")
    page = client.get(f"{section.url}grants/?borough=larkmere").content.decode()
    trail = page[page.index('class="lo-trail"') : page.index("<main")]
    assert re.findall(r">([^<>]+)</a>", trail) == ["Home", "Money"]
    assert "?borough=larkmere" in trail
    assert "<title>Grants - Money - " in page


def test_a_title_has_no_dash_left_over():
    assert look_tags.one_title("\n  Sign in -  ") == "Sign in"
    assert look_tags.one_title("Half-term") == "Half-term"


def test_standard_pages_stand_at_the_foot_of_every_page(site, client: Client):
    InformationPageFactory(parent=site.root_page, title="Privacy notice")
    InformationPageFactory(parent=site.root_page, title="Not yet published", live=False)
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert "Privacy notice" in foot
    assert "Not yet published" not in foot


def test_the_home_page_shows_the_newest_you_said_we_did(site, client: Client):
    index = YouSaidWeDidIndexPageFactory(parent=site.root_page)
    YouSaidWeDidPageFactory(parent=index, title="Older", date="2026-01-01")
    YouSaidWeDidPageFactory(parent=index, title="Newest", date="2026-06-01")
    page = client.get("/").content.decode()
    assert "Newest" in page
    assert "Older" not in page


def test_links_in_many_texts_cost_no_more_queries_than_in_one(site, count_queries):
    linked = SectionPageFactory(parent=site.root_page)
    text = ("text", f'<p><a linktype="page" id="{linked.pk}">There</a></p>')
    one = InformationPageFactory(parent=site.root_page, body=[text])
    many = InformationPageFactory(parent=site.root_page, body=[text] * 20)
    assert count_queries(many.url) == count_queries(one.url)


def test_a_wrong_answer_is_told_beside_the_field_and_in_the_summary():
    form = Questions({"needs": ["a"]})
    summary = render('{% include "components/error_summary.html" with form=form only %}', form=form)
    assert re.findall(r'href="#([^"]+)"', summary) == ["id_name", "id_area_0", "id_agree"]
    field = render('{% include "components/field.html" with field=form.name only %}', form=form)
    assert 'id="id_name_error"' in field
    assert 'aria-describedby="id_name_error"' in field
    assert 'aria-invalid="true"' in field


@pytest.mark.parametrize(("name", "kind"), [("area", "radios"), ("needs", "checkboxes"), ("agree", "checkboxes")])
def test_choices_are_asked_with_large_targets(name: str, kind: str):
    html = render('{% include "components/field.html" with field=field only %}', field=Questions()[name])
    assert f'class="govuk-{kind}__input"' in html


def test_a_phone_number_can_be_dialled_and_words_can_not():
    assert look_tags.is_number("020 7946 0123")
    assert not look_tags.is_number("Text SHOUT to 85258")


def test_an_email_address_breaks_before_its_at_and_is_never_taken_for_markup():
    words = "{% load portal_tags %}{{ address|may_break }}"
    assert render(words, address="saturday@club.example") == "saturday<wbr>@club.example"
    assert render(words, address="<b>@club.example") == "&lt;b&gt;<wbr>@club.example"
