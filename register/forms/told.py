"""What a family told an officer on the phone or on a paper form."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register import keys
from register.forms.staying import CodeForm
from register.models import How, WordingVersion

NO_PAPER_CODE = _("Write the code that stands beside this box on the paper form: it names the words that they signed.")


def check_paper(version: WordingVersion | None, day: dt.date | None) -> None:
    """Raises ValidationError when the words were not there yet on the day of the paper form on which they are said to stand."""
    if version and day and not WordingVersion.objects.live_on(day).filter(pk=version.pk).exists():
        raise forms.ValidationError(_("Families have read these words only since a later day than that of the paper form. Please look at its code and its date again."))


class ToldForm(forms.Form):
    """How a family told an officer something, and on which day when it was on paper."""

    how = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=[(How.PHONE.value, How.PHONE.label), (How.PAPER.value, How.PAPER.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they told you."), "invalid_choice": _("Choose one of the two.")},
    )
    paper_date = forms.DateField(
        label=_("Date on the paper form"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a paper form: the day on which they signed it."),
        error_messages={"invalid": _("We could not read that date. Write it like 2026-03-31.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == How.PHONE:
            cleaned["paper_date"] = None
        elif cleaned.get("how") == How.PAPER and "paper_date" in cleaned:
            self._check_paper(cleaned["paper_date"], timezone.localdate())
        return cleaned

    def _check_paper(self, day: dt.date | None, today: dt.date) -> None:
        if day is None:
            self.add_error("paper_date", _("Write the date that stands on the paper form."))
        elif day > today:
            self.add_error("paper_date", _("That day is still to come. Please look at the date on the form again."))
        elif day < today - relativedelta(years=1):
            self.add_error("paper_date", _("That is more than a year ago. Ask the family if it still wants to join, and write down what they say now."))


class PaperCodeField(forms.CharField):
    """The code of the words that stand beside a box on a paper form, or its number alone; cleaned it is that version, older ones too, or nothing."""

    default_error_messages = {"unknown": _("No words for this choice have this code. It stands beside the box on the paper form, such as %(code)s.")}

    def __init__(self, wording: str, **options: Any) -> None:
        super().__init__(required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **options)
        self.wording = wording

    def clean(self, value: Any) -> WordingVersion | None:
        typed = "".join(super().clean(value).lower().split())
        if not typed:
            return None
        code = typed if ":" in typed else f"{self.wording}:{typed}"
        found = WordingVersion.objects.live().with_code(code).first()
        if found is None or found.wording.key != self.wording:
            raise forms.ValidationError(self.error_messages["unknown"], params={"code": f"{self.wording}:1"})
        return found


class ChoiceForm(ToldForm):
    """One choice that a family gives or takes back through an officer, in the words that were read out or that stand on its paper form."""

    given = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[("yes", _("Yes: they agree")), ("no", _("No: they take it back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said."), "invalid_choice": _("Choose one of the two.")},
    )
    field_order = ("given", "how", "paper_date", "paper_code")

    def __init__(self, *args: Any, wording: str, **options: Any) -> None:
        super().__init__(*args, **options)
        help_text = _("Only for a paper form on which they said yes: the code beside the box, such as %(code)s.") % {"code": f"{wording}:1"}
        self.fields["paper_code"] = PaperCodeField(wording, label=_("Code on the paper form"), help_text=help_text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_on_paper = cleaned.get("how") == How.PAPER and cleaned.get("given") == "yes"
        if is_on_paper and "paper_code" in cleaned and not cleaned["paper_code"]:
            self.add_error("paper_code", NO_PAPER_CODE)
        if not is_on_paper:
            self.errors.pop("paper_code", None)
            return cleaned
        try:
            check_paper(cleaned.get("paper_code"), cleaned.get("paper_date"))
        except forms.ValidationError as too_new:
            self.add_error("paper_code", too_new)
        return cleaned

    def read(self, shown: str) -> str:
        """The code of the words that a valid form is about; `shown` are those on the page, to be read out."""
        return shown if self.cleaned_data["how"] == How.PHONE else str(self.cleaned_data.get("paper_code") or "")

    def ask_again(self) -> None:
        """What they said was said to other words."""
        self.data = {name: value for name, value in self.data.items() if name != "given"}


class ReadOutCodeForm(CodeForm):
    """As a family reads it out to an officer; the record says which family it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        code = self.fields["code"]
        code.label, code.help_text = _("Code that they read out"), _("Six letters and numbers, such as K7Q-F2M. It stands in the mail or the text that we sent them.")
        code.error_messages["required"] = _("Write the code that they read out.")
        code.widget.attrs["autocomplete"] = "off"


class NewChildForm(forms.Form):
    """The key that a child will have, made with the page that asks about it; another one when what came is no key."""

    new_child = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, typed: str) -> None:
        self.child_id = keys.uuid_or_new(typed)
        super().__init__({"new_child": str(self.child_id)})
