"""What a message to families is made of: few blocks, each of which every channel can show."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

SENTENCES = ["bold", "link"]


class ButtonBlock(blocks.StructBlock):
    """Where a reader goes on: the campaign's own address with its code, or the link of a survey."""

    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if value["page"] and value["url"]:
            raise blocks.StructBlockValidationError({"url": ValidationError(_("Choose a page or an address, not both."))})
        return value

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        help_text = _("Left empty, it leads to the survey of these messages or, without one, to where the campaign leads.")


class LetterBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, icon="title")
    text = blocks.RichTextBlock(label=_("Text"), features=SENTENCES, icon="pilcrow")
    points = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("List"), icon="list-ul")
    picture = ImageBlock(label=_("Picture"), icon="image")
    button = ButtonBlock()
    event = blocks.StructBlock(
        [
            ("what", blocks.CharBlock(label=_("What"), max_length=120)),
            ("when", blocks.CharBlock(label=_("When"), max_length=120)),
            ("where", blocks.CharBlock(label=_("Where"), max_length=200, required=False)),
        ],
        label=_("Date to remember"),
        icon="date",
    )
