"""What belongs to the whole site: boroughs, settings, crisis lines and the glossary."""

from collections.abc import Mapping

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from home.colours import check_contrast

COLOUR = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write a colour like #0B5351."))

# Stands among the names of boroughs, and among codes of needs, for all of them: in the open data, in a spreadsheet and in the search.
EVERY_ONE = "every"


class BoroughQuerySet(models.QuerySet["Borough"]):
    def known(self) -> "BoroughQuerySet":
        """Every borough of the site, in the order the council gave them."""
        return self.order_by("order", "name")

    def chosen(self, parameters: Mapping[str, str]) -> "Borough | None":
        """The borough that the address names (`?borough=`); None for "everything", and for a borough nobody knows."""
        slug = parameters.get("borough", "")
        return self.filter(slug=slug).first() if slug and "\0" not in slug else None


class Borough(models.Model):
    """One council's area. A site may serve several: two neighbours can share one Local Offer."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("name in addresses"), unique=True)
    council = models.CharField(_("council"), max_length=120)
    website = models.URLField(_("council's website"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    logo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo"))
    services_intro = models.CharField(_("introduction to its services"), max_length=300, blank=True, help_text=_("One or two sentences at the top of its page in the directory."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BoroughQuerySet.as_manager()

    panels = [FieldPanel(name) for name in ("name", "slug", "council", "website", "phone", "email", "logo", "services_intro", "order")]

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("borough")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug=EVERY_ONE), name="borough_slug_not_every", violation_error_message=_("“every” stands for all boroughs. Choose another.")
            )
        ]

    def __str__(self) -> str:
        return self.name


@register_setting(icon="site")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """Names, contacts, crisis lines, alert and colours: what makes the product this council's."""

    name = models.CharField(_("name of the Local Offer"), max_length=80, default="Local Offer")
    strapline = models.CharField(_("one line under the name"), max_length=120, blank=True)
    forum_name = models.CharField(_("parent carer forum"), max_length=120, default="Parent carer forum")
    forum_about = models.TextField(_("what the forum does"), blank=True)
    forum_phone = models.CharField(_("forum's phone"), max_length=40, blank=True)
    forum_email = models.EmailField(_("forum's e-mail"), blank=True)
    forum_website = models.URLField(_("forum's website"), blank=True)
    sendiass_name = models.CharField(_("SENDIASS: its name here"), max_length=120, default="SENDIASS")
    sendiass_about = models.TextField(_("what SENDIASS does"), blank=True)
    sendiass_phone = models.CharField(_("SENDIASS phone"), max_length=40, blank=True)
    sendiass_email = models.EmailField(_("SENDIASS e-mail"), blank=True)
    sendiass_website = models.URLField(_("SENDIASS website"), blank=True)
    help_phone = models.CharField(_("phone for help with this site"), max_length=40, blank=True)
    help_email = models.EmailField(_("e-mail for help with this site"), blank=True)
    help_hours = models.CharField(_("when the phone is answered"), max_length=120, blank=True)
    help_address = models.TextField(_("postal address"), blank=True)
    security_email = models.EmailField(_("e-mail for reports about security"), blank=True)
    alert = RichTextField(_("alert on every page"), blank=True, features=["bold", "link"], help_text=_("A short message at the top of every page. Empty: none."))
    shows_statistics = models.BooleanField(
        _("show the statistics to everybody"), default=False, help_text=_("A page says how this website is used, by month. The foot of every page leads to it.")
    )
    crisis_intro = models.CharField(_("words above the crisis lines"), max_length=200, blank=True)
    logo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo"))
    brand_colour = models.CharField(_("brand colour"), max_length=7, default="#0B5351", validators=[COLOUR])
    link_colour = models.CharField(_("link colour"), max_length=7, default="#0A5563", validators=[COLOUR])
    said_colour = models.CharField(_("“You said” colour"), max_length=7, default="#5E2750", validators=[COLOUR])
    highlight_colour = models.CharField(_("highlight colour"), max_length=7, default="#F4B942", validators=[COLOUR])

    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("name"), FieldPanel("strapline"), FieldPanel("alert"), FieldPanel("logo"), FieldPanel("shows_statistics")], heading=_("Site")),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel(f"forum_{part}") for part in ("name", "about", "phone", "email", "website")], heading=_("Parent carer forum")),
                    MultiFieldPanel([FieldPanel(f"sendiass_{part}") for part in ("name", "about", "phone", "email", "website")], heading=_("SENDIASS")),
                    MultiFieldPanel(
                        [
                            FieldPanel("help_phone"),
                            FieldPanel("help_email", help_text=_("Families see it. It also hears when a family writes about a service that names no team’s mailbox.")),
                            FieldPanel("help_hours"),
                            FieldPanel("help_address"),
                        ],
                        heading=_("Help with this site"),
                    ),
                    FieldPanel("security_email"),
                ],
                heading=_("Contacts"),
            ),
            ObjectList([FieldPanel("crisis_intro"), InlinePanel("crisis_lines", label=_("crisis line"))], heading=_("Help in a crisis")),
            ObjectList([FieldPanel(f"{part}_colour") for part in ("brand", "link", "said", "highlight")], heading=_("Colours")),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    def can_reach(self, who: str | None) -> bool:
        """Whether these settings hold a phone or an e-mail of `who`: one of `home.blocks.WHO`; never of nobody."""
        prefix = {"sendiass": "sendiass", "forum": "forum", "team": "help"}.get(who or "")
        return prefix is not None and any(getattr(self, f"{prefix}_{way}") for way in ("phone", "email"))

    def clean(self) -> None:
        super().clean()
        check_contrast(brand=self.brand_colour, link=self.link_colour, said=self.said_colour, highlight=self.highlight_colour)


class CrisisLine(Orderable):
    """Who answers when it can't wait."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="crisis_lines")
    name = models.CharField(_("name"), max_length=80)
    what = models.CharField(_("when to call"), max_length=200)
    phone = models.CharField(_("phone or text"), max_length=40)
    hours = models.CharField(_("hours"), max_length=80, blank=True)


class GlossaryTerm(models.Model):
    """A word of the SEND system, explained in place the first time a page uses it."""

    term = models.CharField(_("term"), max_length=120)
    short = models.CharField(_("letters"), max_length=20, blank=True, help_text=_("The short form, such as EHC plan or SENCO."))
    also = models.CharField(_("other forms"), max_length=250, blank=True, help_text=_("With commas between: SALT, speech therapy."))
    explained = models.TextField(_("explained"), max_length=400, help_text=_("One or two plain sentences."))

    panels = [FieldPanel(name) for name in ("term", "short", "also", "explained")]

    class Meta:
        ordering = [Lower("term")]
        constraints = [models.UniqueConstraint(Lower("term"), name="glossary_term_once", violation_error_message=_("This word is explained already."))]
        verbose_name = _("glossary term")

    def __str__(self) -> str:
        return self.term

    @property
    def forms(self) -> list[str]:
        """Every way the term is written, longest first, so that the fullest form in a text wins."""
        forms = {self.term, self.short, *(form.strip() for form in self.also.split(","))} - {""}
        return sorted(forms, key=len, reverse=True)
