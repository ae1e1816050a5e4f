"""The form with the facts a provider may change, and the editor's two decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from home.models import EVERY_ONE
from localoffer.freshness import controls, facts, places
from localoffer.freshness.places import PLACE
from localoffer.freshness.rows import RowForm
from localoffer.freshness.rowsets import ADD, RowSet, contact_rows, place_rows, time_rows
from localoffer.models import AccessFact, Proposal, Provider, Service

SOME = "some"
NOT_KNOWN = ("", _("Not known"))
NEED_SCOPES = [(EVERY_ONE, _("For every need")), (SOME, _("For the needs that I tick below")), NOT_KNOWN]
BOROUGH_SCOPES = [(EVERY_ONE, _("For families of every borough")), (SOME, _("For families of the boroughs that I tick below")), NOT_KNOWN]
# The question before each list that may be every one.
SCOPES = {"needs": "need_scope", "boroughs": "borough_scope"}
NONE_TICKED = {
    "needs": _("Tick the needs that it is for, or choose another answer above."),
    "boroughs": _("Tick the boroughs that it is for, or choose another answer above."),
}
TICKED = {
    "needs": _("You ticked needs below. Choose “For the needs that I tick below”, or untick them."),
    "boroughs": _("You ticked boroughs below. Choose “For families of the boroughs that I tick below”, or untick them."),
}
SALT = "localoffer.freshness.base"


class ChangeForm(forms.Form):
    """Every fact a provider may change. `base` is what the page said when the form was opened: only what differs from it was changed."""

    name = forms.CharField(label=_("Name"), max_length=255, error_messages={"required": _("Write the name of the service.")})
    summary = forms.CharField(
        label=_("What it is, in one or two sentences"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Families read this first.")
    )
    status = forms.ChoiceField(label=_("Is it open?"), choices=Service.Status.choices, widget=forms.RadioSelect)
    description = controls.long_text(_("More about it"), _("An empty line starts a new paragraph."), rows=8)
    categories = controls.TicksField(label=_("What kind of help is it?"), help_text=_("Families look for it under these."))
    website = forms.URLField(label=_("Website"), required=False, max_length=500, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}))
    email = controls.email(_("E-mail for families"))
    min_age = controls.age(_("From age"))
    max_age = controls.age(_("To age"))
    need_scope = forms.ChoiceField(label=_("For which needs?"), required=False, choices=NEED_SCOPES, widget=forms.RadioSelect)
    needs = controls.TicksField(label=_("These needs"))
    borough_scope = forms.ChoiceField(label=_("For families of which boroughs?"), required=False, choices=BOROUGH_SCOPES, widget=forms.RadioSelect)
    boroughs = controls.TicksField(label=_("These boroughs"))
    areas_served = controls.line(_("Which part of the borough"), 250, _("Only when it is for a part of it, or also for families beyond it."))
    languages = controls.TicksField(label=_("Languages, beside English"))
    criteria = controls.long_text(_("Who can get it"), _("What must be true first. Say also when there are no rules."))
    route = forms.ChoiceField(label=_("Who asks for it?"), choices=Service.Route.choices, required=False, widget=forms.RadioSelect)
    route_details = controls.long_text(_("How to ask, step by step"))
    what_next = controls.long_text(_("What happens next"))
    typical_wait = controls.line(_("How long families wait"), 120, _("For example: about 9 months."))
    costs = controls.LinesField(
        label=_("What it costs"), required=False, help_text=_("One cost on each line. For example: “Free”, or “£5: each session”. Leave it empty if you do not know.")
    )
    delivery = forms.MultipleChoiceField(
        label=_("How families take part"), required=False, choices=[(name, facts.words("delivery", [name])) for name in facts.DELIVERY], widget=forms.CheckboxSelectMultiple
    )
    is_full_check = forms.BooleanField(label=_("I read the whole page. Everything else is right."), required=False)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, base: facts.Facts, proposal: Proposal | None = None, service: Service | None = None) -> None:
        """`proposal` is what was proposed before, and stands in the fields."""
        salt = f"{SALT}.{service.pk if service else 'new'}"  # what one service's page said counts for no other
        proposed = {name: change["now"] for name, change in facts.changes_of(proposal).items() if name in base or facts.is_row(name)} if proposal else {}
        self.told = {name: place for name, place in proposed.items() if name.startswith(PLACE) and place}
        base = base | {name: None for name in proposed if name not in base}
        shown = base | proposed | {name: places.hide(place) for name, place in self.told.items()}
        self.seen = _opened(data, base, salt)
        scopes = {scope: EVERY_ONE if shown[name] == [EVERY_ONE] else SOME if shown[name] else "" for name, scope in SCOPES.items()}
        super().__init__(data, initial=shown | scopes | {"base": signing.dumps(base, salt=salt, compress=True)})
        for name, model in facts.CODED.items():
            self.fields[name].offer(model)  # type: ignore[attr-defined]
        for kind, label in AccessFact.Kind.choices:
            self.fields[f"{facts.ACCESS}{kind}"] = forms.ChoiceField(label=label, choices=AccessFact.Answer.choices, required=False, widget=forms.RadioSelect)
            self.fields[f"{facts.NOTE}{kind}"] = controls.line(_("%s: what to know") % label, 200)
        self.fields["costs"].standing = self.seen["costs"]  # type: ignore[attr-defined]
        self.places = place_rows(data, seen=self.seen, shown=shown)
        self.contacts = contact_rows(data, seen=self.seen, shown=shown)
        self.times = time_rows(data, seen=self.seen, shown=shown, at=[(row.fact, row.row_title) for row in self.places.rows])

    def __iter__(self) -> Iterator[BoundField]:
        """Every field in the order of the page, those of its rows among them."""
        for part in self.parts:
            yield from part
            for row in part.rows:
                yield from row
        for name in ("provider", "is_full_check", "base"):
            if name in self.fields:
                yield self[name]

    def full_clean(self) -> None:
        """Nothing is a mistake while only another row was asked for. What is wrong with a row is wrong with the form."""
        if self.data.get(ADD):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()
        for row in self._rows:
            for name, errors in row.errors.items():
                self._errors[row.add_prefix(name)] = errors

    def is_valid(self) -> bool:
        return super().is_valid() and not self.data.get(ADD)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        controls.let_stand(self, self.seen, self.initial)
        least, most = cleaned.get("min_age"), cleaned.get("max_age")
        if least is not None and most is not None and least > most:
            self.add_error("max_age", _("“To age” can’t be lower than “from age”."))
        for name, scope in SCOPES.items():
            if cleaned.get(scope) == SOME and not cleaned.get(name):
                self.add_error(name, NONE_TICKED[name])
            elif cleaned.get(scope) != SOME and cleaned.get(name):
                self.add_error(scope, TICKED[name])
        are_valid = [rows.are_valid for rows in (self.places, self.contacts, self.times)]
        if all(are_valid) and self._times_are_somewhere() and not self.errors and not self.changes:
            raise ValidationError(_("You have not changed anything. Is it all right as it is? Then go back and press “Yes, all of it is right”."))
        return cleaned

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """What differs from what the page said, as a proposal keeps it."""
        said = {name: self._said(name) for name in self.seen if name in self.fields}
        said |= {row.fact: row.said for row in self.contacts.rows}
        said |= {row.fact: row.said and places.with_held(row.said, self.told.get(row.fact)) for row in self.places.rows}
        said["times"] = [row.said for row in self.times.rows if row.said]
        return {name: {"was": self.seen.get(name), "now": now} for name, now in said.items() if now != self.seen.get(name)}

    @property
    def seal(self) -> str:
        """Stands for all that the page said when the form was opened."""
        return facts.seal_of(self.seen)

    @property
    def parts(self) -> list["Part"]:
        """The form as it is laid out: a heading, the fields under it, and the rows."""
        access = [name for name in self.fields if name.startswith((facts.ACCESS, facts.NOTE))]
        return [
            Part(self, _("What it is"), ["name", "summary", "status", "description", "categories"]),
            Part(self, _("How to reach it"), ["website", "email"], self.contacts),
            Part(self, _("Who it is for"), ["min_age", "max_age", "need_scope", "needs", "borough_scope", "boroughs", "areas_served", "languages"]),
            Part(self, _("How a family gets it"), ["criteria", "route", "route_details", "what_next", "typical_wait", "costs"]),
            Part(self, _("Where it is"), ["delivery"], self.places),
            Part(self, _("When it is on"), [], self.times),
            Part(self, _("Getting in and taking part"), access, is_access=True),
        ]

    @property
    def _rows(self) -> list[RowForm]:
        return [row for rows in (self.places, self.contacts, self.times) for row in rows.rows]

    def _said(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        if name in facts.AGES or isinstance(self.fields[name], controls.LinesField):
            return value
        if name == "delivery":
            return [way for way in facts.DELIVERY if way in (value or ())]
        if name in SCOPES and self.cleaned_data.get(SCOPES[name]) == EVERY_ONE:
            return [EVERY_ONE]
        if isinstance(value, list):
            return sorted(value)
        if name.startswith(facts.ACCESS):
            return value or AccessFact.Answer.NOT_KNOWN.value
        return facts.plain(value or "")

    def _times_are_somewhere(self) -> bool:
        """Whether no time is at a place that is taken away, or that nobody wrote."""
        gone = {row.fact for row in self.places.rows if row.is_nothing}
        lost = [row for row in self.times.rows if row.said and row.said["place"] in gone]
        for row in lost:
            row.add_error("place", _("Nothing is written about this place, or you take it away. Choose another."))
        return not lost


class NewServiceForm(ChangeForm):
    """A service that is not there yet; somebody of several providers says whose it is."""

    def __init__(self, data: Any = None, *, providers: QuerySet[Provider]) -> None:
        super().__init__(data, base=facts.of_nothing())
        self.fields["provider"] = forms.ModelChoiceField(providers, label=_("Who runs it?"), initial=providers[0], error_messages={"required": _("Say who runs it.")})


@dataclass(frozen=True)
class Part:
    form: ChangeForm
    title: Any
    names: list[str]
    row_set: RowSet | None = None
    is_access: bool = False

    def __iter__(self) -> Iterator[BoundField]:
        return (self.form[name] for name in self.names)

    @property
    def rows(self) -> list[RowForm]:
        return self.row_set.rows if self.row_set else []


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, and what to change"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that they know what to change.")},
        help_text=_("The provider reads this in a mail."),
    )


def change_form(data: Any, *, service: Service | None, proposal: Proposal | None) -> ChangeForm:
    """For a service (None: a new one), filled in with what was proposed before."""
    base = facts.read(Service.objects.with_facts().get(pk=service.pk)) if service else facts.of_nothing()
    return ChangeForm(data, base=base, proposal=proposal, service=service)


def _opened(data: Any, base: facts.Facts, salt: str) -> facts.Facts:
    """What the page said when the form was opened, as the form brings it back signed; else what it says now.

    A row that came since is not in the form, so nothing is said of it; one that went since is there still.
    """
    try:
        said = signing.loads(data.get("base", ""), salt=salt) if data else base
    except signing.BadSignature:
        return base
    fixed = {name: said.get(name, value) for name, value in base.items() if not facts.is_row(name)}
    return fixed | {name: value for name, value in said.items() if facts.is_row(name)}
