"""Which answers stay when two records become one."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from register import actions, child_actions, merging
from register.merge_copy import GROUPS
from register.merging import Decision
from register.models import Child, Family, KnownApart
from register.questions import MOST_CHILDREN
from register.summary import born_in

FIRST, SECOND, ANOTHER = "first", "second", "another"
SIDES = [(FIRST, gettext_lazy("the left one")), (SECOND, gettext_lazy("the right one"))]


class MergeForm(forms.Form):
    """`keep` is the record whose reference, e-mail address and sign-in stay. Every child of the second record is another child, or the same as one of the first.

    Nothing is chosen beforehand that would be missed if it was wrong: who a child is, and which of two confirmed records stays.
    """

    keep = forms.ChoiceField(
        label=gettext_lazy("Which record stays, with its e-mail address and sign-in?"),
        choices=SIDES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which of the two stays.")},
    )

    def __init__(self, *args: Any, first: Family, second: Family, **options: Any) -> None:
        super().__init__(*args, **options)
        self.first, self.second = first, second
        if bool(first.confirmed_at) != bool(second.confirmed_at):
            self.fields["keep"].initial = FIRST if first.confirmed_at else SECOND
        for question in GROUPS:
            self.fields[question] = forms.ChoiceField(choices=SIDES, initial=FIRST, widget=forms.RadioSelect)
        theirs = list(first.children.all())
        for child in second.children.all() if theirs else ():
            missing = {"required": _("Choose who %(child)s is on the left.") % {"child": told_of(child)}}
            self.fields[_key(child)] = forms.ChoiceField(label=told_of(child), choices=_twins(theirs), widget=forms.RadioSelect, error_messages=missing)

    @property
    def children(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("child-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [cleaned[name].partition(":")[0] for name in cleaned if name.startswith("child-") and cleaned[name] != ANOTHER]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Two children can’t be the same child. Please look at the children again."))
        if "keep" in cleaned and self.kept[1].confirmed_at and not self.kept[0].confirmed_at:
            self.add_error("keep", _("Keep the confirmed one: nobody has shown that the other address is theirs."))
        if not self.errors:
            self._check_children()
        return cleaned

    def _check_children(self) -> None:
        try:
            merging.check_children(*self.kept, self.decision())
        except child_actions.TooManyChildren:
            raise forms.ValidationError(_("One record takes %(most)s children, and these would be more. Please look at the children again.") % {"most": MOST_CHILDREN}) from None
        except actions.NotOneself:
            told = _(
                "A young person who joined for themselves is %(age)s or over and tells of nobody else. "
                "Say which child they are, take name and relationship from the other record, or keep the two apart."
            )
            raise forms.ValidationError(told % {"age": settings.REGISTER_OWN_CHOICE_AGE}) from None

    @property
    def kept(self) -> tuple[Family, Family]:
        """The record that stays, and the one that goes."""
        return (self.first, self.second) if self.cleaned_data["keep"] == FIRST else (self.second, self.first)

    def decision(self) -> Decision:
        said, going = self.cleaned_data, SECOND if self.cleaned_data["keep"] == FIRST else FIRST
        same: dict[UUID, UUID] = {}
        newer: set[UUID] = set()
        for child in self.second.children.all():
            twin, _colon, side = said.get(_key(child), ANOTHER).partition(":")
            if twin != ANOTHER:
                stays, goes = (UUID(twin), child.pk) if going == SECOND else (child.pk, UUID(twin))
                same[goes] = stays
                newer |= {goes} if side == going else set()
        return Decision(frozenset(question for question in GROUPS if said[question] == going), same, frozenset(newer))


class PairForm(forms.Form):
    """Two records that somebody said are two families."""

    pair = forms.ModelChoiceField(KnownApart.objects.newest_first())


def _key(child: Child) -> str:
    return f"child-{child.pk}"


def told_of(child: Child) -> str:
    return f"{child.nickname or _('Without a name')}, {born_in(child.birth_month, child.birth_year)}"


def _twins(children: list[Child]) -> list[tuple[str, str]]:
    choices = [(ANOTHER, _("another child: add it"))]
    for child in children:
        choices.append((f"{child.pk}:{FIRST}", _("the same as %(child)s: keep the left answers") % {"child": told_of(child)}))
        choices.append((f"{child.pk}:{SECOND}", _("the same as %(child)s: take the right answers") % {"child": told_of(child)}))
    return choices
