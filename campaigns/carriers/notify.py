"""E-mails, texts and letters through GOV.UK Notify. Its templates only pass on what we send: the words that were signed are ours."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications_python_client.errors import APIError

from accounts import notify
from accounts.notify import Says
from campaigns.carriers import holes, notify_words, postal, receipts
from campaigns.carriers.base import Accepted, Answer, CannotLookUp, Held, Later, NotAllowed, Receipt, Refused, Unknown, Words
from campaigns.carriers.encoded import one_line

A_LITTLE: Final = dt.timedelta(seconds=20)  # the limit is of a minute, which began some time ago
LONGEST_TEXT: Final = 918
# A 400 is about one message, but for these, which are about our service there, and those that can be told more plainly.
OF_US = re.compile(r"trial mode|team.only|not allowed to|template|personalisation", re.IGNORECASE)
TOO_LONG = re.compile(r"character (?:count|limit)|too long|longer than", re.IGNORECASE)
ABROAD = re.compile(r"international|country", re.IGNORECASE)


class DoesNotFit(Exception):
    """Key or template are not as they must be; the words tell an operator what to do."""


@dataclass(frozen=True)
class Template:
    """The template as Notify has it now. Its version rises with every change there, and none can be asked for."""

    id: str
    version: int


@dataclass(frozen=True)
class Prepared:
    subject: list[str]
    body: list[str]
    unsubscribe: str


class _Notify:
    """`kind` as Notify calls it, `setting` names the template."""

    can_look_up = True
    kind = setting = ""
    template_words: Mapping[str, str] = {"subject": "((subject))", "body": "((body))"}

    def __init__(self) -> None:
        """Raises DoesNotFit where Notify is not set up."""
        if not settings.TEXT_URL.startswith("notify:"):
            raise DoesNotFit(_("TEXT_URL is not notify:, so GOV.UK Notify can’t be reached."))
        self.template_id: str = getattr(settings, self.setting)
        if not self.template_id:
            raise DoesNotFit(_("%(setting)s is empty: it should be the id of the template.") % {"setting": self.setting})
        self.client = notify.client()

    def prepare(self, words: Words, /) -> Prepared:
        holes.check(words)
        if not words.text.strip() or ("subject" in self.template_words and not words.subject.strip()):
            raise ValueError(_("The message has no words."))
        return Prepared(holes.split(words.subject), holes.split(words.text), words.unsubscribe)

    def send(self, prepared: Prepared, /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        try:
            told = self._call(prepared, str(reference), to, fields)
            return Accepted(str(told["id"]), int(told["template"]["version"]))
        except (holes.Missing, postal.NoPostalAddress, TooLong) as problem:
            return Refused(str(problem))
        except APIError as error:
            return answer_of(error)
        except (KeyError, TypeError, ValueError):
            return Unknown(_("GOV.UK Notify’s answer can’t be read."))

    def find(self, reference: UUID, /) -> Receipt | None:
        found = self._page(reference=str(reference))
        return self._receipt(found[0]) if found else None

    def sweep(self, since: dt.datetime) -> Iterator[Receipt]:
        """What became of every message of this kind since then that has a reference, newest first: for those whose receipt never came. Raises CannotLookUp."""
        older_than = None
        while rows := self._page(template_type=self.kind, older_than=older_than):
            for row in rows:
                if dt.datetime.fromisoformat(row["created_at"]) < since:
                    return
                if row.get("reference"):
                    yield self._receipt(row)
            older_than = rows[-1]["id"]

    def preflight(self, *, signed_version: int | None = None) -> Template:
        """Whether the key is known and the template passes on our words and nothing else. Raises DoesNotFit, also when it changed since it was signed."""
        try:
            told = self.client.get_template(self.template_id)
        except APIError as error:
            raise DoesNotFit(self._unfit(error)) from None
        if told.get("type") != self.kind:
            raise DoesNotFit(_("%(setting)s is the id of a template of another kind.") % {"setting": self.setting})
        for part, words in self.template_words.items():
            if str(told.get(part) or "").strip() != words:
                raise DoesNotFit(_("The template in %(setting)s must say %(words)s and nothing else there.") % {"setting": self.setting, "words": words})
        version = int(told["version"])
        if signed_version is not None and version != signed_version:
            words = _("The template was changed after the message was signed: it was version %(signed)d and is %(now)d. Sign again.")
            raise DoesNotFit(words % {"signed": signed_version, "now": version})
        return Template(self.template_id, version)

    def close(self) -> None:
        self.client.request_session.close()

    def _call(self, prepared: Prepared, reference: str, to: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """What Notify answers. Raises APIError, and for what it would refuse anyway holes.Missing, NoPostalAddress, TooLong."""
        raise NotImplementedError

    def _page(self, **asked: str | None) -> list[dict[str, Any]]:
        try:
            rows = self.client.get_all_notifications(**asked)["notifications"]
        except (APIError, KeyError, TypeError):
            raise CannotLookUp(_("GOV.UK Notify could not be asked.")) from None
        return list(rows)

    def _receipt(self, row: dict[str, Any]) -> Receipt:
        try:
            return receipts.of_notification(row)
        except receipts.Unreadable:
            raise CannotLookUp(_("GOV.UK Notify’s answer can’t be read.")) from None

    def _unfit(self, error: APIError) -> str:
        if error.response is not None and error.status_code in {400, 404}:
            return _("GOV.UK Notify has no template with the id in %(setting)s.") % {"setting": self.setting}
        if notify.meaning(error) is Says.NOT_ALLOWED:
            return _("GOV.UK Notify does not know our key: look at NOTIFY_API_KEY.")
        return _("GOV.UK Notify did not answer. Try again in some minutes.")


class TooLong(Exception):
    """With this family's fields in them the words are longer than a text may be; told to an operator."""


