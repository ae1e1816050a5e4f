"""A message as it leaves: the whole words of it, with `((name))` where something differs by family or by who signed.

These words are what organisations sign. So the same draft gives the same bytes, whoever saves it on whatever machine.
"""

from django.conf import settings
from django.utils import translation

from campaigns.carriers.base import Words
from campaigns.models import Message
from campaigns.writing import html, plain, texting
from campaigns.writing.foot import foot_of, stop_words
from campaigns.writing.languages import layout_language, tag_of
from campaigns.writing.parts import parts_of
from campaigns.writing.runs import clean
from register.models import Channel


def words_of(message: Message) -> Words:
    """Of a saved message or of a draft in a form; its mailing and campaign must be set. Writes nothing but the sizes of pictures that Wagtail keeps anyway."""
    write = {Channel.EMAIL: _mail, Channel.TEXT: _text, Channel.POST: _letter}[Channel(message.channel)]
    with translation.override(layout_language(tag_of(message))):
        return write(message)


def _mail(message: Message) -> Words:
    subject, said = clean(message.subject), parts_of(message)
    return Words(
        subject=subject,
        text=plain.mail(subject, said, foot_of(message.mailing)),
        html=html.mail(message, subject, said),
        sender=_sender(clean(message.mailing.sender_name)),
        reply_to=message.mailing.reply_to.strip(),
        unsubscribe="stop",
        language=tag_of(message),
    )


def _text(message: Message) -> Words:
    """In signs that every phone knows, as far as the words allow; how to stop stands last."""
    lines = [clean(line) for line in message.text.splitlines()]
    body = "\n".join(lines).strip()
    while "\n\n\n" in body:
        body = body.replace("\n\n\n", "\n\n")
    return Words(subject="", text=texting.plain(f"{body}\n{stop_words()}"), language=tag_of(message))


def _letter(message: Message) -> Words:
    return Words(subject=clean(message.subject), text=plain.letter(parts_of(message), foot_of(message.mailing)), language=tag_of(message))


def _sender(name: str) -> str:
    """The name that families see, and the portal's own address: any other would be taken for a forgery."""
    address = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>' if name else address
