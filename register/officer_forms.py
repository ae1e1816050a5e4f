"""What staff type about the register."""

import datetime as dt
import uuid
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register.forms.staying import CodeForm
from register.models import How, NoteCategory, Organisation, Wording, WordingVersion
from register.models.access import AT_RISK
from register.questions import optional_titles
from register.wording import problems

# Nobody reads their title but editors.
UNTITLED = {Wording.Kind.TEXT, Wording.Kind.SHOWN}
NO_PAPER_CODE = _("Write the code that stands beside this box on the paper form: it names the words that they signed.")


def check_paper(version: WordingVersion | None, day: dt.date | None) -> None:
    """Raises ValidationError when the words were not there yet on the day of the paper form on which they are said to stand."""
    if version and day and not WordingVersion.objects.live_on(day).filter(pk=version.pk).exists():
        raise forms.ValidationError(_("Families have read these words only since a later day than that of the paper form. Please look at its code and its date again."))


class ReasonForm(forms.Form):
    """Why an officer opens a record; the family can ask to see it."""

    REASONS = (
        ("asked", _("The family asked us to")),
        ("confirm", _("To help with joining or confirming")),
        ("correct", _("To check an answer")),
        ("consent", _("To check a choice the family made")),
        ("complaint", _("To answer a complaint or a request about data")),
        ("safeguarding", AT_RISK),
    )
    reason = forms.ChoiceField(
        label=_("Why do you need to open this record?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why you open this record.")}
    )

    @property
    def why(self) -> str:
        return reason_of(self)


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


class NoteForm(forms.Form):
    """A note from the list; there is no place to write about anybody."""

    category = forms.ChoiceField(label=_("What should others know?"), choices=NoteCategory, error_messages={"required": _("Choose from the list.")})
    due_on = forms.DateField(
        label=_("To be done by (you can leave it out)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("We could not read that date. Write it like 2026-03-31.")},
    )

    def clean_due_on(self) -> dt.date | None:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day and day < today:
            raise forms.ValidationError(_("That day is over. Choose today or a day to come, or leave it out."))
        if day and day > today + relativedelta(years=1):
            raise forms.ValidationError(_("That is more than a year away. Please look at the year again."))
        return day


class PackForm(forms.Form):
    """Before everything held of a family leaves the portal as a file."""

    REASONS = (
        ("asked", _("The family asked for its data")),
        ("complaint", _("To answer a complaint about data")),
        ("law", _("The law asks us to")),
    )
    reason = forms.ChoiceField(label=_("Why do you make this pack?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why you make it.")})
    is_checked = forms.BooleanField(
        label=_("I have checked that whoever gets it is this family, or may have it"),
        error_messages={"required": _("Check first who gets it: a letter or a call can come from somebody else.")},
    )


class EraseForm(forms.Form):
    """Why a record is erased; asked twice before it happens."""

    REASONS = (
        ("asked", _("The family asked us to")),
        ("mistake", _("It was written down by mistake")),
        ("not-theirs", _("Somebody else gave this address")),
        ("died", _("Somebody died")),
        ("law", _("The law asks us to")),
    )
    reason = forms.ChoiceField(label=_("Why is this record erased?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why it is erased.")})


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
        try:
            self.child_id = uuid.UUID(typed)
        except ValueError:
            self.child_id = uuid.uuid4()
        super().__init__({"new_child": str(self.child_id)})


class ShownField(forms.MultipleChoiceField):
    """The questions that are asked, one a line, as a version of the words keeps them."""

    def clean(self, value: Any) -> str:
        return "\n".join(super().clean(value))


class WordingForm(forms.Form):
    """A draft of one wording; refused with reasons when a gap can't be filled or a link is lost."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput)
    text = forms.CharField(label=_("Text"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 14}))
    note = forms.CharField(label=_("What is new, and why (for whoever signs it)"), max_length=300, required=False, widget=forms.TextInput)
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages={"required": _("Open the page again: a part of the form is missing.")})

    def __init__(self, *args: Any, wording: Wording, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wording = wording
        if wording.kind in UNTITLED:
            self.fields["title"].widget = forms.HiddenInput()
        if wording.kind == Wording.Kind.SHOWN:
            self.fields["text"] = ShownField(label=_("Families are asked these questions too"), choices=optional_titles(), required=False, widget=forms.CheckboxSelectMultiple)
            self.initial["text"] = self.initial.get("text", "").split()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        for field, problem in problems(self.wording, cleaned.get("title", ""), cleaned["text"]):
            self.add_error(field, problem)
        return cleaned

    def say_changed(self, newest: WordingVersion) -> None:
        """Keep what was typed, and say that somebody was faster; saving again saves these words after theirs."""
        told = _("%(who)s saved version %(number)s while you wrote. Read it below, then save again if your words should follow it.")
        self.add_error(None, told % {"who": newest.made_by or _("Somebody"), "number": newest.number})
        self.data = dict(self.data.items()) | {"after": str(newest.number)}


class SignForm(forms.Form):
    """An organisation's answer to the words on the page: exactly those with this number."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(choices=Organisation)
    is_approved = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("What should change"), max_length=300, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].choices = [(each.value, each.label) for each in organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("is_approved") and not cleaned.get("reason"):
            self.add_error("reason", _("Write what should change, so that the words can be mended."))
        return cleaned


def reason_of(form: Any) -> str:
    """The reason chosen in a valid form, in words."""
    return str(dict(form.REASONS)[form.cleaned_data["reason"]])
