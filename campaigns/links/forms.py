"""What the desk accepts of a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from campaigns.models import Campaign, TrackedLink
from home.models import Borough

LABEL_TAKEN = _("This campaign has a link of this name. Names tell them apart in the report.")
NOT_LIVE = _("This page is not published. Families would not see it.")


class LinkForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_place"].choices = [("", _("Where the campaign leads")), *self.fields["target_place"].choices[1:]]
        self.fields["ward"].queryset = self.fields["ward"].queryset.select_related("borough")
        self.fields["ward"].empty_label = _("No ward")

    class Meta:
        model = TrackedLink
        fields = ["label", "ward", "distribution", "target_page", "target_place"]
        widgets = {"target_page": AdminPageChooser}

    def clean_label(self) -> str:
        label = self.cleaned_data["label"]
        if self.instance.campaign.links.filter(label=label).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(LABEL_TAKEN)
        return label

    def clean_target_page(self) -> Any:
        page = self.cleaned_data["target_page"]
        if page is not None and not page.live:
            raise forms.ValidationError(NOT_LIVE)
        return page


class WardsForm(forms.Form):
    borough = forms.ModelChoiceField(Borough.objects.known(), label=_("Borough"), empty_label=None)
    distribution = forms.CharField(
        label=_("Where you give them out"), required=False, max_length=80, strip=True, help_text=_("Such as “GP surgeries”. You can make another set for schools.")
    )


def link_form(campaign: Campaign, **data: Any) -> LinkForm:
    """An empty form for a new link of the campaign."""
    return LinkForm(instance=TrackedLink(campaign=campaign), **data)
