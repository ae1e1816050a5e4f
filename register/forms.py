"""The questions: what we accept from a family, one form a page. Cleaned values are plain texts and numbers, fit for a session."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from home.models import Borough
from localoffer import geo
from localoffer.geo import UnknownPostcode
from localoffer.models import Need
from register.answers import ChildAnswers, Person, SignUp
from register.models import CHOICES, Child, Family, Proof, Relationship, SupportStage, WordingVersion
from register.models.child import grown_up_before

ELSEWHERE = "elsewhere"
NOT_SAID = "not-said"
LONGEST_NAME = 80


class AboutYouForm(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "spellcheck": "false"}),
        error_messages={"required": _("Write your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "spellcheck": "false"}),
        error_messages={"required": _("Write your last name.")},
    )
    relationship = forms.ChoiceField(
        label=_("Who are you to the child or young person?"),
        choices=Relationship,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are to the child or young person."), "invalid_choice": _("Choose one from the list.")},
    )


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("We could not read that e-mail address. Write it like name@example.com."),
        },
    )


class HomeForm(forms.Form):
    postcode = forms.CharField(
        label=_("Postcode (you can leave it out)"),
        required=False,
        max_length=12,
        help_text=_("For example, LK1 2AB"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false", "class": "lo-input--short"}),
    )
    borough = forms.ChoiceField(
        label=_("Which council do you live in?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a council. If you are not sure, choose the last one."), "invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(borough.slug, borough.council) for borough in Borough.objects.known()]
        _offer(self, "borough", [*known, (ELSEWHERE, _("Somewhere else, or I am not sure"))])

    def clean_postcode(self) -> str:
        """The postcode in capitals with its space, however it was typed."""
        typed = self.cleaned_data["postcode"]
        if not any(sign.isalnum() for sign in typed):
            return ""
        try:
            return geo.as_written(typed)
        except UnknownPostcode:
            raise forms.ValidationError(_("We could not read that postcode. Write it like LK1 2AB, or leave it out.")) from None


class ChildForm(forms.Form):
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
        error_messages={"required": _("Write the month your child was born, such as 3 or March.")},
    )
    birth_year = forms.CharField(
        label=_("Year of birth"),
        help_text=_("Four numbers, such as 2019"),
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "lo-input--short"}),
        error_messages={"required": _("Write the year your child was born, such as 2019."), "max_length": _("Write the year with four numbers, such as 2019.")},
    )

    def clean_birth_month(self) -> int:
        """1 to 12, from a number or from a month's name or its first letters."""
        typed = self.cleaned_data["birth_month"].strip().rstrip(".").lower()
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 12:
            return int(typed)
        named = [number for number, name in MONTHS.items() if len(typed) >= 3 and str(name).lower().startswith(typed)]
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


class SupportForm(forms.Form):
    support_stage = forms.ChoiceField(
        label=_("What help does your child have now?"),
        choices=SupportStage,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what help your child has now. You can say that you are not sure."), "invalid_choice": _("Choose one from the list.")},
    )
    needs = forms.MultipleChoiceField(
        label=_("What does your child need help with?"),
        help_text=_("Choose all that fit. You need no diagnosis."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what your child needs help with. You can choose “I would rather not say”."),
            "invalid_choice": _("One of these is not in the list any more. Please choose again."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "needs", [*Need.objects.values_list("code", "name"), (NOT_SAID, _("I would rather not say"))])

    def clean_needs(self) -> list[str]:
        needs = self.cleaned_data["needs"]
        if NOT_SAID in needs and len(needs) > 1:
            raise forms.ValidationError(_("Choose the needs, or “I would rather not say”, but not both."))
        return needs


class ChoicesForm(forms.Form):
    """Each choice is a box of its own and starts empty. A box is named by the exact version of the words beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.versions = {version.code: version for version in WordingVersion.objects.current([choice.key for choice in CHOICES])}
        for code, version in self.versions.items():
            self.fields[code] = forms.BooleanField(label=version.title, help_text=escape(version.text), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses a tick beside words that were changed meanwhile: nobody agrees to what they have not read."""
        cleaned = super().clean() or {}
        if any(name.startswith("choice-") and name not in self.fields and self.data[name] for name in self.data):
            raise forms.ValidationError(_("The words of a choice have just changed. Please read the choices again and tick what you would like."))
        return cleaned

    def chosen(self) -> list[WordingVersion]:
        return [version for code, version in self.versions.items() if self.cleaned_data[code]]


class BornForm(ChildForm):
    """The month and the year that were answered."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["nickname"]


class LastNameForm(AboutYouForm):
    """The last name that was answered."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["first_name"], self.fields["relationship"]
        self.fields["last_name"].label = _("Your last name, as you wrote it")


# What is asked of whoever comes with the link to a form that was put away.
PROOFS: dict[Proof, type[forms.Form]] = {Proof.BORN: BornForm, Proof.LAST_NAME: LastNameForm, Proof.NOTHING: forms.Form}

QUESTIONS: dict[str, type[forms.Form]] = {
    "about-you": AboutYouForm,
    "email": EmailForm,
    "home": HomeForm,
    "child": ChildForm,
    "support": SupportForm,
    "choices": ChoicesForm,
}


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Give a question the answers that the site has now."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def family_answers(family: Family) -> dict[str, Any]:
    """A family's answers about itself, as its forms start with."""
    names = ("first_name", "last_name", "relationship", "email", "postcode")
    return {name: getattr(family, name) for name in names} | {"borough": family.borough.slug if family.borough else ELSEWHERE}


def child_answers(child: Child) -> dict[str, Any]:
    """A child's answers, as both its forms start with."""
    names = ("nickname", "birth_month", "birth_year", "support_stage")
    needs = [NOT_SAID] if child.needs_not_said else [need.code for need in child.needs.all()]
    return {name: getattr(child, name) for name in names} | {"needs": needs}


def borough_of(answers: dict[str, Any]) -> Borough | None:
    """The borough that was chosen; None for somewhere else."""
    return Borough.objects.filter(slug=answers["borough"]).first()


def child_of(answers: dict[str, Any]) -> ChildAnswers:
    """The child from the cleaned answers to both questions about it."""
    return ChildAnswers(
        nickname=answers["nickname"],
        birth_month=answers["birth_month"],
        birth_year=answers["birth_year"],
        support_stage=answers["support_stage"],
        needs=list(Need.objects.filter(code__in=answers["needs"])),
        needs_not_said=NOT_SAID in answers["needs"],
    )


def sign_up_of(form_id: uuid.UUID, source: str, forms_by_step: dict[str, forms.Form]) -> SignUp:
    """The whole sign-up from six valid forms."""
    answers: dict[str, Any] = {}
    for form in forms_by_step.values():
        answers |= form.cleaned_data
    person = Person(answers["first_name"], answers["last_name"], answers["relationship"], answers["email"], answers["postcode"], borough_of(answers))
    choices = forms_by_step["choices"]
    assert isinstance(choices, ChoicesForm)  # noqa: S101 - tells the type checker
    return SignUp(form_id, person, child_of(answers), choices.chosen(), source)
