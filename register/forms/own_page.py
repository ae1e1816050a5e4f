"""What a family types on its own page, beside the questions it was asked when it joined."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register.forms.said import say
from register.models import WhyLeft

A_DAY = "day"
# The same reasons, as a young person says them who joined for themselves.
FOR_ONESELF = {WhyLeft.NOT_USEFUL: _("It did not help me"), WhyLeft.MOVED: _("I have moved away"), WhyLeft.NO_NEED: _("I do not need it any more")}
ASKED_WHY = (WhyLeft.TOO_MANY, WhyLeft.NOT_USEFUL, WhyLeft.MOVED, WhyLeft.NO_NEED, WhyLeft.DATA, WhyLeft.OTHER)


class PauseForm(forms.Form):
    """Its value is the day from which on we write again."""

    length = forms.ChoiceField(
        choices=[("1", _("1 month")), ("3", _("3 months")), ("6", _("6 months")), (A_DAY, _("Until a day that I choose"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long we should stop writing."), "invalid_choice": _("Choose one from the list.")},
    )
    until = forms.DateField(
        required=False,
        input_formats=["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "lo-input--short"}),
        error_messages={"invalid": _("We could not read that day. Write it like 31/3/2027.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        say(self, "length", "until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("length") == A_DAY and "until" in cleaned and not cleaned["until"]:
            self.add_error("until", _("Write the day from which on we may write again, like 31/3/2027."))
        return cleaned

    @property
    def until_day(self) -> dt.date:
        length = self.cleaned_data["length"]
        return self.cleaned_data["until"] if length == A_DAY else timezone.localdate() + relativedelta(months=int(length))


class WhyLeaveForm(forms.Form):
    """Optional, and kept apart from the family."""

    reason = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one from the list, or none.")},
    )

    def __init__(self, *args: Any, is_own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        say(self, "reason", prefix="leave-")
        own = FOR_ONESELF if is_own else {}
        self.fields["reason"].choices = [(reason.value, own.get(reason, reason.label)) for reason in ASKED_WHY]  # type: ignore[attr-defined]
