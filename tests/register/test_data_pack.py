"""A family gets everything we hold: to read, and for a computer; and nothing that would let somebody else in."""

import io
import json
import re
import zipfile

from django.utils.html import escape

from accounts.models import QueuedMail, QueuedText
from register import actions, contacting, data_pack, joining, merging
from register.answers import ChildAnswers
from register.models import CHOICES, AccessLogEntry, Child, Consent, Family
from register.summary import person_rows
from tests.register.factories import FamilyFactory, staff

MOBILE = "+447700900123"


def opened(archive: bytes) -> tuple[str, dict]:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert sorted(packed.namelist()) == ["my-data.html", "my-data.json"]
        return packed.read("my-data.html").decode(), json.loads(packed.read("my-data.json"))


def test_everything_told_on_the_form_is_in_the_page_and_in_the_json(parent):
    family = parent.joins()
    joining.add_child(family, ChildAnswers("Sunny", 5, 2016, "ehc-plan", needs_not_said=True))
    actions.choose(family, CHOICES[0], is_given=False)
    other = FamilyFactory(confirmed=True)
    merging.keep_apart(family.pk, other.pk, by=staff("Register officer"), why="They look alike")
    actions.note_access(staff("Register officer"), AccessLogEntry.Action.VIEW, why="The family asked us to", reference=family.reference)
    page, held = opened(data_pack.archive(Family.objects.get(pk=family.pk)))
    for told in ("Amal", "amal@families.example", "LK1 2AB", "Bee", "Sunny", "Larkmere Primary", "The family asked us to", family.reference):
        assert told in page
        assert told in json.dumps(held)
    assert len(held["children"]) == 2
    assert [row["is_given"] for row in held["consents"]] == [True, False]
    assert [(row["kind"], row["channel_label"]) for row in held["erasures"]] == [("withdrawal", "By e-mail")] and "A choice was taken back" in page
    assert len(held["kept_apart"]) == 1 and other.reference not in page and str(other.pk) not in json.dumps(held)
    wording = family.consents.first().wording
    assert escape(wording.title) in page
    assert held["consents"][0]["words_shown"]["text"] == wording.text


def test_codes_are_told_in_words_and_the_json_has_both(parent):
    parent.answers = {"contact": {"phone": MOBILE}, "interests": {"taking_part": ["events"]}}
    page, held = opened(data_pack.archive(parent.joins()))
    for words in ("<dd>Events for families</dd>", "<dd>March</dd>", "<dd>07700 900123</dd>", "<dt>Mobile number confirmed</dt><dd>No</dd>", "Would like to take part in"):
        assert words in page
    for raw in ("+44", "<dd>events</dd>", "<dd>3</dd>", "–</dd>", "choice-updates:1"):
        assert raw not in page
    family, child = held["family"][0], held["children"][0]
    assert (family["taking_part"], family["taking_part_label"]) == (["events"], ["Events for families"])
    assert (family["relationship"], family["relationship_label"]) == ("parent", "Parent or carer")
    assert (child["birth_month"], child["birth_month_label"]) == (3, "March")


def test_a_mail_and_a_text_that_no_key_opens_cost_the_family_nothing_of_the_rest(parent, settings):
    family = parent.joins()
    Family.objects.update(phone=MOBILE)
    family.refresh_from_db()
    settings.FIELD_KEYS = ["n" * 40, *settings.FIELD_KEYS]
    QueuedText.objects.create(number=MOBILE, text="Words")
    QueuedMail.objects.create(recipient=family.email, subject="Hello", text="Words", sender="us@council.example")
    settings.FIELD_KEYS = settings.FIELD_KEYS[1:]
    held = data_pack.pack(family)
    assert "Hello" in [row["subject"] for row in held["mails_waiting"]] and len(held["texts_waiting"]) == 1


def test_every_answer_of_the_familys_own_page_is_in_its_pack(parent):
    family = parent.joins()
    page = data_pack.page(family)
    for row in person_rows(family, lambda step: ""):
        if row.term in {"Name", "E-mail address", "Postcode"}:
            assert all(word in page for word in row.values[0].split())


def test_a_field_is_told_unless_only_the_machine_can_read_it(parent):
    family = parent.joins()
    held = data_pack.pack(family)
    for model, row in ((Family, held["family"][0]), (Child, held["children"][0]), (Consent, held["consents"][0])):
        fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
        assert fields - data_pack.MACHINE - data_pack.STAFF <= row.keys()


def test_whoever_reads_the_pack_can_not_confirm_or_sign_in_with_it(parent):
    family = parent.joins()
    contacting.ask_email(family, "new@families.example")
    actions.say_still_right(family)
    page, held = opened(data_pack.archive(family))
    for text in (page, json.dumps(held)):
        assert not re.search(r"/register/(confirm|still-right)/", text)
        assert all(row.token_hash not in text for row in family.confirmations.all())


def test_staff_are_not_named_to_the_family(parent):
    family, officer = parent.joins(), staff("Register officer")
    actions.note_access(officer, AccessLogEntry.Action.VIEW, why="To answer a complaint or a request about data", reference=family.reference)
    Family.objects.update(taken_by=officer.email)
    page, held = opened(data_pack.archive(Family.objects.get()))
    for text in (page, json.dumps(held)):
        assert str(officer.email) not in text
