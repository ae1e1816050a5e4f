"""What may be chosen by the link in a message: how messages come, and what they are about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import texts
from campaigns.models import read_fingerprint
from localoffer.models import Language, Topic
from register.forms.person import ANOTHER
from register.forms.said import say
from register.models import Family, Format, Reach

NOT_IN_LIST = _("Choose one from the list.")


class WishesForm(forms.Form):
    """Its fields start as the family has answered them. A language that the family wrote itself is not shown: the link may be in other hands."""

    topics = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": _("One of these is not in the list any more. Please choose again.")}
    )
    reach = forms.ChoiceField(required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": NOT_IN_LIST})
    language = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_IN_LIST})
    reading_format = forms.ChoiceField(choices=Format, widget=forms.RadioSelect, error_messages={"required": NOT_IN_LIST, "invalid_choice": NOT_IN_LIST})

    def __init__(self, data: Any = None, *, family: Family) -> None:
        self.family = family
        own = [(ANOTHER, _("Another language, as you told us"))] if family.other_language else []
        super().__init__(data, initial=self._as_it_is())
        ways = [(way.value, way.label) for way in Reach if way != Reach.TEXT or texts.are_on()]
        self._offer("reach", [("", _("I don’t mind")), *ways])
        self._offer("language", [("", _("English")), *Language.objects.values_list("code", "name"), *own])
        self._offer("topics", list(Topic.objects.values_list("code", "name")))
        say(self, "topics", "reach", "language", "reading_format")

    def _as_it_is(self) -> dict[str, Any]:
        family = self.family
        language = family.language.code if family.language else ANOTHER if family.other_language else ""
        return {"topics": [topic.code for topic in family.topics.all()], "reach": family.reach, "language": language, "reading_format": family.reading_format}

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def answers(self) -> dict[str, Any]:
        """As `wishes.change` takes them."""
        said = self.cleaned_data
        kept: dict[str, Any] = {"reach": said["reach"], "reading_format": said["reading_format"], "topics": list(Topic.objects.filter(code__in=said["topics"]))}
        if said["language"] != ANOTHER:
            kept |= {"language": Language.objects.filter(code=said["language"]).first(), "other_language": ""}
        return kept


class CheckCodeForm(forms.Form):
    """A code from paper, however it was typed."""

    code = forms.CharField(
        label=_("Code of the letter"),
        help_text=_("Ten letters and numbers, such as 7K2PM94XQD. You find it at the end of the letter or message."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "lo-input--code"}),
        error_messages={"required": _("Write the code that stands at the end of the letter."), "max_length": _("A code has ten letters and numbers. Please look at it again.")},
    )

    def clean_code(self) -> str:
        code = read_fingerprint(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("A code has ten letters and numbers. Please look at it again."))
        return code
