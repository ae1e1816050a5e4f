"""Writing at the desk, as a forum's editor does it."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import QueuedMail, QueuedText
from campaigns.models import Campaign, Mailing, MailingState, Message, MessageTemplate, Organisation
from campaigns.writing import actions
from campaigns.writing.actions import Which
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory
from tests.campaigns.writing.making import mailing, message, organisation
from tests.factories import LanguageFactory, UserFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
PLAN = {"purpose": "surveys", "sender_name": "Forum", "reply_to": "f@f.example", "earliest": "08:00", "latest": "20:00", "on_doubt": "at-most-once"}


@pytest.fixture
def editor(client, site):
    """An editor of the forum, signed in."""
    set_up_desk()
    user = make_staff(roles.PCF_EDITOR, email="pcf@forum.example", first_name="Petra", last_name="Writer")
    client.force_login(user)
    return user


def page(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def body_of(**text):
    """What Wagtail's form sends for one block of rich text."""
    words = {"blocks": [{"key": "a", "text": text["says"], "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}
    return {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "1", "body-0-value": json.dumps(words)}


def saves(client, made, **fields):
    values = {"subject": "Hello", "language": "", "reading_format": "standard", "wave": "0"} | body_of(says=fields.pop("says", "Come and play."))
    return client.post(reverse("message_edit", args=[made.pk]), values | fields, follow=True)


def cancelled(made):
    """Whatever leads there."""
    Mailing.objects.filter(pk=made.pk).update(state=MailingState.CANCELLED)


def test_messages_are_started_with_a_new_campaign_and_all_who_sign(client, editor):
    organisation(), organisation("council", "Council")
    client.post(reverse("mailing_start"), {"name": "Play mornings"})
    made = Mailing.objects.get(campaign__name="Play mornings")
    assert set(made.organisations.values_list("kind", flat=True)) == {"forum", "council"}
    assert list(made.writers.all()) == [editor]
    assert made.state == MailingState.DRAFT


def test_started_twice_they_are_the_same(client, editor):
    one = actions.start(campaign=None, name="Play", by=editor)
    assert actions.start(campaign=None, name="Play", by=editor) == one
    assert Campaign.objects.filter(name="Play").count() == 1


@pytest.mark.parametrize("values", [{}, {"name": "x" * 121}, {"campaign": "99999"}, {"campaign": "x"}])
def test_a_start_that_names_no_campaign_says_so(client, editor, values):
    response = client.post(reverse("mailing_start"), values)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_from_the_list_of_campaigns_one_press_leads_to_its_messages(client, editor):
    empty, written = CampaignFactory(name="Empty"), mailing()
    assert client.get(reverse("campaign_messages", args=[written.campaign_id]))["Location"] == reverse("mailing_words", args=[written.pk])
    start = client.get(reverse("campaign_messages", args=[empty.pk]), follow=True)
    assert start.context["form"].initial["campaign"] == str(empty.pk)
    assert reverse("campaign_messages", args=[empty.pk]) in page(client, "campaign:index")


def test_a_message_is_begun_with_the_words_of_a_template_and_changed(client, editor):
    of = mailing()
    MessageTemplate.objects.create(name="Invitation", subject="Come", body=[("heading", "When")], text="for texts")
    template = MessageTemplate.objects.get()
    client.post(reverse("message_new", args=[of.pk]), {"channel": "email", "reading_format": "standard", "wave": "0", "template": template.pk})
    made = of.messages.get()
    assert (made.subject, made.body[0].value, made.text) == ("Come", "When", "")
    response = saves(client, made, subject="Come and play", says="It is free.")
    made.refresh_from_db()
    assert made.subject == "Come and play"
    assert "It is free." in str(made.body[0].value)
    assert "Saved." in response.content.decode()
    assert editor in of.writers.all()


def test_what_the_checks_say_stands_beside_the_words_and_gathered_on_one_page(client, editor):
    made = message(text="", body=[("text", "<p>Dear ((surname)), please submit it.</p>")])
    for shown in (page(client, "message_edit", made.pk), page(client, "mailing_words", made.mailing_id)):
        assert "We cannot fill in ((surname))." in shown
        assert "Hard word: “submit”." in shown
    assert "1 mistake must be mended" in page(client, "mailing_words", made.mailing_id)


def test_a_message_is_copied_to_another_language_and_not_twice(client, editor):
    made, urdu = message(), LanguageFactory(code="ur", name="Urdu")
    values = {"channel": "email", "language": urdu.pk, "reading_format": "standard", "wave": "0"}
    client.post(reverse("message_copy", args=[made.pk]), values)
    assert made.mailing.messages.get(language=urdu).subject == made.subject
    again = client.post(reverse("message_copy", args=[made.pk]), values)
    assert "There is one for this channel" in again.content.decode()
    assert made.mailing.messages.count() == 2


def test_the_words_of_a_text_message_are_not_copied_into_a_letter(client, editor):
    made = message(channel="text")
    response = client.post(reverse("message_copy", args=[made.pk]), {"channel": "post", "reading_format": "standard", "wave": "0"})
    assert "channel" in response.context["form"].errors
    assert Message.objects.count() == 1


def test_two_who_add_the_same_message_get_one(editor, site):
    of = mailing()
    which = Which(channel="email", language=None, reading_format="standard", wave=0)
    actions.add_message(mailing=of, which=which, by=editor)
    with pytest.raises(actions.IsThereAlready):
        actions.add_message(mailing=of, which=which, by=editor)
    assert of.messages.count() == 1


def test_a_message_changed_into_one_that_is_there_is_refused_with_words(client, editor):
    of = mailing()
    message(of)
    other = message(of, reading_format="large-print")
    response = saves(client, other, reading_format="standard")
    assert response.status_code == 200
    assert "There is one for this channel" in response.content.decode()
    other.refresh_from_db()
    assert other.reading_format == "large-print"


def test_a_draft_is_deleted_after_asking(client, editor):
    made = message()
    assert "Delete this message" in page(client, "message_delete", made.pk)
    assert Message.objects.count() == 1
    client.post(reverse("message_delete", args=[made.pk]))
    assert Message.objects.count() == 0


def test_all_messages_of_a_draft_are_deleted_and_the_campaign_stays(client, editor):
    made = message()
    client.post(reverse("mailing_delete", args=[made.mailing_id]))
    assert Mailing.objects.count() == 0
    assert Campaign.objects.filter(pk=made.mailing.campaign_id).exists()


@pytest.mark.parametrize("name", ["message_edit", "message_copy", "message_delete"])
def test_what_was_cancelled_is_not_changed_any_more(client, editor, name):
    made = message()
    cancelled(made.mailing)
    for response in (client.get(reverse(name, args=[made.pk])), client.post(reverse(name, args=[made.pk]), {"subject": "x"})):
        assert response["Location"] == reverse("mailing_words", args=[made.mailing_id])
    assert Message.objects.get().subject == made.subject


def test_a_form_that_was_open_when_it_was_cancelled_saves_nothing(client, editor, monkeypatch):
    made = message()
    check = actions.save_message

    def cancelled_meanwhile(**values):
        cancelled(made.mailing)
        return check(**values)

    monkeypatch.setattr(actions, "save_message", cancelled_meanwhile)
    response = saves(client, made, subject="Too late")
    assert "can’t be changed any more" in response.content.decode()
    assert Message.objects.get().subject == made.subject


def test_a_form_that_lost_its_blocks_on_the_way_is_refused(client, editor):
    made = message()
    assert client.post(reverse("message_edit", args=[made.pk]), {"subject": "x"}).status_code == 400
    assert Message.objects.get().subject == made.subject


def test_the_plan_is_changed_and_keeps_who_wrote(client, editor):
    of = mailing()
    wants = [each.pk for each in Organisation.objects.all()]
    client.post(reverse("mailing_plan", args=[of.pk]), PLAN | {"organisations": wants, "sender_name": "Forum\r\nBcc: x@x.example"})
    of.refresh_from_db()
    assert (of.purpose, of.sender_name) == ("surveys", "Forum Bcc: x@x.example")
    assert editor in of.writers.all()


@pytest.mark.parametrize("wrong", [{"purpose": "card"}, {"reply_to": "nobody"}, {"earliest": "20:00", "latest": "08:00"}, {"organisations": ["99999"]}, {"send_from": "2027-02-01 10:00", "send_until": "2027-01-01 10:00"}])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused_with_words(client, editor, wrong):
    of = mailing()
    wants = [each.pk for each in Organisation.objects.all()]
    response = client.post(reverse("mailing_plan", args=[of.pk]), PLAN | {"organisations": wants} | wrong)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_words_are_kept_for_others_under_a_name_of_their_own(client, editor):
    made = message()
    for _time in range(2):
        response = client.post(reverse("message_keep", args=[made.pk]), {"name": "Invitation", "about": ""})
    assert MessageTemplate.objects.get().subject == made.subject
    assert response.context["form"].errors["name"]


def test_a_field_that_nobody_can_fill_in_keeps_messages_from_being_signed(client, editor):
    now = timezone.now()
    made = message(mailing(send_from=now, send_until=now + dt.timedelta(days=1)), body=[("text", "<p>Dear ((surname)), come.</p>")])
    response = client.post(reverse("mailing_ask", args=[made.mailing_id]), follow=True)
    assert "Something must be mended first. By e-mail: Part 1 (Text): We cannot fill in ((surname))." in response.content.decode()
    assert Mailing.objects.get().state == MailingState.DRAFT


def test_whoever_changes_what_is_being_signed_hears_that_all_sign_again(client, editor):
    now = timezone.now()
    made = message(mailing(send_from=now, send_until=now + dt.timedelta(days=1)))
    client.post(reverse("mailing_ask", args=[made.mailing_id]))
    told = "every organisation signs again"
    assert told in saves(client, made, subject="Other words", says="Come.").content.decode()
    assert told not in saves(client, made, subject="Other words", says="Come.").content.decode()
    assert Mailing.objects.get().versions.count() == 2


@pytest.mark.parametrize(("channel", "looks"), [("email", ["desktop", "phone", "plain"]), ("text", ["text"]), ("post", ["letter", "plain"])])
def test_each_way_to_look_is_a_page_with_a_frame_and_invented_values(client, editor, channel, looks):
    made = message(channel=channel)
    for look in looks:
        shown = client.get(reverse("message_shown", args=[made.pk, look]))
        assert shown.status_code == 200
        assert shown["X-Frame-Options"] == "SAMEORIGIN"
        assert reverse("message_shown", args=[made.pk, look]) in page(client, "message_look", made.pk, look)
        if look == "letter":
            assert shown.content.startswith(b"%PDF")
        else:
            assert "((" not in shown.content.decode()
    assert client.get(reverse("message_look", args=[made.pk, "fax"])).status_code == 404


def test_a_text_message_says_how_long_it_is_where_it_is_looked_at(client, editor):
    made = message(channel="text", text="Zażółć gęślą jaźń " * 5)
    shown = page(client, "message_look", made.pk)
    assert "text messages long" in shown
    assert "more than twice as long: żółćęśąźń" in shown


def test_the_preview_follows_what_is_typed_and_saves_nothing(client, editor):
    made = message()
    values = {"subject": "Typed just now", "language": "", "reading_format": "standard", "wave": "0"} | body_of(says="Not saved yet.")
    answer = client.post(reverse("message_live", args=[made.pk]), values).json()
    assert answer == {"is_valid": True, "is_available": True}
    shown = client.get(reverse("message_live", args=[made.pk]) + "?mode=desktop").content.decode()
    assert "Typed just now" in shown
    assert "Not saved yet." in shown
    assert Message.objects.get().subject == "A new play group"


def test_a_test_goes_to_staff_by_name_and_says_that_it_is_one(client, editor):
    colleague = make_staff(roles.COUNCIL_EDITOR, email="colleague@council.example", first_name="Cora")
    made = message()
    response = client.post(reverse("message_test", args=[made.pk]), {"to": [colleague.pk]}, follow=True)
    sent = QueuedMail.objects.get()
    assert (sent.recipient, sent.subject) == ("colleague@council.example", "Test: A new play group")
    assert "Hello Alexandra." in sent.text
    assert "((" not in sent.html + sent.text
    assert "The test is on its way to Cora" in response.content.decode()


def test_a_test_goes_to_no_family_and_nobody_who_left(client, editor):
    family, left = UserFactory(), make_staff(roles.ANALYST, email="left@council.example", is_active=False)
    made = message()
    for user in (family, left):
        response = client.post(reverse("message_test", args=[made.pk]), {"to": [user.pk]})
        assert response.context["form"].errors["to"]
    assert QueuedMail.objects.count() == 0
    assert family.email not in page(client, "message_test", made.pk)


def test_who_sent_a_test_to_whom_stands_in_the_log(client, editor, site):
    made = message()
    client.post(reverse("message_test", args=[made.pk]), {"to": [editor.pk]})
    client.force_login(make_staff(email="all@staff.example", is_superuser=True))
    shown = client.get("/admin/reports/site-history/").content.decode()
    assert "Test of “By e-mail” sent to Petra Writer" in shown


def test_a_text_is_tested_on_nobody_without_a_number(client, editor, texts_on):
    made = message(channel="text")
    response = client.post(reverse("message_test", args=[made.pk]), {"to": [editor.pk]}, follow=True)
    assert "we know no mobile number of staff: Petra Writer" in response.content.decode()
    assert (QueuedText.objects.count(), QueuedMail.objects.count()) == (0, 0)


def test_a_letter_is_not_sent_as_a_test(client, editor):
    made = message(channel="post")
    assert "A letter is not sent as a test" in page(client, "message_test", made.pk)
    client.post(reverse("message_test", args=[made.pk]), {"to": [editor.pk]})
    assert QueuedMail.objects.count() == 0


def test_an_analyst_reads_and_does_not_write(client, site):
    set_up_desk()
    client.force_login(make_staff(roles.ANALYST, email="a@staff.example"))
    made = message()
    shown = page(client, "mailing_words", made.mailing_id)
    assert f'"{reverse("message_edit", args=[made.pk])}"' not in shown
    assert reverse("message_look", args=[made.pk]) in shown
    assert client.get(reverse("message_edit", args=[made.pk]))["Location"] == "/admin/"
