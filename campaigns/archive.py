"""Letters of the past that everybody may read: what forum and council wrote together, without anybody's name."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaigns import shown
from campaigns.models import Mailing, MailingVersion, read_code
from campaigns.shown import Kind
from register.models import Channel, Format


@dataclass(frozen=True)
class Letter:
    """`kinds`: one for each language and way of writing, the ordinary English one first. Text messages are none: they only lead to the rest."""

    code: str
    subject: str
    sent_at: dt.datetime
    version: MailingVersion
    kinds: tuple[Kind, ...]

    def kind(self, key: str) -> Kind | None:
        """The one with this key, the first for none."""
        return shown.one_of(self.kinds, key) if key else self.kinds[0]


def letters() -> list[Letter]:
    """The newest first."""
    return list(_made(Mailing.objects.in_archive().select_related("campaign", "version")))


def letter(code: str) -> Letter | None:
    """The one of the campaign with this code, however it was typed."""
    found = Mailing.objects.in_archive().select_related("campaign", "version").filter(campaign__code=read_code(code))
    return next(_made(found), None)


def _made(mailings: Iterable[Mailing]) -> Iterator[Letter]:
    for mailing in mailings:
        version = mailing.version
        if version is None or mailing.send_from is None:
            continue
        kinds = _kinds(version)
        if kinds:
            said = version.said["messages"][kinds[0].key]
            yield Letter(mailing.campaign.code, shown.title_of(said), mailing.send_from, version, kinds)


def _kinds(version: MailingVersion) -> tuple[Kind, ...]:
    """Nothing where none is in ordinary English: then there is nothing to begin with."""
    by_words: dict[tuple[str, str], Kind] = {}
    for kind in shown.kinds(version):
        if kind.wave == 0 and kind.channel != Channel.TEXT:
            by_words.setdefault((kind.code, kind.form), kind)
    return tuple(by_words.values()) if ("", Format.STANDARD) in by_words else ()
