"""The form with the facts a provider may change, and the editor's two decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from localoffer.freshness import facts
from localoffer.models import AccessFact, Language, Proposal, Provider, Service
from localoffer.models.services import OLDEST

SALT = "localoffer.freshness.base"
LONG, LINE, MOST_LINES = 10_000, 200, 20
AN_AGE = _("Write the age in whole years, like 5.")


class LinesField(forms.CharField):
    """A text area whose lines are the answers."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > LINE for line in lines):
            raise ValidationError(_("Each line can have 200 letters. Please make the long one shorter."))
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Please write 20 lines at most."))
        return list(dict.fromkeys(lines))


def _long(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}))


def _age(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=OLDEST,
        error_messages={"invalid": AN_AGE, "max_value": AN_AGE, "min_value": AN_AGE},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "lo-input--short"}),
    )


class ChangeForm(forms.Form):
    """Every fact a provider may change. `base` is what the page said when the form was opened: only what differs from it was changed."""

    name = forms.CharField(label=_("Name"), max_length=255, error_messages={"required": _("Write the name of the service.")})
    summary = forms.CharField(
        label=_("What it is, in one or two sentences"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Families read this first.")
    )
    status = forms.ChoiceField(label=_("Is it open?"), choices=Service.Status.choices, widget=forms.RadioSelect)
    description = _long(_("More about it"), _("An empty line starts a new paragraph."), rows=8)
    website = forms.URLField(label=_("Website"), required=False, max_length=500, assume_scheme="https", widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}))
    email = forms.EmailField(label=_("E-mail for families"), required=False, error_messages={"invalid": _("Write an e-mail address like name@example.org.")})
    min_age = _age(_("From age"))
    max_age = _age(_("To age"))
    languages = forms.MultipleChoiceField(label=_("Languages, beside English"), required=False, widget=forms.CheckboxSelectMultiple)
    criteria = _long(_("Who can get it"), _("What must be true first. Say also when there are no rules."))
    route = forms.ChoiceField(label=_("Who asks for it?"), choices=Service.Route.choices, required=False, widget=forms.RadioSelect)
    route_details = _long(_("How to ask, step by step"))
    what_next = _long(_("What happens next"))
    typical_wait = forms.CharField(label=_("How long families wait"), required=False, max_length=120, help_text=_("For example: about 9 months."))
    costs = LinesField(
        label=_("What it costs"), required=False, help_text=_("One cost on each line. For example: “Free”, or “£5: each session”. Leave it empty if you do not know.")
    )
    delivery = forms.MultipleChoiceField(
        label=_("How families take part"), required=False, choices=[(name, facts.words("delivery", [name])) for name in facts.DELIVERY], widget=forms.CheckboxSelectMultiple
    )
    times = LinesField(label=_("When it is on"), required=False, help_text=_("One time on each line. For example: “Every Monday, 4pm to 6pm, term time only”."))
    is_full_check = forms.BooleanField(label=_("I read the whole page. Everything else is right."), required=False)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, base: facts.Facts, shown: facts.Facts, service: Service | None = None) -> None:
        """`shown` is what stands in the fields at first: `base`, or with it what was proposed before."""
        salt = f"{SALT}.{service.pk if service else 'new'}"  # what one service's page said counts for no other
        self.seen = _opened(data, base, salt)
        super().__init__(data, initial=shown | {"base": signing.dumps(base, salt=salt, compress=True)})
        self.fields["languages"].choices = list(Language.objects.values_list("code", "name"))  # type: ignore[attr-defined]
        self.phones = [name for name in base if name.startswith(facts.PHONE)]
        for name in self.phones:
            self.fields[name] = forms.CharField(label=facts.label(name, service), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"}))
        for kind, label in AccessFact.Kind.choices:
            self.fields[f"{facts.ACCESS}{kind}"] = forms.ChoiceField(label=label, choices=AccessFact.Answer.choices, required=False, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("min_age"), cleaned.get("max_age")
        if least is not None and most is not None and least > most:
            self.add_error("max_age", _("“To age” can’t be lower than “from age”."))
        if not self.errors and not self.changes:
            raise ValidationError(_("You have not changed anything. Is it all right as it is? Then go back and press “Yes, all of it is right”."))
        return cleaned

    @property
    def changes(self) -> dict[str, dict[str, Any]]:
        """What differs from what the page said, as a proposal keeps it."""
        said = {name: self._said(name) for name in self.seen if name in self.fields}
        return {name: {"was": self.seen[name], "now": now} for name, now in said.items() if now != self.seen[name]}

    def _said(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        if name in facts.AGES or isinstance(self.fields[name], LinesField):
            return value
        if isinstance(value, list):
            return sorted(value) if name == "languages" else value
        if name.startswith(facts.ACCESS):
            return value or AccessFact.Answer.NOT_KNOWN.value
        return facts.plain(value or "")

    @property
    def parts(self) -> list["Part"]:
        """The form as it is laid out: a heading, and the fields under it."""
        access = [name for name in self.fields if name.startswith(facts.ACCESS)]
        return [
            Part(self, _("What it is"), ["name", "summary", "status", "description"]),
            Part(self, _("How to reach it"), ["website", "email", *self.phones]),
            Part(self, _("Who it is for"), ["min_age", "max_age", "languages"]),
            Part(self, _("How a family gets it"), ["criteria", "route", "route_details", "what_next", "typical_wait", "costs"]),
            Part(self, _("Where and when"), ["delivery", "times"]),
            Part(self, _("Getting in and taking part"), access, is_access=True),
        ]


class NewServiceForm(ChangeForm):
    """A service that is not there yet; somebody of several providers says whose it is."""

    def __init__(self, data: Any = None, *, providers: QuerySet[Provider]) -> None:
        nothing = facts.of_nothing()
        super().__init__(data, base=nothing, shown=nothing)
        self.fields["provider"] = forms.ModelChoiceField(providers, label=_("Who runs it?"), initial=providers[0], error_messages={"required": _("Say who runs it.")})


@dataclass(frozen=True)
class Part:
    form: ChangeForm
    title: Any
    names: list[str]
    is_access: bool = False

    def __iter__(self) -> Iterator[BoundField]:
        return (self.form[name] for name in self.names)


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
    base = facts.read(service) if service else facts.of_nothing()
    proposed = {name: change["now"] for name, change in proposal.changes.items() if name in base} if proposal else {}
    return ChangeForm(data, base=base, shown=base | proposed, service=service)


def _opened(data: Any, base: facts.Facts, salt: str) -> facts.Facts:
    """What the page said when the form was opened, as the form brings it back signed; else what it says now."""
    try:
        said = signing.loads(data.get("base", ""), salt=salt) if data else base
    except signing.BadSignature:
        return base
    return base | {name: value for name, value in said.items() if name in base}
