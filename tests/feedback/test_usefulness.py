""" "Was this page useful?" stands on every public page, and no stranger can make up a page."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback import actions
from feedback.models import Comment, Usefulness
from feedback.places import PLACES, VIEWS, Place
from tests.factories import GuidancePageFactory, NewToSendPageFactory, PathwayPageFactory, ServiceFactory, YouSaidWeDidIndexPageFactory
from tests.feedback.test_comments import FORM, USEFUL, told

pytestmark = pytest.mark.django_db
QUESTION = "Was this page useful?"


@pytest.mark.parametrize("key", VIEWS)
def test_a_list_is_asked_about_counted_and_led_back_to(client, site, key):
    address = reverse(VIEWS[key])
    html = client.get(address).content.decode()
    assert QUESTION in html
    assert f'<input type="hidden" name="place" value="{key}">' in html
    assert f'href="{FORM}?place={key}"' in html
    thanks = client.post(USEFUL, {"place": key, "answer": "no"}, follow=True).content.decode()
    assert f"{FORM}?place={key}&amp;kind=unclear" in thanks
    assert f'href="{address}"' in thanks
    assert Usefulness.objects.totals(Place(key)) == {"yes": 0, "no": 1}
    assert not client.cookies


def test_a_service_is_asked_about_and_counted_by_itself(client, site):
    service, other = ServiceFactory(name="Swim Together"), ServiceFactory()
    html = client.get(service.get_absolute_url()).content.decode()
    assert QUESTION in html
    assert f'name="service" value="{service.slug}"' in html
    for reader in ("203.0.113.5", "203.0.113.6"):
        response = client.post(USEFUL, {"service": service.slug, "answer": "yes"}, follow=True, REMOTE_ADDR=reader)
    assert "Go back to: Swim Together" in response.content.decode()
    assert Usefulness.objects.totals(service) == {"yes": 2, "no": 0}
    assert Usefulness.objects.totals(other) == {"yes": 0, "no": 0}
    assert Usefulness.objects.count() == 1


def test_home_the_lists_and_the_pathway_ask_too(client, site):
    start = NewToSendPageFactory(parent=site.root_page)
    for page in (site.root_page, YouSaidWeDidIndexPageFactory(parent=site.root_page), start, PathwayPageFactory(parent=start)):
        html = client.get(page.get_url()).content.decode()
        assert html.count(QUESTION) == 1, page
        assert f'name="page" value="{page.pk}"' in html


@pytest.mark.parametrize("path", ["/register/", "/feedback/", "/feedback/thanks/", "/accounts/login/", "/no-such-page/", "/services/no-such-service/"])
def test_private_pages_forms_and_errors_do_not_ask(client, site, path):
    html = client.get(path).content.decode()
    assert QUESTION not in html
    assert f'href="{FORM}"' in html, "the way to tell us stands in the foot of the site"


@pytest.mark.parametrize("given", [{"place": "register"}, {"place": "banana"}, {"place": "\0"}, {"place": ""}, {"service": "none"}, {"service": "\0"}, {"place": "service"}])
def test_nobody_can_make_up_a_place(client, site, given):
    assert client.post(USEFUL, {"answer": "yes"} | given).status_code == 400
    assert not Usefulness.objects.exists()


def test_a_hidden_service_is_not_counted(client, site):
    hidden = ServiceFactory(is_published=False)
    assert client.post(USEFUL, {"service": hidden.slug, "answer": "yes"}).status_code == 400


def test_the_database_keeps_one_row_for_one_thing_and_day(site):
    service, page = ServiceFactory(), GuidancePageFactory(parent=site.root_page)
    for about in ({"place": "search"}, {"service": service}, {"page": page}):
        Usefulness.objects.create(**about)
        with pytest.raises(IntegrityError), transaction.atomic():
            Usefulness.objects.create(**about)
    for about in ({}, {"page": page, "place": "search"}, {"service": service, "page": page}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Usefulness.objects.create(**about)


def test_a_comment_from_a_list_says_where_it_was_written_and_what_was_looked_for(client, site):
    html = client.get("/search/?q=swim+club&borough=hollowdean").content.decode()
    link = f"{FORM}?place=search&amp;words=swim+club&amp;borough=hollowdean"
    assert html.count(link) == 2, "under the page and in the foot of the site"
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert "You are writing about: <strong>Search</strong>" in form
    assert 'value="swim club"' in form
    client.post(FORM, told(place="search", words="swim club"))
    assert (Comment.objects.get().place, Comment.objects.get().words) == ("search", "swim club")


def test_every_list_has_a_name_and_an_address():
    for key, name in PLACES:
        assert str(Place(key)) == str(name)
        assert Place(key).address.startswith("/")


def test_the_worst_comes_first_whatever_it_is(site):
    service, page = ServiceFactory(), GuidancePageFactory(parent=site.root_page)
    for about, times in ((service, 3), (Place("search"), 2), (page, 1)):
        for _time in range(times):
            actions.count_usefulness(about=about, is_useful=False)
    worst = Usefulness.objects.least_useful(Usefulness.objects.first().day, 2)
    assert [(row["service_id"], row["place"], row["said_no"]) for row in worst] == [(service.pk, "", 3), (None, "search", 2)]
