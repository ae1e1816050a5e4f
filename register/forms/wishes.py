"""What somebody would like to hear about, what they agree to, and what only totals are made of."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from accounts import phones
from localoffer.models import Topic
from register.forms.question import LONGEST_TYPED, Question
from register.in_force import in_force
from register.models import CHOICES, EthnicGroup, TakingPart, WordingVersion, YesNo, choices_for


class InterestsForm(Question):
    SAID = ("topics", "taking_part")
    topics = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these is not in the list any more. Please choose again.")},
    )
    taking_part = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, choices=TakingPart)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("topics", list(Topic.objects.values_list("code", "name")))


class ChoicesForm(Question):
    """Each choice is a box of its own and starts empty. A box is named by the exact version of the words beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        contact = self.told.get("contact", {})
        phone = contact.get("phone", "")
        offered = choices_for(has_email=bool(contact.get("email")), can_be_texted=bool(phone) and phones.is_mobile(phone))
        now = in_force()
        self.versions = {now[choice.key].code: now[choice.key] for choice in offered if choice.key in now}
        for code, version in self.versions.items():
            self.fields[code] = forms.BooleanField(label=version.title, help_text=escape(version.text), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses a tick beside words that were changed meanwhile: nobody agrees to what they have not read."""
        cleaned = super().clean() or {}
        if self._ticked_of_old():
            raise forms.ValidationError(_("The choices have just changed. Please read them again and tick what you would like."))
        return cleaned

    def typed(self) -> dict[str, Any]:
        """With one tick beside old words, if there is any: it is why the page is shown again."""
        return super().typed() | dict.fromkeys(self._ticked_of_old()[:1], True)

    def _ticked_of_old(self) -> list[str]:
        return [name[:LONGEST_TYPED] for name in self.data if name.startswith("choice-") and name not in self.fields and self.data[name]]

    def chosen(self) -> list[WordingVersion]:
        return [version for code, version in self.versions.items() if self.cleaned_data[code]]


class EqualityForm(Question):
    """Never joined to a family: see `register.models.equality`."""

    SAID = ("ethnic_group", "disabled", "english")
    ethnic_group = forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=EthnicGroup)
    disabled = forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=YesNo)
    english = forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=YesNo)


def asks_for_address(answers: dict[str, Any]) -> bool:
    """Whether something that was ticked comes by post: the answers to `ChoicesForm`, by the code of the words."""
    by_post = {choice.key for choice in CHOICES if choice.needs_address}
    return any(ticked and code.partition(":")[0] in by_post for code, ticked in answers.items())
