"""What editors fill in when they change many services, or bring a file back."""

import datetime as dt
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.date_fields import DayInput
from localoffer.freshness import clock
from localoffer.models import Service

MOST_YEARS = 5


def is_soon_enough(day: dt.date) -> None:
    """Raises ValidationError: what is to be checked so late is a slip of the hand, in many services at once."""
    if day > timezone.localdate() + relativedelta(years=MOST_YEARS):
        raise forms.ValidationError(_("Choose a day in the next %d years.") % MOST_YEARS)


class CheckByForm(forms.Form):
    verify_by = forms.DateField(label=_("Check again by"), validators=[is_soon_enough], widget=DayInput)


class OwnerForm(forms.Form):
    owner_team = forms.CharField(label=_("Who keeps it right"), help_text=_("A team, not a person."), max_length=80)
    owner_email = forms.EmailField(label=_("The team’s mailbox"), help_text=_("Hears when a family says that something is wrong."))


class CheckedForm(forms.Form):
    checked_by = forms.CharField(label=_("Checked by"), help_text=_("A team or the provider, not a person. Families see it."), max_length=120)
    verify_by = forms.DateField(label=_("Check again by"), validators=[is_soon_enough], widget=DayInput, initial=lambda: clock.due_after(timezone.localdate()))

    def clean_verify_by(self) -> dt.date:
        day = self.cleaned_data["verify_by"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class WordsForm(forms.Form):
    """Rows of a word list, and what is done with them."""

    HOW = [("add", _("Add to what is there")), ("replace", _("Put in place of what is there")), ("take", _("Take away"))]

    how = forms.ChoiceField(label=_("What to do"), choices=HOW, initial="add", widget=forms.RadioSelect)

    def __init__(self, *args: Any, model: type[Model], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = forms.ModelMultipleChoiceField(model._default_manager.all(), label=label, widget=forms.CheckboxSelectMultiple)


class EveryForm(WordsForm):
    """Of a list of which a service may be for every row: rows, or `every`. `one_of_two` says so to who chose both or neither."""

    one_of_two: ClassVar[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("every")) == bool(cleaned.get("words")):
            raise forms.ValidationError(self.one_of_two)
        return cleaned


class NeedsForm(EveryForm):
    every = forms.BooleanField(label=_("For every need"), help_text=_("In place of single needs: children and young people with any special need may use it."), required=False)
    one_of_two = _("Choose needs, or say that it is for every need: one of the two.")


class BoroughsForm(EveryForm):
    every = forms.BooleanField(label=_("For every borough"), help_text=_("In place of single boroughs: families of every borough of this site may use it."), required=False)
    one_of_two = _("Choose boroughs, or say that it is for every borough: one of the two.")


class FileForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}))


class CompareForm(forms.Form):
    """What an editor decides about two services that look alike: the key of the one that stays, or that they are two."""

    NOT_THE_SAME = "not-the-same"
    keep = forms.CharField()

    def __init__(self, data: object, *, pair: tuple[Service, Service]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.keys = {str(service.pk): service for service in pair}

    def clean_keep(self) -> Service | None:
        """The service that stays; None when they are not the same."""
        said = self.cleaned_data["keep"]
        if said != self.NOT_THE_SAME and said not in self.keys:
            raise forms.ValidationError(_("Choose one of the two, or say that they are not the same."))
        return self.keys.get(said)
