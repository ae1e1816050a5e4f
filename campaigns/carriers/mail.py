"""E-mail by the mail server of the settings, or by the folder that stands for one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from campaigns.carriers import mould, smtp
from campaigns.carriers.base import Accepted, Answer, CannotLookUp, Carrier, Later, Receipt, Refused, Words
from campaigns.carriers.holes import Missing
from campaigns.carriers.mould import Mould

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def carrier() -> Carrier:
    """One for each process, or thread: it keeps its connection."""
    return BySmtp() if settings.MAIL_TRANSPORT == SMTP else ByDjango()


class _Mail:
    can_look_up = False

    def prepare(self, words: Words, /) -> Mould:
        return Mould(words)

    def find(self, reference: UUID, /) -> Receipt | None:
        raise CannotLookUp(_("A mail server can’t be asked what became of a mail."))

    def sweep(self, since: dt.datetime, /) -> Iterable[Receipt]:
        return ()


class BySmtp(_Mail):
    """Straight to the mail server."""

    def __init__(self) -> None:
        self._line = smtp.Line()

    def send(self, prepared: Mould, /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        try:
            mail = prepared.fill(reference=reference, to=to, fields=fields)
        except (mould.NoAddress, Missing) as problem:
            return Refused(str(problem))
        return self._line.carry(mail, sender=prepared.sender, to=mould.address(to), reference=str(reference))

    def close(self) -> None:
        self._line.close()


class ByDjango(_Mail):
    """A backend of Django's that is no mail server: files, in the demo and where nothing was set up."""

    def __init__(self) -> None:
        self._backend = get_connection(settings.MAIL_TRANSPORT)

    def send(self, prepared: Mould, /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        try:
            message = prepared.as_django(reference=reference, to=to, fields=fields)
        except (mould.NoAddress, Missing) as problem:
            return Refused(str(problem))
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except OSError:
            self._backend.close()
            return Later(_("The mail can’t be written to its folder."))
        return Accepted()

    def close(self) -> None:
        self._backend.close()
