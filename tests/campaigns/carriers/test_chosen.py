"""Which carrier takes what is said by the settings alone."""

import datetime as dt
import json
from uuid import UUID

import pytest

from campaigns.carriers import chosen, mail, notify
from campaigns.carriers.base import Accepted, Later, Refused, Words
from campaigns.carriers.folder import InFolder
from register.models import Channel
from tests.fakes.notify import KEY

TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
REFERENCE = UUID("0ecbf4ef-fd49-49f1-8502-cf82ed06fc8e")
WORDS = Words(subject="", text="Hello ((first_name)).\nAnswer: ((survey))")
FIELDS = {"first_name": "Sam\nEvil", "survey": "http://testserver/s/abc"}


def kinds() -> dict[str, type]:
    return {channel: type(carrier) for channel, carrier in chosen.by_channel().items()}


def test_nothing_set_up_means_mail_in_files_and_no_texts():
    assert kinds() == {Channel.EMAIL: mail.ByDjango}


def test_a_mail_server_and_a_folder_for_texts(settings, tmp_path):
    settings.MAIL_TRANSPORT, settings.TEXT_URL = mail.SMTP, f"file:{tmp_path}/texts"
    assert kinds() == {Channel.EMAIL: mail.BySmtp, Channel.TEXT: InFolder}


def test_notify_takes_the_kinds_that_have_a_template(settings):
    settings.TEXT_URL, settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "notify:", KEY, TEMPLATE
    assert kinds() == {Channel.EMAIL: mail.ByDjango, Channel.TEXT: notify.Text}
    settings.NOTIFY_EMAIL_TEMPLATE_ID = settings.NOTIFY_LETTER_TEMPLATE_ID = TEMPLATE
    assert kinds() == {Channel.EMAIL: notify.Email, Channel.TEXT: notify.Text, Channel.POST: notify.Letter}


class TestTextsInAFolder:
    def test_one_is_a_file_and_sent_twice_it_is_still_one(self, tmp_path):
        carrier = InFolder(tmp_path / "texts")
        assert carrier.find(REFERENCE) is None
        for _time in range(2):
            assert isinstance(carrier.send(carrier.prepare(WORDS), reference=REFERENCE, to="+447700900001", fields=FIELDS), Accepted)
        (path,) = (tmp_path / "texts").iterdir()
        kept = json.loads(path.read_text())
        assert (kept["to"], kept["text"]) == ("+447700900001", "Hello Sam Evil.\nAnswer: http://testserver/s/abc")
        assert carrier.find(REFERENCE).status == "delivered"
        assert [receipt.reference for receipt in carrier.sweep(dt.datetime.now(dt.UTC))] == [str(REFERENCE)]
        carrier.close()

    def test_a_field_that_is_missing_or_broken_is_said(self, tmp_path):
        carrier = InFolder(tmp_path)
        assert isinstance(carrier.send(carrier.prepare(WORDS), reference=REFERENCE, to="+447700900001", fields={}), Refused)
        with pytest.raises(ValueError, match="is not a field"):
            carrier.prepare(Words(subject="", text="((Name))"))

    def test_a_folder_that_can_not_be_written_is_tried_later(self, tmp_path):
        (tmp_path / "texts").write_text("a file, no folder")
        carrier = InFolder(tmp_path / "texts")
        assert isinstance(carrier.send(carrier.prepare(WORDS), reference=REFERENCE, to="+447700900001", fields=FIELDS), Later)
