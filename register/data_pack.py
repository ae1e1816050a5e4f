"""Everything the register holds of one family, for the family: to read, and as JSON (UK GDPR articles 15 and 20).

Fields are read off the models, so a new one is in the pack before anybody thinks of it.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import QueuedMail, QueuedText, User
from register import messages_sent
from register.in_words import Fact, facts
from register.messages_sent import MessageSent
from register.models import AccessLogEntry, Erasure, Family, KnownApart, SavedForm
from register.models.alike import NAME_HASHES
from register.summary import Row, Section, when

# What only the portal can read, and what would let a reader of the pack in: keyed hashes, keys, tokens and codes.
MACHINE = {"id", "family", "form_id", "account", "email_hash", "phone_hash", *NAME_HASHES, "form_digest", "token_hash", "code_hash", "tries"}
# Staff are named to those who check them, and to the family as what they did: here, and in what is told of a complaint, a note or a look.
STAFF = {"taken_by"}


@dataclass(frozen=True)
class Kind:
    """Rows of one sort. `only`: the fields that are told, where the others are not about the family, or would let somebody in.

    `own_title`: what they are called for who is in the register for themselves, where that is something else.
    """

    name: str
    title: Promise
    rows: Callable[[Family], Iterable[models.Model]]
    only: tuple[str, ...] = ()
    own_title: Promise | None = None

    def called(self, *, is_own: bool) -> str:
        return str(self.own_title if is_own and self.own_title else self.title)


def _mails(family: Family) -> Iterable[models.Model]:
    """Without their words, which are not told: one that no key opens must not cost the family all the rest."""
    return QueuedMail.objects.to(family.email).defer(*QueuedMail.words).order_by("pk")


def _texts(family: Family) -> Iterable[models.Model]:
    return QueuedText.objects.to(family.phone).defer(*QueuedText.words).order_by("pk")


COMPLAINT = ("reference", "email", "phone", "what_happened", "wanted", "received_at", "acknowledge_by", "acknowledged_at", "outcome", "answer", "answered_at")
# A card's child is told by the name on it.
CARD = ("number", "code", "name", "lines", "state", "refusal", "asked_at", "printed_at", "posted_at", "valid_until")
KINDS = (
    Kind("family", gettext_lazy("About you"), lambda family: [family]),
    Kind("sign_in", gettext_lazy("Your sign-in"), lambda family: User.objects.filter(pk=family.account_id), ("email", "phone", "date_joined", "last_login")),
    Kind("children", gettext_lazy("Child or young person"), lambda family: family.children.prefetch_related("needs"), own_title=gettext_lazy("About your age and your help")),
    Kind("consents", gettext_lazy("Your choices, each giving and each taking back"), lambda family: family.consents.select_related("wording__wording")),
    Kind("cards", gettext_lazy("Your disability awareness cards"), lambda family: family.cards.select_related("child").order_by("asked_at"), CARD),
    Kind("complaints", gettext_lazy("Your complaints about data"), lambda family: family.complaints.newest_first(), COMPLAINT),
    Kind("confirmations", gettext_lazy("Links and codes we sent you"), lambda family: family.confirmations.order_by("made_at")),
    Kind("notes", gettext_lazy("Notes"), lambda family: family.notes.order_by("pk"), ("category", "due_on", "at", "done_at")),
    Kind("merges", gettext_lazy("Records that were put together with yours"), lambda family: family.merges.order_by("pk"), ("old_reference", "at")),
    # Without the other record: whose it is, is nobody's to know here.
    Kind("kept_apart", gettext_lazy("You are not the same family as another one that looks like yours"), KnownApart.objects.of, ("at",)),
    Kind("erasures", gettext_lazy("What you took back or took out"), Erasure.objects.of, ("at", "kind", "purpose", "channel")),
    Kind("access_log", gettext_lazy("Who looked at your record"), lambda family: AccessLogEntry.objects.told_to(family.reference), ("at", "action", "why")),
    # Their texts may hold a link or a code that lets in whoever has it.
    Kind("mails_waiting", gettext_lazy("Mails on their way to you"), _mails, ("created_at", "subject")),
    Kind("texts_waiting", gettext_lazy("Text messages on their way to you"), _texts, ("created_at",)),
    # Anybody may type any address there: only the mail to it leads to the answers.
    Kind("forms_put_away", gettext_lazy("Forms put away with your address"), lambda family: SavedForm.objects.of_email(family.email), ("saved_at", "expires_at")),
)


def pack(family: Family) -> dict[str, Any]:
    """All of it, fit for JSON: by kind, a list of rows by the field's name; times in ISO 8601."""
    held = {kind.name: [_for_json(row, kind) for row in kind.rows(family)] for kind in KINDS}
    held["messages_sent"] = [_message_for_json(message) for message in messages_sent.sent_to(family)]
    return {"reference": family.reference, "made_at": timezone.now().isoformat(timespec="seconds"), **held}


def sections(family: Family) -> list[Section]:
    """All of it, to read: a section for each row, the empty answers with it."""
    is_own = family.is_young_person
    held = [Section(title, [Row(fact.title, fact.words, "") for fact in _facts(row, kind, is_own=is_own)]) for kind in KINDS for title, row in _titled(kind, family)]
    return held + [Section(_("A message we sent you"), _message_rows(message)) for message in messages_sent.sent_to(family)]


def page(family: Family) -> str:
    """A page that stands alone: it needs no network, no script and no other file."""
    return render_to_string("register/data_pack.html", {"reference": family.reference, "made_at": timezone.now(), "sections": sections(family)})


def archive(family: Family) -> bytes:
    """A ZIP of the page and the JSON."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("my-data.html", page(family))
        packed.writestr("my-data.json", json.dumps(pack(family), ensure_ascii=False, indent=2))
    return file.getvalue()


def _message_for_json(message: MessageSent) -> dict[str, Any]:
    """Without the address that opens the family's wishes: the file may lie where others find it."""
    said = {"subject": message.subject, "at": message.at.isoformat(), "channel": message.channel}
    return said | {"signed_by": list(message.signed_by), "became": message.became, "check": message.check}


def _message_rows(message: MessageSent) -> list[Row]:
    rows = {_("Message"): [message.subject], _("When"): [when(message.at)], _("How"): [message.channel, message.became], _("Signed by"): [*message.signed_by]}
    return [Row(term, values, "") for term, values in rows.items()]


def _titled(kind: Kind, family: Family) -> Iterator[tuple[str, models.Model]]:
    rows, title = list(kind.rows(family)), kind.called(is_own=family.is_young_person)
    for number, row in enumerate(rows, 1):
        yield f"{title} ({number})" if len(rows) > 1 else title, row


def _facts(row: models.Model, kind: Kind, *, is_own: bool = False) -> Iterator[Fact]:
    told = [field for field in (*row._meta.fields, *row._meta.many_to_many) if (field.name in kind.only if kind.only else field.name not in MACHINE | STAFF)]
    yield from facts(row, told, is_own=is_own)
    if wording := getattr(row, "wording", None):
        yield Fact("words_shown", _("The words you read"), {"title": wording.title, "text": wording.text}, [wording.title, *wording.text.split("\n")])


def _for_json(row: models.Model, kind: Kind) -> dict[str, Any]:
    """By the field's name, which stays the same. Beside a code stands what it says: `relationship`, and `relationship_label`."""
    held: dict[str, Any] = {}
    for fact in _facts(row, kind):
        held[fact.name] = fact.value
        if fact.is_code:
            held[f"{fact.name}_label"] = fact.words if isinstance(fact.value, list) or len(fact.words) > 1 else fact.words[0]
    return held
