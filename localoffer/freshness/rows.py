"""The forms of one place, one contact and one time. A new one in which nothing is written is none."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from localoffer import geo
from localoffer.freshness import contacts, controls, hours, places
from localoffer.models import Schedule

MOST_INTERVAL = 12
PARSED = ((("opens_at", "closes_at"), dt.time.fromisoformat), (("valid_from", "valid_to"), dt.date.fromisoformat))
WEEKLY, MONTHLY = Schedule.Freq.WEEKLY.value, Schedule.Freq.MONTHLY.value


class RowForm(forms.Form):
    """`value` is what the fields show at first, None of a new row. `is_judged` False: only another row was asked for, so nothing is a mistake yet."""

    nothing: ClassVar[dict[str, Any]]
    telling: ClassVar[tuple[str, ...]]  # where nothing stands in these, nothing is said
    new_title: ClassVar[Any]
    gone_label: ClassVar[Any]

    is_gone = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, fact: str, value: dict[str, Any] | None, is_judged: bool = True) -> None:
        self.fact, self.value, self.is_judged, self.is_unfolded = fact, value, is_judged, False
        super().__init__(data, prefix=fact, initial=self.spread(value or self.nothing))
        self.order_fields([*(name for name in self.fields if name != "is_gone"), "is_gone"])
        self.fields["is_gone"].label = self.gone_label
        if value is None and self.add_prefix("is_gone") not in (data or {}):
            del self.fields["is_gone"]

    def full_clean(self) -> None:
        if self.is_judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_nothing:
            self.errors.clear()
        else:
            controls.let_stand(self, self.value or {})
            self.check(cleaned)
        return cleaned

    def check(self, cleaned: dict[str, Any]) -> None:
        """Say what is wrong with a row that is there."""

    def spread(self, value: dict[str, Any]) -> dict[str, Any]:
        """The value as the fields show it."""
        return value

    def gathered(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The fields' answers as a value."""
        return {name: places.plain(cleaned.get(name) or "") for name in self.nothing}

    def titled(self, value: dict[str, Any]) -> str:
        raise NotImplementedError

    @property
    def said(self) -> dict[str, Any] | None:
        """The row as a proposal keeps it, None for nothing. Only of a valid form."""
        return None if self.is_nothing else self.gathered(self.cleaned_data)

    @property
    def is_nothing(self) -> bool:
        """Whether it is taken away, or a new row that nobody wrote in."""
        return self.is_taken_away or (self.value is None and not any(self[name].value() for name in self.telling))

    @property
    def is_taken_away(self) -> bool:
        return "is_gone" in self.fields and bool(self["is_gone"].value())

    @property
    def row_title(self) -> str:
        return self.titled(self.value) if self.value else str(self.new_title % {"number": self.fact.rpartition("_")[2]})

    @property
    def is_open(self) -> bool:
        return self.is_unfolded or bool(self.errors) or (self.is_bound and self.has_changed())


