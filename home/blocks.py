"""The building blocks of a page's body: what families need, each with its own template in `templates/blocks/`."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from home.atlas import atlas

PROSE = ["h2", "h3", "bold", "ul", "ol", "link", "document-link"]
SENTENCES = ["bold", "ul", "ol", "link", "document-link"]


class ChoiceBlock(blocks.ChoiceBlock):
    """What an editor chooses from a list is no word of the page, so nobody finds the page by it."""

    def get_searchable_content(self, value: object) -> list[str]:
        return []


class StepBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("What to do"), max_length=120, help_text=_("Start with a verb: “Write to the council”."))
    text = blocks.RichTextBlock(label=_("How"), features=SENTENCES, required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"


class DetailsBlock(blocks.StructBlock):
    summary = blocks.CharBlock(label=_("What it is about"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=PROSE)

    class Meta:
        icon = "arrow-down-big"
        label = _("Details that open")
        template = "blocks/details.html"


# Contacts that stand in the site settings, so that a new number is changed once.
WHO = [("sendiass", "SENDIASS"), ("forum", _("Parent carer forum")), ("team", _("Local Offer team"))]


class ContactBlock(blocks.StructBlock):
    who = ChoiceBlock(label=_("From the site settings"), required=False, choices=WHO, help_text=_("Their phone, e-mail and website are filled in from the settings."))
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    what = blocks.TextBlock(label=_("What they do"), required=False, rows=2)
    phone = blocks.CharBlock(label=_("Phone"), required=False, max_length=40)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    website = blocks.URLBlock(label=_("Website"), required=False)
    hours = blocks.CharBlock(label=_("When they answer"), required=False, max_length=160)
    address = blocks.TextBlock(label=_("Address"), required=False, rows=3)

    class Meta:
        icon = "mail"
        label = _("Contact card")
        template = "blocks/contact.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120, help_text=_("Left empty: the document's own title."))
    about = blocks.CharBlock(label=_("What is in it"), required=False, max_length=200)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "blocks/download.html"


class VideoBlock(blocks.StructBlock):
    """A video of our own, so that watching it tells no other company; the transcript is not optional (WCAG 1.2)."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    video = DocumentChooserBlock(label=_("Video file"), help_text=_("An MP4 or WebM file from the document library."))
    captions = DocumentChooserBlock(label=_("Captions"), required=False, help_text=_("A .vtt file."))
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=SENTENCES, help_text=_("Every word that is said, and what is shown."))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        wrong = {}
        if value["video"].file_extension.lower() not in {"mp4", "webm"}:
            wrong["video"] = ValidationError(_("This is not a video. Choose an MP4 or WebM file."))
        if value["captions"] and value["captions"].file_extension.lower() != "vtt":
            wrong["captions"] = ValidationError(_("Captions must be a .vtt file."))
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return value

    class Meta:
        icon = "media"
        label = _("Video with transcript")
        template = "blocks/video.html"


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock([("text", blocks.RichTextBlock(label=_("Text"), features=["bold", "link"]))], label=_("Table"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"


class ServiceChooserBlock(SnippetChooserBlock):
    """A service of the directory. Its number is a UUID, which stands in the page as text: Wagtail would look the text up and find nothing."""

    def bulk_to_python(self, values: list[str | None]) -> list[Model | None]:
        return super().bulk_to_python([self.model_class._meta.pk.to_python(value) for value in values])

    def deconstruct(self) -> tuple:
        """As Wagtail's own: what is stored is the same, so migrations need not know."""
        return ("wagtail.snippets.blocks.SnippetChooserBlock", *super().deconstruct()[1:])


class RelatedBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), default=[])
    services = blocks.ListBlock(ServiceChooserBlock("localoffer.Service", label=_("Service")), label=_("Services"), default=[])

    class Meta:
        icon = "link"
        label = _("Related pages and services")
        template = "blocks/related.html"


# Places that are no pages of the tree: the name of the URL, and what editors choose.
PLACES = [
    ("register", _("Join the SEND Register")),
    ("service_list", _("The service directory")),
    ("search", _("Search")),
    ("comment", _("Tell us what is missing")),
]


class ActionValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """Where the button leads; empty while visitors may not read its page."""
        if self["page"]:
            return (self["page"].get_url() or "") if atlas().is_open(self["page"]) else ""
        return reverse(self["place"]) if self["place"] else self["url"]


class ActionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    place = ChoiceBlock(label=_("Or another place here"), required=False, choices=PLACES)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False)
    note = blocks.CharBlock(label=_("A line under it"), required=False, max_length=160)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if sum(bool(value[name]) for name in ("page", "place", "url")) != 1:
            problem = ValidationError(_("Choose a page, a place or an address: one of the three."))
            raise blocks.StructBlockValidationError({"page": problem})
        return value

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        value_class = ActionValue
        template = "blocks/action.html"


class ToFillInBlock(blocks.StructBlock):
    """A local fact that only the council knows. Families see that it is still missing; a report lists every one."""

    what = blocks.CharBlock(label=_("What is missing"), max_length=160)
    told_by = ChoiceBlock(label=_("Not shown once the site settings say how to reach"), required=False, choices=WHO)
    text = blocks.RichTextBlock(label=_("What to write here"), features=SENTENCES, required=False)

    class Meta:
        icon = "edit"
        label = _("For the council to fill in")
        template = "blocks/to_fill_in.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class ImpactBlock(blocks.StructBlock):
    """Numbers by year beside a baseline. Analysts enter them; an editor chooses which a page shows."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    indicators = blocks.ListBlock(SnippetChooserBlock("analytics.Indicator", label=_("Indicator")), label=_("Indicators"), min_num=1)

    class Meta:
        icon = "order"
        label = _("Impact: numbers by year")
        template = "blocks/impact.html"


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=PROSE, icon="pilcrow", template="blocks/text.html")
    steps = StepsBlock()
    meaning = blocks.RichTextBlock(label=_("What this means for you"), features=SENTENCES, icon="user", template="blocks/meaning.html")
    details = DetailsBlock()
    contact = ContactBlock()
    download = DownloadBlock()
    video = VideoBlock()
    picture = PictureBlock()
    table = TableBlock()
    impact = ImpactBlock()
    related = RelatedBlock()
    action = ActionBlock()
    warning = blocks.RichTextBlock(label=_("Important"), features=SENTENCES, icon="warning", template="blocks/warning.html")
    to_fill_in = ToFillInBlock()


class SourceBlock(blocks.StructBlock):
    """The law or guidance that a national fact comes from."""

    title = blocks.CharBlock(label=_("Law or guidance"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Source")
