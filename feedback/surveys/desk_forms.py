"""Forms of the editors' desk for surveys."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.models import Said, Survey, Theme
from feedback.surveys.paper import MOST_AT_ONCE
from feedback.surveys.reading import suspects

STAYS_OPEN_FOR = ("closing_words", "closes_on")


class SurveyForm(WagtailAdminModelForm):
    """Once somebody has answered, only the closing page and the last day can change. Before, a change takes the opening back."""

    is_reopened_needed = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and self.has_changed_words(cleaned):
            if self.instance.has_answers:
                raise forms.ValidationError(
                    _t("Families have answered this survey. You can still change the closing page and the last day. For other changes, make a new version: a copy.")
                )
            self.is_reopened_needed = True
        if self.instance.pk:
            self._check_end(cleaned)
        return cleaned

    def _check_end(self, cleaned: dict[str, Any]) -> None:
        """A survey that is over stays over: numbers before and after a few late answers would tell what those were."""
        was = Survey.objects.get(pk=self.instance.pk)
        if was.is_over and cleaned.get("closes_on") not in {None, was.closes_on}:
            self.add_error("closes_on", _t("This survey is over, and stays so. Make a new version: a copy."))

    def has_changed_words(self, cleaned: dict[str, Any]) -> bool:
        """Whether anything differs that families answer by."""
        was = Survey.objects.get(pk=self.instance.pk)
        return any(_plain(was, name, getattr(was, name)) != _plain(was, name, cleaned[name]) for name in self.fields if name not in STAYS_OPEN_FOR and name in cleaned)

    def save(self, commit: bool = True) -> Survey:  # noqa: FBT001, FBT002  # as Django calls it
        if self.is_reopened_needed:
            self.instance.opened_on, self.instance.opened_by = None, ""
        return super().save(commit)


def _plain(survey: Survey, name: str, value: Any) -> Any:
    """As the database keeps it."""
    field: Any = survey._meta.get_field(name)
    return field.get_prep_value(value)


class PaperForm(forms.Form):
    count = forms.IntegerField(label=_("How many forms to print"), min_value=1, max_value=MOST_AT_ONCE, initial=20)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the form"), max_length=20, help_text=_("Eight signs, at the top of each form."), error_messages={"required": _("Type the code of the form.")}
    )


class ReadingForm(forms.Form):
    """What to do with one text."""

    themes = forms.ModelMultipleChoiceField(Theme.objects.none(), label=_("What it is about"), required=False, widget=forms.CheckboxSelectMultiple)
    new_theme = forms.CharField(label=_("Another theme"), required=False, max_length=120)
    suspects = forms.MultipleChoiceField(
        label=_("Black out"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("These may be names. Tick what shows who somebody is.")
    )
    black_out = forms.CharField(
        label=_("Black out other words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One word, or words that stand together, a line. They are gone for good."),
    )

    def __init__(self, *args: Any, said: Said, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = suspects(said.text)
        themes: Any = self.fields["themes"]
        may_be_names: Any = self.fields["suspects"]
        themes.queryset, may_be_names.choices = said.survey.themes.all(), [(word, word) for word in found]
        if not found:
            del self.fields["suspects"]

    @property
    def words(self) -> list[str]:
        return [*self.cleaned_data.get("suspects", []), *self.cleaned_data["black_out"].splitlines()]