class PlaceForm(RowForm):
    nothing = places.NOTHING
    telling = ("name", "address", "town", "postcode", "note")
    new_title = gettext_lazy("New place %(number)s")
    gone_label = gettext_lazy("It is not at this place any more")

    name = controls.line(gettext_lazy("Name of the place"), 255, gettext_lazy("For example: St Mark’s Hall."))
    address = forms.CharField(label=gettext_lazy("Building and street"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    town = controls.line(gettext_lazy("Town"), 120)
    postcode = controls.line(gettext_lazy("Postcode"), 20, spellcheck="false", **{"class": "lo-input--short"})
    is_masked = forms.BooleanField(
        label=gettext_lazy("Do not show the exact address"),
        required=False,
        help_text=gettext_lazy("For a refuge or a home. Families see the town, and ask for the rest."),
    )
    note = controls.line(gettext_lazy("What to know about this place"), 200, gettext_lazy("For example: use the side door."))

    def clean_postcode(self) -> str:
        """As post offices write it. What stood there before is not asked about."""
        typed: str = self.cleaned_data["postcode"]
        if not typed or typed == self["postcode"].initial or self.is_taken_away:
            return typed
        try:
            code = geo.as_written(typed)
        except geo.UnknownPostcode:
            raise ValidationError(_("“%s” is not a whole postcode. Write it like KT1 1EU.") % typed) from None
        try:
            geo.locate(code)
        except geo.UnknownPostcode:
            raise ValidationError(_("We do not know the postcode “%s”. Please look for a slip. You can also leave it empty and write the street.") % typed) from None
        return code

    def check(self, cleaned: dict[str, Any]) -> None:
        if self.value == self.gathered(cleaned):
            return
        if cleaned.get("is_masked") and not cleaned.get("town") and "town" not in self.errors:
            self.add_error("town", _("Write the town. Of a place without an address, families see only that."))
        elif not self.errors and not self._held and not any(cleaned.get(name) for name in ("name", "address", "town", "postcode")):
            self.add_error("name", _("Write the name of the place, or its address."))

    def gathered(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        texts = super().gathered(cleaned | {"is_masked": "", "held": ""})
        return texts | {"is_masked": bool(cleaned.get("is_masked")), "held": self._held}

    def titled(self, value: dict[str, Any]) -> str:
        return places.title(value)

    @property
    def holds(self) -> bool:
        """Whether we have an address that is not shown in the fields."""
        return bool(self._held)

    @property
    def _held(self) -> str:
        return self.value["held"] if self.value else ""


class ContactForm(RowForm):
    nothing = contacts.NOTHING
    telling = ("name", "phone", "email")
    new_title = gettext_lazy("New contact %(number)s")
    gone_label = gettext_lazy("This contact is not right any more. Take it away")

    name = controls.line(gettext_lazy("Name or role"), 120, gettext_lazy("For example: front desk. A role stays right longer than a person’s name."))
    phone = controls.line(gettext_lazy("Phone"), 60, inputmode="tel")
    email = controls.email(gettext_lazy("E-mail"))

    def check(self, cleaned: dict[str, Any]) -> None:
        phone, is_as_before = cleaned.get("phone", ""), not self.has_changed()
        if phone and not is_as_before and not any(letter.isdigit() for letter in phone):
            self.add_error("phone", _("Write the phone number in digits."))
        if not self.errors and not is_as_before and not phone and not cleaned.get("email"):
            self.add_error("phone", _("Write a phone number or an e-mail address."))

    def titled(self, value: dict[str, Any]) -> str:
        return contacts.title(value)


def _how_often() -> list[Any]:
    weeks = {1: _("Every week"), 2: _("Every second week")}
    months = {1: _("Every month"), 2: _("Every second month")}
    numbers = range(1, MOST_INTERVAL + 1)
    return [
        (_("Weeks"), [(f"{WEEKLY}-{number}", weeks.get(number) or _("Every %d weeks") % number) for number in numbers]),
        (_("Months"), [(f"{MONTHLY}-{number}", months.get(number) or _("Every %d months") % number) for number in numbers]),
    ]


WHICH = [
    ("", gettext_lazy("Not said")),
    ("1", pgettext_lazy("which one in the month", "The first")),
    ("2", pgettext_lazy("which one in the month", "The second")),
    ("3", pgettext_lazy("which one in the month", "The third")),
    ("4", pgettext_lazy("which one in the month", "The fourth")),
    ("5", pgettext_lazy("which one in the month", "The fifth")),
    ("-1", pgettext_lazy("which one in the month", "The last")),
]


class TimeForm(RowForm):
    nothing = hours.NOTHING
    telling = ("days", "opens_at", "closes_at", "valid_from", "valid_to", "description")
    new_title = gettext_lazy("New time %(number)s")
    gone_label = gettext_lazy("It is not on at this time any more")

    days = forms.MultipleChoiceField(label=gettext_lazy("On which days?"), required=False, choices=Schedule.Day.choices, widget=forms.CheckboxSelectMultiple)
    opens_at = controls.clock(gettext_lazy("From"))
    closes_at = controls.clock(gettext_lazy("To"))
    often = forms.ChoiceField(label=gettext_lazy("How often?"), required=False, choices=_how_often)
    week_of_month = forms.ChoiceField(label=gettext_lazy("Which one in the month?"), required=False, choices=WHICH, help_text=gettext_lazy("Only for every month."))
    valid_from = controls.day(gettext_lazy("First day"), gettext_lazy("Of “every second week” families know which one only if you say this."))
    valid_to = controls.day(gettext_lazy("Last day"), gettext_lazy("Leave it empty when there is no end."))
    term_time_only = forms.BooleanField(label=gettext_lazy("Only in term time"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("At which place?"), required=False)
    description = controls.line(gettext_lazy("In words, what the answers above cannot say"), 200, gettext_lazy("For example: not on bank holidays. Only words are fine too."))

    def __init__(self, data: Any, *, at: list[tuple[str, str]], **row: Any) -> None:
        """`at`: the places that can be chosen. Of a single one no question is made."""
        super().__init__(data, **row)
        self.at = dict(at)
        chosen = self.value["place"] if self.value else ""
        if chosen and chosen not in dict(at):
            at = [*at, (chosen, places.title_of(chosen))]
        self.fields["place"].choices = [("", _("At every place")), *at]  # type: ignore[attr-defined]
        if len(at) < 2 and not chosen:
            del self.fields["place"]

    def spread(self, value: dict[str, Any]) -> dict[str, Any]:
        week = value["week_of_month"]
        often = {"often": f"{value['freq']}-{value['interval']}", "week_of_month": "" if week is None else str(week)}
        return value | often | {name: parse(value[name]) if value[name] else None for names, parse in PARSED for name in names}

    def check(self, cleaned: dict[str, Any]) -> None:
        opens, closes, first, last = (cleaned.get(name) for name in ("opens_at", "closes_at", "valid_from", "valid_to"))
        if not cleaned.get("days") and not cleaned.get("description") and not {"days", "description"} & self.errors.keys():
            self.add_error("days", _("Choose the day, or say in words when it is."))
        if closes and not opens and "opens_at" not in self.errors:
            self.add_error("opens_at", _("Say also when it begins."))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It must end after it begins."))
        if first and last and last < first:
            self.add_error("valid_to", _("The last day can’t be before the first."))
        elif last and last < timezone.localdate():
            self.add_error("valid_to", _("This day is over. Is it not on any more? Then take the time away."))
        if cleaned.get("week_of_month") and not cleaned.get("often", "").startswith(MONTHLY):
            self.add_error("week_of_month", _("This goes with “every month” only. Choose a number of months above, or “Not said” here."))

    def gathered(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        freq, interval = (cleaned["often"] or f"{WEEKLY}-1").split("-")
        return {
            "days": [day.value for day in Schedule.Day if day.value in cleaned["days"]],
            **{name: cleaned[name].strftime("%H:%M") if cleaned[name] else "" for name in ("opens_at", "closes_at")},
            **{name: cleaned[name].isoformat() if cleaned[name] else "" for name in ("valid_from", "valid_to")},
            "freq": freq,
            "interval": int(interval),
            "week_of_month": int(cleaned["week_of_month"]) if cleaned["week_of_month"] else None,
            "term_time_only": cleaned["term_time_only"],
            "place": cleaned.get("place", ""),
            "description": places.plain(cleaned["description"]),
        }

    def titled(self, value: dict[str, Any]) -> str:
        return hours.words([value], self.at)[0]
