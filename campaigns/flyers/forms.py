"""What the desk accepts of a flyer: words that fit, in letters that we can print."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.flyers.content import content_of
from campaigns.flyers.layout import DoesNotFit, flyer
from campaigns.models import MOST_POINTS, Flyer
from home.models import SiteSettings
from home.signs import clean
from register.card_pdf import can_print

TOO_MANY = _("Write five points at most, one on each line.")
CANNOT_PRINT = _("Our letters can’t print this: %(signs)s. Leave out emoji and scripts other than Latin, Greek and Cyrillic. Ask a print room for a flyer in another script.")
FROM_NOBODY = _("Say who it is from: the forum, a council or both.")


class FlyerForm(WagtailAdminModelForm):
    class Meta:
        model = Flyer
        fields = ["heading", "points", "is_from_forum", "council", "phone"]
        widgets = {"points": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, site: SiteSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        self.fields["council"].empty_label = _("No council")

    def clean_heading(self) -> str:
        return _printable(self.cleaned_data["heading"])

    def clean_points(self) -> str:
        points = _printable(self.cleaned_data["points"].replace("\r\n", "\n"))
        if len([line for line in points.splitlines() if line.strip()]) > MOST_POINTS:
            raise forms.ValidationError(TOO_MANY)
        return points

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not (told.get("is_from_forum") or told.get("council")):
            self.add_error("council", FROM_NOBODY)
        return told

    def _post_clean(self) -> None:
        """Whether it fits is known when the words are the flyer's."""
        super()._post_clean()
        if not self.errors:
            try:
                flyer(content_of(self.instance, self.instance.campaign, self.site))
            except DoesNotFit as problem:
                self.add_error(problem.field, problem.said)


def _printable(words: str) -> str:
    words = clean(words)
    missing = sorted({sign for sign in words if not sign.isspace() and not can_print(sign)})
    if missing:
        raise forms.ValidationError(CANNOT_PRINT, params={"signs": " ".join(missing[:5])})
    return words
