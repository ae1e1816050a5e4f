"""The editors' form for a service: six tabs, in the order a family would ask."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from localoffer.models import OldAddress

WHAT = ObjectList(
    [
        FieldPanel("name", help_text=_("As the people who run it call it.")),
        FieldPanel("slug", help_text=_("Small letters, digits and hyphens. If you change it, old links lead to the new address.")),
        MultiFieldPanel(
            [FieldPanel("status"), FieldPanel("is_published", help_text=_("Untick to hide it from families. Nothing is lost."))],
            heading=_("Now"),
        ),
        FieldPanel("summary", help_text=_("Families read this first, in lists and at the top of its page. Plain words, about 20 of them.")),
        FieldPanel("description"),
        FieldPanel("categories"),
        FieldPanel("provider"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("email")], heading=_("Where families write to")),
        InlinePanel(
            "contacts",
            heading=_("People to ask"),
            label=_("contact"),
            help_text=_("A phone number that can be called is the most useful thing here. Untick “shown to families” for staff only."),
        ),
        FieldPanel("keywords"),
    ],
    heading=_("What"),
)

WHO_AND_HOW = ObjectList(
    [
        FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")], heading=_("Ages in whole years. Both ends count. Both empty: not known.")),
        MultiFieldPanel([FieldPanel("is_for_every_need"), FieldPanel("needs")], heading=_("For which needs")),
        MultiFieldPanel([FieldPanel("is_for_every_borough"), FieldPanel("boroughs"), FieldPanel("areas_served")], heading=_("For families of where")),
        FieldPanel("languages"),
        MultiFieldPanel(
            [
                HelpPanel(_("The law asks what must be true before a family gets the service (SEND Regulations 2014, Schedule 2, paragraph 18). Write to the family.")),
                FieldPanel("criteria", help_text=_("“Your child is 5 to 11 and has an EHC plan.” Say also when there are no rules: “Any family can come.”")),
                FieldPanel("route"),
                FieldPanel("route_details", help_text=_("Who asks, where, with which form. Empty line: new paragraph.")),
                FieldPanel("what_next", help_text=_("“We call you within two weeks. Then we meet you at home.”")),
                FieldPanel("typical_wait"),
                FieldRowPanel([FieldPanel("wait_told_by"), FieldPanel("wait_told_on")]),
            ],
            heading=_("How a family gets it, step by step"),
        ),
        InlinePanel("cost_options", heading=_("What it costs"), label=_("cost"), help_text=_("Free? Add one cost with the amount 0. No row here means “not known”.")),
    ],
    heading=_("Who for and how"),
)

WHEN_AND_WHERE = ObjectList(
    [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("is_in_person"), FieldPanel("is_online"), FieldPanel("is_by_phone"), FieldPanel("is_at_home")])],
            heading=_("How families take part"),
            help_text=_("Tick all that are so."),
        ),
        InlinePanel(
            "at_locations",
            heading=_("Places"),
            label=_("place"),
            help_text=_("Choose a place of the directory, or make one. Its address can be hidden there (a refuge, a childminder’s home)."),
        ),
        InlinePanel(
            "schedules",
            heading=_("Times"),
            label=_("time"),
            help_text=_("One row a day of the week; days with the same hours are shown on one line. “Every 2 weeks” needs its first day. Only words are fine too."),
        ),
    ],
    heading=_("When and where"),
)

ACCESS = ObjectList(
    [
        InlinePanel(
            "access_facts",
            heading=_("Getting in and taking part"),
            label=_("access fact"),
            help_text=_("Say yes or no only when someone has checked, with the date. Partial access is “no” with a note. What has no row here is shown as “not known”."),
        ),
    ],
    heading=_("Access"),
)

SETTING = ObjectList(
    [
        HelpPanel(_("Only for a school, nursery, childminder, college or training provider. It then stands in the list of schools and settings.")),
        InlinePanel("setting_facts", heading=_("School, nursery or college"), label=_("facts"), max_num=1),
        InlinePanel(
            "send_answers",
            heading=_("Answers for families"),
            label=_("answer"),
            help_text=_("In the setting’s own words. Health services may answer too. The questions are a word list that administrators keep."),
        ),
    ],
    heading=_("School or setting"),
)

KEPT_RIGHT = ObjectList(
    [
        MultiFieldPanel([FieldPanel("owner_team"), FieldPanel("owner_email")], heading=_("Who keeps it right")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("checked_on", help_text=_("Shown to families.")), FieldPanel("checked_by")]),
                FieldPanel("verify_by", help_text=_("After this day the page says that a check is due; 90 days later it leaves every list. Left empty, it gets a day by itself.")),
            ],
            heading=_("Checks"),
        ),
    ],
    heading=_("Kept right"),
)


class ServiceForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("is_for_every_need") and cleaned.get("needs"):
            self.add_error("is_for_every_need", _("Choose needs, or say that it is for every need: not both."))
        if cleaned.get("is_for_every_borough") and cleaned.get("boroughs"):
            self.add_error("is_for_every_borough", _("Choose boroughs, or say that it is for every borough: not both."))
        return cleaned

    def clean_slug(self) -> str:
        """A service may go back to an address of its own, and not take one that leads to another."""
        slug: str = self.cleaned_data["slug"]
        if "slug" in self.changed_data and OldAddress.objects.filter(slug=slug).exclude(service=self.instance.pk).exists():
            raise ValidationError(_("Links to another service use this address. Choose another."))
        return slug


service_panels = TabbedInterface([WHAT, WHO_AND_HOW, WHEN_AND_WHERE, ACCESS, SETTING, KEPT_RIGHT], base_form_class=ServiceForm)


class LocationForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        """Coordinates that an editor gives are no more those that the postcode gave, and stay when it changes."""
        if {"latitude", "longitude"} & set(self.changed_data):
            self.instance.placed_by = ""
        return super().clean()


location_panels = ObjectList([FieldPanel(name) for name in ("name", "address", "town", "postcode", "latitude", "longitude", "is_masked")], base_form_class=LocationForm)
