"""The questions about a child or young person."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from localoffer.models import Need
from register.forms.person import LONGEST_NAME, AboutYouForm
from register.forms.question import Question
from register.models import Proof, Setting, SupportStage
from register.models.child import grown_up_before, is_of_age
from register.wording import words_beside

NOT_SAID = "not-said"


class ChildForm(Question):
    nickname = forms.CharField(
        label=_("First name or nickname (you can leave it out)"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_month = forms.CharField(
        label=_("Month of birth"),
        help_text=_("A number or a word, such as 3 or March"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "lo-input--short"}),
        error_messages={"required": _("Write the month of birth, such as 3 or March.")},
    )
    birth_year = forms.CharField(
        label=_("Year of birth"),
        help_text=_("Four numbers, such as 2019"),
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "lo-input--short"}),
        error_messages={"required": _("Write the year of birth, such as 2019."), "max_length": _("Write the year with four numbers, such as 2019.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_about_oneself:
            del self.fields["nickname"]

    @property
    def legend(self) -> str:
        """What stands above month and year."""
        return words_beside("field-born", is_own=self.is_about_oneself)["field-born"].title

    def clean_birth_month(self) -> int:
        """1 to 12, from a number or from a month's name: its first letters are enough, and after three of them a slip does not matter."""
        typed = self.cleaned_data["birth_month"].strip().rstrip(".").lower()
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 12:
            return int(typed)
        named = _months_from(typed) or _months_from(typed[:3])
        if len(named) != 1:
            raise forms.ValidationError(_("We could not read that month. Write a number from 1 to 12, or a word such as March."))
        return named[0]

    def clean_birth_year(self) -> int:
        typed = self.cleaned_data["birth_year"].strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
            raise forms.ValidationError(_("Write the year with four numbers, such as 2019."))
        return int(typed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("nickname", "")
        if {"birth_month", "birth_year"} <= cleaned.keys():
            self._check_age(cleaned["birth_year"], cleaned["birth_month"], timezone.localdate())
        return cleaned

    def _check_age(self, year: int, month: int, today: dt.date) -> None:
        if (year, month) > (today.year, today.month):
            self.add_error("birth_year", _("That month is still to come. Please check the month and the year."))
        elif (year, month) < ((limit := grown_up_before(today)).year, limit.month):
            self.add_error(
                "birth_year", _("The register is for children and young people up to 25. Please check the year. If it is right, call us and we tell you who helps adults.")
            )
        elif self.is_about_oneself and not is_of_age(year, month, today):
            told = _(
                "You can join for yourself from the month after you turn %(age)s. Please check the year. If it is right, ask somebody who looks after you to join, or call us."
            )
            self.add_error("birth_year", told % {"age": settings.REGISTER_OWN_CHOICE_AGE})


def _months_from(letters: str) -> list[int]:
    """The months whose name begins like this, from three letters on."""
    return [number for number, name in MONTHS.items() if len(letters) >= 3 and str(name).lower().startswith(letters)]


class BornForm(ChildForm):
    """The month and the year that were answered."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("nickname", None)


class LastNameForm(AboutYouForm):
    """The last name that was answered."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["first_name"], self.fields["relationship"]
        self.fields["last_name"].label = _("Your last name, as you wrote it")


# Where nobody goes who joins for themselves.
OF_SMALL_CHILDREN = {Setting.HOME, Setting.NURSERY}
# What is asked of whoever comes with the link to a form that was put away.
PROOFS: dict[Proof, type[forms.Form]] = {Proof.BORN: BornForm, Proof.LAST_NAME: LastNameForm, Proof.NOTHING: forms.Form}


class SettingForm(Question):
    SAID = ("setting", "setting_name")
    setting = forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=[*Setting.choices, ("", _("Something else, or I would rather not say"))])
    setting_name = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_about_oneself:
            field: Any = self.fields["setting"]
            field.choices = [(value, label) for value, label in field.choices if value not in OF_SMALL_CHILDREN]


class SupportForm(Question):
    SAID = ("support_stage", "needs")
    support_stage = forms.ChoiceField(
        choices=SupportStage,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what help there is now. You can say that you are not sure."), "invalid_choice": _("Choose one from the list.")},
    )
    needs = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what help is needed with. You can choose “I would rather not say”."),
            "invalid_choice": _("One of these is not in the list any more. Please choose again."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("needs", [*Need.objects.values_list("code", "name"), (NOT_SAID, _("I would rather not say"))])

    def clean_needs(self) -> list[str]:
        needs = self.cleaned_data["needs"]
        if NOT_SAID in needs and len(needs) > 1:
            raise forms.ValidationError(_("Choose the needs, or “I would rather not say”, but not both."))
        return needs