class Email(_Notify):
    kind, setting = "email", "NOTIFY_EMAIL_TEMPLATE_ID"

    def _call(self, prepared: Prepared, reference: str, to: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """The subject is no Markdown, and the sender is the service's own."""
        said = {"subject": one_line(holes.fill(prepared.subject, fields)), "body": holes.fill(prepared.body, fields, notify_words.escaped)}
        link = holes.value_of(prepared.unsubscribe, fields) if prepared.unsubscribe else None
        return self.client.send_email_notification(to, self.template_id, personalisation=said, reference=reference, one_click_unsubscribe_url=link)


class Text(_Notify):
    kind, setting = "sms", "NOTIFY_TEMPLATE_ID"
    template_words: Mapping[str, str] = {"body": "((body))"}

    def prepare(self, words: Words, /) -> Prepared:
        prepared = super().prepare(words)
        if len(holes.HOLE.sub("", words.text)) > LONGEST_TEXT:
            raise ValueError(_("The text is longer than %(most)d signs.") % {"most": LONGEST_TEXT})
        return prepared

    def _call(self, prepared: Prepared, reference: str, to: str, fields: Mapping[str, str]) -> dict[str, Any]:
        body = holes.fill(prepared.body, fields, one_line)
        if len(body) > LONGEST_TEXT:
            raise TooLong(_("With this family’s words in it the text is longer than %(most)d signs.") % {"most": LONGEST_TEXT})
        return self.client.send_sms_notification(to, self.template_id, personalisation={"body": body}, reference=reference)


class Letter(_Notify):
    kind, setting = "letter", "NOTIFY_LETTER_TEMPLATE_ID"

    def _call(self, prepared: Prepared, reference: str, to: str, fields: Mapping[str, str]) -> dict[str, Any]:
        said = {f"address_line_{number}": line for number, line in enumerate(postal.address_lines(to), 1)}
        said |= {"subject": one_line(holes.fill(prepared.subject, fields)), "body": holes.fill(prepared.body, fields, notify_words.escaped)}
        return self.client.send_letter_notification(self.template_id, said, reference=reference)


def answer_of(error: APIError) -> Answer:
    says = notify.meaning(error)
    if says is Says.NOT_THIS_ONE:
        return _refusal(error)
    known: dict[Says, Answer] = {
        Says.NOBODY_KNOWS: Unknown(_("GOV.UK Notify gave no answer.")),
        Says.NEVER_LEFT: Later(_("GOV.UK Notify can’t be reached.")),
        Says.NOT_ALLOWED: NotAllowed(_("GOV.UK Notify takes nothing from us: look at NOTIFY_API_KEY and at the service there.")),
        Says.TOO_MANY_THIS_MINUTE: Held(_("Too many messages this minute."), timezone.now() + A_LITTLE),
        Says.TOO_MANY_TODAY: Held(_("Too many messages today."), notify.next_day()),
        Says.NOT_NOW: Later(_("GOV.UK Notify has a fault (%(number)s).") % {"number": error.status_code}),
    }
    return known[says]


def _refusal(error: APIError) -> Answer:
    """In our words: Notify's own may repeat a number or an address."""
    said = str(error.message)
    if TOO_LONG.search(said):
        return Refused(_("The message is too long."))
    if ABROAD.search(said):
        return Refused(_("GOV.UK Notify may not send abroad for our service."))
    if OF_US.search(said):
        return NotAllowed(_("GOV.UK Notify does not take this kind of message from our service: look whether it is live and whether the template fits."))
    return Refused(_("GOV.UK Notify can’t send to this address or number."))
