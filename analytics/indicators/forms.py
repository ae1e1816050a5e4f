"""The form of an indicator and its years in the editors' admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from analytics.indicators.actions import noting_corrections
from analytics.models import Indicator, IndicatorYear
from analytics.models.indicators import Figure


class IndicatorForm(WagtailAdminModelForm):
    """Refuses what the single rows can't know of each other, and leaves a correction where a published figure is changed."""

    def is_valid(self) -> bool:
        return super().is_valid() and self._years_fit()

    def save(self, commit: bool = True) -> Indicator:  # noqa: FBT001, FBT002  # as Django calls it
        if not commit:
            return super().save(commit=False)
        with noting_corrections(self.instance, by=self.for_user):
            return super().save()

    def _years_fit(self) -> bool:
        years = self.formsets["years"]
        gone = {form.instance.pk for form in years.deleted_forms if form.instance.pk}
        if IndicatorYear.objects.filter(pk__in=gone).exclude(state=IndicatorYear.State.DRAFT).exists():
            self.add_error(None, _("A year that families have seen cannot be deleted. Make it a draft: they then read that it was taken back."))
        for form in years.forms:
            if form not in years.deleted_forms and form.has_changed() | bool(form.instance.pk):
                self._check(form)
        return not self.errors and all(not form.errors for form in years.forms)

    def _check(self, form: Any) -> None:
        figure = Figure(*(form.cleaned_data.get(name) for name in Figure._fields))
        if form.instance.counted_by is not None and {*Figure._fields, "starts", "state"} & set(form.changed_data):
            form.add_error(None, ValidationError(_("This site counts this year itself. You can change its note and its source.")))
        elif not self.instance.takes(figure):
            form.add_error(None, ValidationError(_("This figure is not of this kind: %(kind)s.") % {"kind": self.instance.get_kind_display()}))
