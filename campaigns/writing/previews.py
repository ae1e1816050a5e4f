"""The ways to look at a message before it is signed, each a document of its own that stands in a frame. With invented values, never a family's."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import fields
from campaigns.carriers import letter_pdf
from campaigns.carriers.base import Words
from campaigns.models import Message
from campaigns.writing import examples, texting
from campaigns.writing.languages import direction_of
from campaigns.writing.rendering import words_of
from register.models import Channel, Format


@dataclass(frozen=True)
class Look:
    """One way to look: its name in addresses, and for editors."""

    name: str
    label: Promise


DESKTOP, PHONE = Look("desktop", gettext_lazy("On a computer")), Look("phone", gettext_lazy("On a phone"))
PLAIN, TEXT, LETTER = Look("plain", gettext_lazy("Plain text")), Look("text", gettext_lazy("Text message")), Look("letter", gettext_lazy("Letter (PDF)"))
LOOKS = {
    Channel.EMAIL: (DESKTOP, PHONE, PLAIN),
    Channel.TEXT: (TEXT,),
    Channel.POST: (LETTER, PLAIN),
}


def looks_of(message: Message) -> tuple[Look, ...]:
    """Those that its channel has, the usual one first."""
    return LOOKS[Channel(message.channel)]


def shown(message: Message, look: Look) -> HttpResponse:
    """The document for the frame."""
    return _SHOW[look](message, example_of(message))


def example_of(message: Message) -> Words:
    """The words with invented values in them."""
    return fields.filled(words_of(message), examples.values(message.mailing))


def _html(message: Message, words: Words) -> HttpResponse:
    return HttpResponse(words.html)


def _plain(message: Message, words: Words) -> HttpResponse:
    return _page(message, words, "campaigns/writing/shown_plain.html")


def _text(message: Message, words: Words) -> HttpResponse:
    return _page(message, words, "campaigns/writing/shown_text.html", length=texting.length(words.text))


def _letter(message: Message, words: Words) -> HttpResponse:
    """As the print room gets it, to an address that is none."""
    address = [_("(name)"), _("(first line of the address)"), _("(town)"), _("(postcode)")]
    is_large = message.reading_format == Format.LARGE_PRINT
    sender = (message.mailing.sender_name,)
    look = letter_pdf.Look(sender, signatures=(), date=timezone.localdate(), is_large=is_large, language=words.language)
    paper = letter_pdf.Paper(look, words.subject or _("Letter"))
    paper.letter(letter_pdf.Drawn(address, words.subject, words.text, mark=""))
    return HttpResponse(bytes(paper.output()), content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'})


def _page(message: Message, words: Words, template: str, **context: object) -> HttpResponse:
    return render(None, template, {"message": message, "words": words, "direction": direction_of(words.language)} | context)


_SHOW: dict[Look, Callable[[Message, Words], HttpResponse]] = {DESKTOP: _html, PHONE: _html, PLAIN: _plain, TEXT: _text, LETTER: _letter}
