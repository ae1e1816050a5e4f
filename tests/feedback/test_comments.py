"""Telling us something: no name, no cookie, nothing lost and nothing counted twice."""

import datetime as dt
import time
import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail
from feedback import actions, mailboxes
from feedback.models import Comment, Usefulness
from home.models import SiteSettings
from tests.factories import CommentFactory, GuidancePageFactory, SectionPageFactory, ServiceFactory

pytestmark = pytest.mark.django_db
FORM, USEFUL = "/feedback/", "/feedback/useful/"
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def guidance(site):
    section = SectionPageFactory(parent=site.root_page, title="Health")
    return GuidancePageFactory(parent=section, title="Ask for help")


def told(**changed) -> dict[str, str]:
    return {"kind": "missing", "text": "There is nothing about swimming.", "form_id": str(uuid.uuid4())} | changed


def test_a_comment_is_kept_and_thanked_for(client, site):
    response = client.post(FORM, told(borough="hollowdean"))
    assert (response.status_code, response.url) == (302, reverse("thanks"))
    comment = Comment.objects.get()
    assert (comment.kind, comment.text, comment.status) == ("missing", "There is nothing about swimming.", "new")
    assert comment.borough.slug == "hollowdean"
    assert "Thank you" in client.get(response.url).content.decode()
    assert not client.cookies


def test_the_same_form_sent_twice_is_one_comment_and_thanked_for_twice(client, site):
    form = told()
    assert [client.post(FORM, form).status_code for _time in range(2)] == [302, 302]
    assert Comment.objects.count() == 1


def test_the_same_words_in_a_new_form_after_going_back_are_one_comment(client, guidance):
    for _time in range(2):
        assert client.post(FORM, told(page=str(guidance.pk))).status_code == 302
    assert Comment.objects.count() == 1


def test_the_same_words_later_or_about_something_else_are_another_comment(client, guidance, time_machine):
    now = timezone.now()
    time_machine.move_to(now)
    client.post(FORM, told())
    client.post(FORM, told(page=str(guidance.pk)))
    client.post(FORM, told(borough="larkmere"))
    time_machine.move_to(now + dt.timedelta(minutes=11))
    client.post(FORM, told())
    assert Comment.objects.count() == 4


def test_the_thanks_for_a_comment_lead_back_to_what_it_was_about(client, guidance):
    swim = ServiceFactory(name="Swim Together")
    for about, name, address in ((told(page=str(guidance.pk)), "Ask for help", guidance.url), (told(service=swim.slug), "Swim Together", swim.get_absolute_url())):
        html = client.get(client.post(FORM, about)["Location"]).content.decode()
        assert f'<a href="{address}">Go back to: {name}</a>' in html
        assert "somebody will read it" in html


def test_a_long_paste_is_not_cut_by_the_browser_and_is_refused_with_every_word_kept(client, site):
    form = client.get(FORM).content.decode()
    assert "maxlength" not in form.split("<textarea")[1].split(">")[0]
    assert "3,000 letters at most" in form
    html = client.post(FORM, told(text="x" * 6_000)).content.decode()
    assert "You wrote 6000." in html
    assert "x" * 6_000 in html
    assert not Comment.objects.exists()


def test_only_a_repeated_form_is_forgiven():
    with pytest.raises(IntegrityError):
        actions.comment(form_id=uuid.uuid4(), kind="missing", text=None)


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(client, site):
    assert client.post(FORM, told(website="https://buy.example")).status_code == 302
    assert not Comment.objects.exists()


