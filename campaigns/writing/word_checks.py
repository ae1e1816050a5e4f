"""Whether everything is there that a message needs, and whether every field in it can be filled in."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import fields
from campaigns.carriers import letter_pdf
from campaigns.models import Message
from campaigns.writing import examples, texting
from campaigns.writing.found import Found, Said, error, hint, places, texts_of
from campaigns.writing.rendering import words_of
from register.models import Channel

LONGEST_SUBJECT: Final = 60
MOST_PARTS: Final = 3
# GOV.UK Notify takes no longer one.
PARTS_TAKEN: Final = 6


def found(message: Message) -> Iterator[Found]:
    said = list(texts_of(message))
    yield from _of_fields(said, has_survey=message.mailing.survey_id is not None)
    if message.channel == Channel.TEXT:
        yield from _of_a_text(message)
    else:
        yield from _of_the_subject(message)
        yield from _of_pictures(message)
        if message.channel == Channel.POST:
            yield from _of_print(said)
        if not message.body:
            yield error(_("Words"), _("There are no words yet."), _("Add a text."))


def length_of(message: Message) -> texting.Length:
    """Of a text message as a family with a long name will get it."""
    return texting.length(fields.filled(words_of(message), examples.values(message.mailing)).text)


def _of_fields(said: list[Said], *, has_survey: bool) -> Iterator[Found]:
    allowed = ", ".join(f"(({name}))" for name in [*fields.PERSONAL, *([fields.SURVEY] if has_survey else [])])
    for each in said:
        for name in fields.unknown(each.text):
            yield error(each.where, _("We cannot fill in ((%(name)s)).") % {"name": name}, _("You can use: %(allowed)s.") % {"allowed": allowed})
        if fields.SURVEY in fields.holes(each.text) and not has_survey:
            yield error(each.where, _("It has a link to a survey, and no survey is chosen."), _("Choose one in the plan, or take ((survey)) out."))
        if each.text.count("((") != each.text.count("))"):
            yield error(each.where, _("A field is not closed: two brackets open and do not close, or the other way round."), _("Write it like ((first_name))."))


def _of_the_subject(message: Message) -> Iterator[Found]:
    where, subject = _("Subject"), message.subject.strip()
    if not subject:
        yield error(where, _("There is no subject."), _("Say what the message is about in a few words."))
    if len(subject) > LONGEST_SUBJECT:
        yield hint(where, _("It has %(signs)s signs. A phone shows about %(most)s.") % {"signs": len(subject), "most": LONGEST_SUBJECT}, _("Make it shorter."))
    if any(word.isupper() and len(word) > 1 for word in subject.split()) and subject.isupper():
        yield hint(where, _("It is all in capitals. That is harder to read and looks like shouting."), _("Write small letters."))
    if "reference" in fields.holes(subject):
        yield error(where, _("The family’s reference stands in the subject. Other people may see it in a list of mails."), _("Put it in the words."))


def _of_pictures(message: Message) -> Iterator[Found]:
    for where, block in places(message):
        if block.block_type != "picture":
            continue
        value = block.value
        if value and not value.decorative and not (value.contextual_alt_text or "").strip():
            yield error(where, _("The picture has no words for who cannot see it."), _("Say what it shows, or tick “Image is decorative”."))
        if message.channel == Channel.POST:
            yield hint(where, _("Pictures are not printed in letters."), _("Make sure that the letter is whole without it."))


def _of_print(said: list[Said]) -> Iterator[Found]:
    for each in said:
        if sign := letter_pdf.unprintable(each.text):
            yield error(
                each.where,
                _("“%(sign)s” can’t be printed on a letter.") % {"sign": sign},
                _("Leave it out. We can print Latin, Greek and Cyrillic letters."),
            )


def _of_a_text(message: Message) -> Iterator[Found]:
    where = _("Words of the text message")
    if not message.text.strip():
        yield error(where, _("There are no words yet."), _("Write what families should know."))
        return
    length = length_of(message)
    if length.parts > MOST_PARTS:
        what = ngettext("It is as long as %(parts)s text message (%(signs)s signs).", "It is as long as %(parts)s text messages (%(signs)s signs).", length.parts)
        do = _("Phones get at most %(most)s.") % {"most": PARTS_TAKEN} if length.parts > PARTS_TAKEN else _("Each costs money. Make it shorter, or link to a page.")
        yield (error if length.parts > PARTS_TAKEN else hint)(where, what % {"parts": length.parts, "signs": length.signs}, do)
    if length.wide and length.parts > 1:
        yield hint(where, _("These signs make it more than twice as long: %(signs)s") % {"signs": " ".join(length.wide[:12])}, _("Leave them out if you can."))
