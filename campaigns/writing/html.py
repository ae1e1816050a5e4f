"""The HTML of a mail: one column, real headings, whole without pictures, light and dark."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from campaigns.models import Message
from campaigns.writing import looks, parts
from campaigns.writing.foot import foot_of, site_settings
from campaigns.writing.languages import ENGLISH, direction_of, tag_of
from campaigns.writing.parts import Part
from campaigns.writing.plain import line_of

PREHEADER = 110


def mail(message: Message, subject: str, said: list[Part]) -> str:
    """With holes for what differs. The words round the message say their own language where it is another."""
    site, tag, spoken = site_settings(), tag_of(message), _spoken()
    rules = looks.rules(site, message.reading_format)
    context = {
        "subject": subject,
        "parts": said,
        "sender": message.mailing.sender_name or site.name,
        "site_settings": site,
        "foot": foot_of(message.mailing),
        "preheader": _preheader(said),
        "language": tag,
        "direction": direction_of(tag),
        "layout_language": "" if spoken.partition("-")[0] == tag.partition("-")[0] else spoken,
        "css": looks.at_each(rules),
        "sheet": looks.sheet(rules),
        "dark": looks.sheet(looks.DARK),
        "narrow": looks.sheet(looks.NARROW),
    }
    lines = render_to_string("emails/messages/message.html", context).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()) + "\n"


def _spoken() -> str:
    active = get_language() or ENGLISH
    return ENGLISH if active.lower() == ENGLISH.lower() else active


def _preheader(said: list[Part]) -> str:
    """What a list of mails shows beside the subject: the first words, cut between two of them."""
    lines = [part.lines[0] if isinstance(part, parts.Beside) else part for part in said]
    first = next((line_of(part.runs) for part in lines if isinstance(part, parts.Paragraph)), "")
    return first if len(first) <= PREHEADER else f"{first[:PREHEADER].rsplit(' ', 1)[0]}…"