def test_the_trap_is_out_of_the_way_of_people(client, site):
    html = client.get(FORM).content.decode()
    assert 'name="website"' in html
    assert 'tabindex="-1"' in html


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": ""}, "Write what you want to tell us."),
        ({"text": "   "}, "Write what you want to tell us."),
        ({"text": "x" * 3_001}, "3000 letters at most. You wrote 3001."),
        ({"kind": ""}, "Choose what it is about."),
        ({"kind": "banana"}, "Choose one of the answers."),
        ({"borough": "nowhere"}, "Choose a borough from the list."),
        ({"form_id": "not-a-number"}, "The form was damaged."),
        ({"text": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_mistake_is_told_and_what_was_written_stays(client, site, given, message):
    form = told(words="swimming", **({"text": "I wrote this."} | given))
    html = client.post(FORM, form).content.decode()
    assert "<title>Error: " in html.replace("\n", "").replace("  ", "")
    assert html.count(message) >= (1 if "form_id" in given else 2), "in the summary and beside the field"
    assert 'value="swimming"' in html
    if "text" not in given:
        assert "I wrote this." in html
    assert not Comment.objects.exists()


def test_a_long_comment_that_fits_is_kept(client, site):
    assert client.post(FORM, told(text="x" * 3_000)).status_code == 302
    assert len(Comment.objects.get().text) == 3_000


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://other.example"}, {"Origin": "null"}])
def test_a_form_from_another_site_is_refused_and_the_words_stay(client, site, headers):
    response = client.post(FORM, told(text="Sent from elsewhere."), headers=headers)
    assert not Comment.objects.exists()
    assert response.status_code == 403
    html = response.content.decode()
    assert "Error: " in html
    assert "Sent from elsewhere." in html
    assert "Please send it again from this page." in html


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_form_from_our_own_page_is_taken(client, site, headers):
    assert client.post(FORM, told(), headers=headers).status_code == 302


def test_the_link_fills_in_the_page(client, guidance):
    html = client.get(f"{FORM}?page={guidance.pk}&kind=unclear").content.decode()
    assert "You are writing about: <strong>Ask for help</strong>" in html
    client.post(FORM, told(page=str(guidance.pk)))
    assert Comment.objects.get().page_id == guidance.pk


def test_the_link_fills_in_the_service_the_words_and_the_borough(client, site):
    service = ServiceFactory(name="Swim Together")
    html = client.get(f"{FORM}?service={service.slug}&words=swim+club&borough=hollowdean&kind=wrong").content.decode()
    assert "<strong>Swim Together</strong>" in html
    assert 'value="swim club"' in html and "You looked for: <strong>swim club</strong>" in html
    assert "<h1>Tell us what is wrong</h1>" in html
    assert '<option value="hollowdean" selected>' in html
    client.post(FORM, told(service=service.slug, words="swim club"))
    comment = Comment.objects.get()
    assert (comment.service, comment.words) == (service, "swim club")


@pytest.mark.parametrize(
    "query",
    ["page=999999", "page=banana", "page=%00", "page=99999999999999999999999", "service=none", "service=%00", "kind=banana", "borough=%00", "words=" + "w" * 1_500, "words=%00"],
)
def test_a_strange_link_still_shows_the_form(client, site, query):
    response = client.get(f"{FORM}?{query}")
    assert response.status_code == 200
    assert "You are writing about" not in response.content.decode()


@pytest.mark.parametrize("given", [{"page": "999999"}, {"service": "\0"}, {"page": "\0"}, {"words": "\0"}, {"form_id": ""}, {"borough": "\0"}])
def test_a_strange_form_is_told_and_never_an_error_of_ours(client, site, given):
    assert client.post(FORM, told(**given)).status_code == 200
    assert not Comment.objects.exists()


def test_a_hidden_page_or_service_is_not_named(client, guidance):
    guidance.unpublish()
    hidden = ServiceFactory(name="Secret refuge", is_published=False)
    for query in (f"page={guidance.pk}", f"service={hidden.slug}"):
        html = client.get(f"{FORM}?{query}").content.decode()
        assert "Secret refuge" not in html
        assert "You are writing about" not in html


def test_a_school_behind_one_address_is_not_shut_out_but_a_flood_is(client, site, monkeypatch):
    monkeypatch.setattr("feedback.views.COMMENTS_AN_HOUR", 3)
    answers = [client.post(FORM, told(text=f"I wrote this. {number}")) for number in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    html = answers[-1].content.decode()
    assert "Yours is not sent yet" in html
    assert "I wrote this." in html, "what was written stays"
    assert Comment.objects.count() == 3


def test_comments_wait_the_longest_first():
    second, first, done = CommentFactory(text="second"), CommentFactory(text="first"), CommentFactory(status="put-right")
    Comment.objects.filter(pk=first.pk).update(created_at="2026-01-01T10:00:00Z")
    assert list(Comment.objects.unanswered()) == [first, second]
    assert done not in Comment.objects.unanswered()


def test_yes_and_no_are_counted_by_day(client, guidance):
    for number, answer in enumerate(["yes", "yes", "no"]):
        response = client.post(USEFUL, {"page": guidance.pk, "answer": answer}, REMOTE_ADDR=f"203.0.113.{number}")
        assert response.status_code == 302
    assert Usefulness.objects.totals(guidance) == {"yes": 2, "no": 1}
    assert Usefulness.objects.count() == 1
    assert not client.cookies


def test_a_page_that_did_not_help_leads_on_to_saying_why(client, guidance):
    response = client.post(USEFUL, {"page": guidance.pk, "answer": "no"}, follow=True)
    html = response.content.decode()
    assert f"{FORM}?page={guidance.pk}" in html
    assert "Go back to: Ask for help" in html


def test_the_foot_of_a_page_asks_if_it_was_useful(client, guidance):
    html = client.get(guidance.url).content.decode()
    assert f'action="{USEFUL}"' in html
    assert 'name="answer" value="yes"' in html
    assert f"{FORM}?page={guidance.pk}" in html


@pytest.mark.parametrize("given", [{"answer": "banana"}, {"answer": ""}, {"page": "999999"}, {"page": ""}, {"page": "\0"}])
def test_an_answer_that_makes_no_sense_is_refused(client, guidance, given):
    assert client.post(USEFUL, {"page": guidance.pk, "answer": "yes"} | given).status_code == 400
    assert not Usefulness.objects.exists()


def test_an_answer_from_another_site_or_by_a_link_is_refused(client, guidance):
    good = {"page": guidance.pk, "answer": "yes"}
    assert client.post(USEFUL, good, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.get(USEFUL, good).status_code == 405
    assert not Usefulness.objects.exists()


def test_an_answer_out_of_a_flood_is_neither_counted_nor_thanked_for(client, guidance, monkeypatch):
    monkeypatch.setattr("feedback.views.USEFUL_A_MINUTE", 2)
    monkeypatch.setattr("feedback.views.DOUBLE_PRESS_SECONDS", 0)
    answers = [client.post(USEFUL, {"page": guidance.pk, "answer": "yes"}, follow=True) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert "It is good to know that the page helped." in answers[1].content.decode()
    assert "It is good to know" not in answers[2].content.decode()
    assert "Please wait a little" in answers[2].content.decode()
    assert Usefulness.objects.totals(guidance) == {"yes": 2, "no": 0}


def test_a_button_pressed_twice_is_one_answer(client, guidance, monkeypatch):
    monkeypatch.setattr("feedback.views.DOUBLE_PRESS_SECONDS", 2)
    for address, answer in [("203.0.113.5", "yes"), ("203.0.113.5", "yes"), ("203.0.113.5", "no"), ("203.0.113.6", "yes")]:
        assert client.post(USEFUL, {"page": guidance.pk, "answer": answer}, REMOTE_ADDR=address).status_code == 302
    assert Usefulness.objects.totals(guidance) == {"yes": 2, "no": 1}
    time.sleep(2.1)
    client.post(USEFUL, {"page": guidance.pk, "answer": "yes"}, REMOTE_ADDR="203.0.113.5")
    assert Usefulness.objects.totals(guidance) == {"yes": 3, "no": 1}


@pytest.mark.parametrize("query", ["", "page=banana&answer=no", "page=999999&answer=yes", "answer=no", "page=%00&answer=%00"])
def test_thanks_come_whatever_the_address_says(client, site, query):
    assert client.get(f"{reverse('thanks')}?{query}").status_code == 200


def test_a_comment_about_a_service_reaches_the_mailbox_that_keeps_it_right(client, site):
    service = ServiceFactory(name="Swimming club", owner_email="team@council.example")
    form = told(service=service.slug, kind="wrong", text="Sam Smith of Larkmere could not get in.")
    for _time in range(2):
        client.post(FORM, form)
    mail = QueuedMail.objects.get()
    assert mail.recipient == "team@council.example"
    assert "Swimming club" in mail.subject
    assert reverse("comments:inspect", args=[Comment.objects.get().pk]) in mail.text
    assert service.get_absolute_url() in mail.text
    assert "Sam Smith" not in mail.subject + mail.text, "a comment may name a child"


def test_where_no_team_hears_the_people_who_help_with_the_site_do(client, site):
    SiteSettings.objects.update_or_create(site=site, defaults={"help_email": "help@council.example"})
    client.post(FORM, told(service=ServiceFactory(name="Swimming club").slug, kind="wrong", text="Sam Smith of Larkmere could not get in."))
    mail = QueuedMail.objects.get()
    assert mail.recipient == "help@council.example"
    assert "no team’s mailbox is known" in mail.text
    assert "Sam Smith" not in mail.subject + mail.text
    assert not mailboxes.unheard()


def test_nobody_is_written_to_where_no_mailbox_is_known(client, site):
    client.post(FORM, told(service=ServiceFactory().slug))
    client.post(FORM, told())
    assert Comment.objects.count() == 2
    assert not QueuedMail.objects.exists()
    assert mailboxes.unheard() == 1
