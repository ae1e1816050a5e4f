"""Which fields the editor of a message has: those that its channel can carry."""

from functools import cache

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel

from campaigns.models import Message
from campaigns.writing.forms import TextForm
from register.models import Channel

FIELDS = _(
    "For a family’s first name write ((first_name)), for its number ((reference)), for the link to a survey ((survey)). "
    "The portal puts who signed, and how to stop, under every message."
)  # fmt: skip
WHICH = MultiFieldPanel([FieldPanel("language", widget=Select), FieldPanel("reading_format"), FieldPanel("wave")], heading=_("Which message it is"))


def panel_of(message: Message) -> Panel:
    return _panel(message.channel)


@cache
def _panel(channel: str) -> Panel:
    words = [FieldPanel("text", help_text=FIELDS)] if channel == Channel.TEXT else [FieldPanel("subject"), FieldPanel("body", help_text=FIELDS)]
    return ObjectList([*words, WHICH], base_form_class=TextForm).bind_to_model(Message)
