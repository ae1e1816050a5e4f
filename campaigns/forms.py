"""What the admin's form of a campaign accepts beyond its fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.actions import Chosen, differences
from campaigns.models import WindowStep

SAY_WHY = _("You changed windows or totals that are fixed. Say why.")


class CampaignForm(WagtailAdminModelForm):
    """Asks why, when windows or totals that are fixed are changed."""

    reason = forms.CharField(
        label=_("Why you change the windows or totals"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They are fixed. If you change them, say why: the report shows every change, with your reason, your address and the day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or not WindowStep.in_force(self.instance.window_steps.all()):
            del self.fields["reason"]
        if self.instance.pk is not None:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("It may be on paper, so it never changes.")

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if "reason" in self.fields and not self.cleaned_data["reason"] and differences(self.instance, self._now()):
            self.add_error("reason", SAY_WHY)
        return not self.errors

    def _now(self) -> dict[str, Chosen]:
        """What would be compared if this was saved."""
        kept = [form for form in self.formsets["evaluations"].forms if form.has_changed() or form.instance.pk]
        return {form.instance.metric: form.instance.chosen for form in kept if not form.cleaned_data.get("DELETE")}
