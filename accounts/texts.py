"""Text messages: written as rows in the caller's transaction, sent by the worker as mails are. GOV.UK Notify sends them; the demo writes files."""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from notifications_python_client.errors import APIError

from accounts import notify, outgoing
from accounts.models import REFUSED_TO_US, QueuedText
from accounts.notify import Says

A_MINUTE = dt.timedelta(minutes=1)
HOLD = dt.timedelta(minutes=10)  # so often is a provider asked again that takes nothing from us


def are_on() -> bool:
    """Whether this portal sends texts. Where it does not, no form may offer a mobile number as the only way."""
    return bool(settings.TEXT_URL)


def queue(*, number: str, text: str, useful_until: dt.datetime | None = None, about: UUID | None = None) -> None:
    """Text somebody (a number in E.164) once the caller's transaction has committed. After `useful_until` the text is dropped; `about` as in `Outgoing`.

    Raises ValueError where texts are off: nobody would send it.
    """
    if not are_on():
        raise ValueError("This portal sends no texts: ask texts.are_on() first.")
    QueuedText.objects.create(number=number, text=text, useful_until=useful_until, about=about)


def send_due(*, limit: int = 100, seconds: float = outgoing.TURN_SECONDS) -> int:
    """Send the texts that are due, and drop those that come too late to help; how many went out."""
    QueuedText.objects.too_late(timezone.now()).delete()
    return outgoing.send_due(QueuedText, _carrier(), limit=limit, seconds=seconds) if are_on() else 0


def forget_undelivered() -> int:
    """Delete the texts that could not be sent a week ago. How many."""
    return outgoing.forget_undelivered(QueuedText)


def folder() -> Path | None:
    """Where texts are written to instead of being sent; None when they are really sent, or off."""
    where = urlsplit(settings.TEXT_URL)
    return Path(unquote(where.path)) if where.scheme == "file" else None


def _carrier() -> outgoing.Carrier:
    here = folder()
    return _Folder(here) if here else _Notify()


class _Folder:
    """For the demo and for trying out: a file for each text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def carry(self, text: QueuedText) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        words = {"to": text.number, "text": text.text, "sent": timezone.now().isoformat(timespec="seconds")}
        (self.folder / f"{text.pk:012}-{text.reference}.json").write_text(json.dumps(words))

    def close(self) -> None:
        """Nothing is open."""

    def is_final(self, error: Exception) -> bool:
        return False


class _Notify:
    """GOV.UK Notify. The template is one that only passes on: its text is `((body))`.

    Notify sends again what we send again, whatever its `reference`: so a text that got no answer stays unknown and is not repeated.
    """

    def __init__(self) -> None:
        self.client = notify.client()

    def carry(self, text: QueuedText) -> None:
        try:
            self.client.send_sms_notification(text.number, settings.NOTIFY_TEMPLATE_ID, personalisation={"body": text.text}, reference=str(text.reference))
        except APIError as error:
            raise _meaning(error) from None

    def close(self) -> None:
        self.client.request_session.close()

    def is_final(self, error: Exception) -> bool:
        """A 400 is about this text: a number they can't reach, or words they don't take."""
        return isinstance(error, APIError) and notify.meaning(error) is Says.NOT_THIS_ONE


def _meaning(error: APIError) -> Exception:
    """What an error says about the text, and about all others."""
    match notify.meaning(error):
        case Says.NOBODY_KNOWS:
            return outgoing.NobodyKnows()
        case Says.NOT_ALLOWED:
            return outgoing.NothingIsTaken(REFUSED_TO_US, timezone.now() + HOLD)
        case Says.TOO_MANY_THIS_MINUTE:
            return outgoing.NothingIsTaken("too many", timezone.now() + A_MINUTE)
        case Says.TOO_MANY_TODAY:
            return outgoing.NothingIsTaken("too many", notify.next_day())
    return error
