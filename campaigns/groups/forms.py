"""What the editor of groups accepts: a name, and the rules by ticking."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.groups.words import ASKED, RULE_NAMES, Names
from campaigns.models import Segment, normal_rules
from campaigns.models.mailing import CHANNELS, PURPOSES
from register.models import Purpose

SIDES: Final = {"include": gettext_lazy("Who gets it"), "leave_out": gettext_lazy("Not for")}


@dataclass(frozen=True)
class Question:
    """One rule in the form: closed until something of it is ticked or wrong."""

    title: str
    field: forms.BoundField
    ticked: int

    @property
    def is_open(self) -> bool:
        return bool(self.ticked or self.field.errors)


class GroupForm(forms.ModelForm):
    class Meta:
        model = Segment
        fields = ["name"]

    def __init__(self, *args: Any, needs_name: bool = True, **kwargs: Any) -> None:
        """Without `needs_name` it is only counted."""
        super().__init__(*args, **kwargs)
        self.fields["name"].required = needs_name
        names = Names()
        for side in SIDES:
            for rule in ASKED:
                kept = getattr(self.instance, side).get(rule, [])
                self.fields[f"{side}-{rule}"] = _ticks(rule, kept, names)

    @property
    def sides(self) -> list[tuple[str, str, list[Question]]]:
        """For each side: what it is called here, its heading and its rules."""
        return [(side, str(title), [self._question(side, rule) for rule in ASKED]) for side, title in SIDES.items()]

    def rules(self, side: str) -> dict[str, list[str]]:
        """As ticked, or as kept where nothing was sent."""
        if not self.is_bound:
            return normal_rules(getattr(self.instance, side))
        return normal_rules({rule: self.cleaned_data.get(f"{side}-{rule}", []) for rule in ASKED})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for rule in ASKED:
            if set(cleaned.get(f"include-{rule}", [])) & set(cleaned.get(f"leave_out-{rule}", [])):
                self.add_error(f"leave_out-{rule}", _("The same is ticked under “Who gets it”. Take it away in one of the two."))
        for side in SIDES:
            setattr(self.instance, side, self.rules(side))
        return cleaned

    def _question(self, side: str, rule: str) -> Question:
        field = self[f"{side}-{rule}"]
        return Question(str(RULE_NAMES[rule]), field, len(field.value() or []))


class CountForm(forms.Form):
    """For what and how it would be sent; it is saved nowhere."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is about"), choices=[(each.value, each.label) for each in PURPOSES], widget=forms.RadioSelect, initial=Purpose.UPDATES.value
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Sent by"),
        choices=[(each.value, each.label) for each in CHANNELS],
        widget=forms.CheckboxSelectMultiple,
        initial=[each.value for each in CHANNELS],
    )


def _ticks(rule: str, kept: list[str], names: Names) -> forms.MultipleChoiceField:
    """What the group names and its list has no more stays to be ticked: left out unseen, the rule would mean others."""
    known = names.of(rule)
    gone = [(code, _("%(code)s (not in the list any more)") % {"code": code}) for code in kept if code not in known]
    return forms.MultipleChoiceField(label=RULE_NAMES[rule], choices=[*known.items(), *gone], required=False, widget=forms.CheckboxSelectMultiple, initial=kept)
