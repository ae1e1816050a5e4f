"""A whole sign-up on one page, for an officer with a family on the phone or with its paper form."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import phones, texts
from register import keys
from register.answers import Assisted, SignUp
from register.forms.person import AboutYouForm, AddressForm, ContactByOfficerForm, HomeForm, ReachingYouForm
from register.forms.question import Question, Questions, as_typed, is_young_person
from register.forms.told import NO_PAPER_CODE, PaperCodeField, ToldForm, check_paper
from register.forms.wishes import ChoicesForm, EqualityForm, InterestsForm
from register.joining import CHOICE_BY_KEY
from register.models import Channel, How, WordingVersion
from register.questions import MOST_CHILDREN, OF_A_CHILD, REACHABLE
from register.telling import child_of, person_of

LONGEST_NUMBERS = 100
# Beside what was typed before the sign-in ended: it is shown, and not sent yet.
AGAIN = "again"


class AddressByOfficerForm(AddressForm):
    """Left empty when nothing is to come by post."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["address"].required = False
        self.fields["address"].label = _("Postal address (only if something is to come by post, or there is neither e-mail nor mobile)")


class AllChoicesForm(ChoicesForm):
    """Every choice is on the page, for nobody knows yet what they will say about e-mail and mobile.

    Below each box is the place for the code that stands beside it on a paper form: what counts there are the words on the paper.
    """

    def __init__(self, *args: Any, is_on_paper: bool, **options: Any) -> None:
        super().__init__(*args, **options | {"told": REACHABLE})
        self.is_on_paper = is_on_paper
        for version in self.versions.values():
            label = _("Only on paper: the code beside “%(choice)s”") % {"choice": version.title}
            self.fields[_paper(version)] = PaperCodeField(version.wording.key, label=label, help_text=_("Its number is enough."))
        self.order_fields([name for code, version in self.versions.items() for name in (code, _paper(version))])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for code, version in self.versions.items():
            name = _paper(version)
            if not self.is_on_paper:
                self.errors.pop(name, None)
            elif cleaned.get(code) and name in cleaned and not cleaned[name]:
                self.add_error(name, NO_PAPER_CODE)
            elif cleaned.get(name) and not cleaned[code]:
                self.add_error(code, _("There is a code for this: tick it too, if they ticked it on the paper, or take the code away."))
        return cleaned

    def check_paper(self, day: dt.date) -> None:
        """Refuses, beside its code, what stood on no paper form of this day yet."""
        for version in self.versions.values() if self.is_on_paper else ():
            name = _paper(version)
            try:
                check_paper(self.cleaned_data.get(name), day)
            except forms.ValidationError as too_new:
                self.add_error(name, too_new)

    def chosen(self) -> list[WordingVersion]:
        """The words that were read out or, on paper, those that stand there, older ones too."""
        if not self.is_on_paper:
            return super().chosen()
        return [self.cleaned_data[_paper(version)] for version in super().chosen()]


def _paper(version: WordingVersion) -> str:
    return f"paper-{version.wording.key}"


BEFORE: dict[str, type[Question]] = {"about-you": AboutYouForm, "contact": ContactByOfficerForm, "home": HomeForm, "reaching-you": ReachingYouForm}
AFTER: dict[str, type[Question]] = {"interests": InterestsForm, "address": AddressByOfficerForm, "equality": EqualityForm}


class AssistedForm:
    """All questions that are asked, with as many children as the page has sections for. `data` None: an empty page."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, left_out: Collection[str] = ()) -> None:
        self.data = data
        told = {"about-you": {"relationship": (data or {}).get("about-you-relationship", "")}}
        self.is_young_person = is_young_person(told)
        self.form_id = keys.uuid_or_new((data or {}).get("form_id", ""))
        self.numbers = self._numbers()
        options: dict[str, Any] = {"told": told, "left_out": left_out, "is_sent": self.is_sent}
        self.before, self.after = Questions(BEFORE, data, **options), Questions(AFTER, data, **options)
        self.children = {number: Questions(OF_A_CHILD, data, prefix=f"{number}-", **options) for number in self.numbers}
        # Without a prefix: a choice's box is named by the words beside it.
        self.told, self.choices = ToldForm(data), AllChoicesForm(data, is_on_paper=(data or {}).get("how") == How.PAPER)
        if not self.is_sent:
            self.told, self.choices = as_typed(self.told), as_typed(self.choices)

    def _numbers(self) -> list[int]:
        """The sections for children, changed by the button that was pressed: one more, or one less."""
        data = self.data or {}
        typed = str(data.get("numbers", "1"))[:LONGEST_NUMBERS].split(",")
        numbers = sorted({int(each) for each in typed if each.isascii() and each.isdigit() and 0 < int(each) < 100}) or [1]
        if "more" in data and len(numbers) < MOST_CHILDREN:
            numbers.append(max(numbers) + 1)
        without = [number for number in numbers if str(number) != data.get("less")]
        return (without or numbers)[:MOST_CHILDREN]

    @property
    def is_sent(self) -> bool:
        """Whether it is to be kept: another button only changes the page."""
        return self.data is not None and not {"more", "less", AGAIN} & set(self.data)

    @property
    def is_again(self) -> bool:
        """Whether it was typed before the sign-in ended."""
        return AGAIN in (self.data or {})

    @property
    def can_have_more(self) -> bool:
        return len(self.numbers) < MOST_CHILDREN and not self.is_young_person

    @property
    def sections(self) -> list[tuple[int, Questions]]:
        return list(self.children.items())

    @property
    def equality(self) -> forms.Form | None:
        return self.after.by_kind.get("equality")

    @property
    def wrong(self) -> list[forms.Form]:
        """Those of its forms that can't be taken as they are, in the order of the page."""
        asked = [self.before, *self.children.values(), self.after]
        return [form for form in (self.told, *(form for part in asked for form in part.forms), self.choices) if form.errors]

    def is_valid(self) -> bool:
        """Every part is looked at, so that every error is said at once."""
        parts: list[Any] = [self.told, self.before, *self.children.values(), self.after, self.choices]
        looked_at = [part.is_valid() for part in parts]
        self._check_young_person()
        return all(looked_at) and self._fits_together()

    def _fits_together(self) -> bool:
        address = self.after.by_kind["address"]
        self._check_choices(address)
        self.choices.check_paper(self.told.cleaned_data["paper_date"])
        if not self.can_be_written_to:
            self._check_paper(address)
        return not any(form.errors for form in (self.told, address, self.choices, self.before.by_kind["about-you"]))

    def _check_young_person(self) -> None:
        if self.is_young_person and len(self.numbers) > 1:
            self.before.by_kind["about-you"].add_error("relationship", _("A young person joins for themselves alone. Take out the others, or choose who the person is to them."))

    def _check_choices(self, address: forms.Form) -> None:
        """A tick that could not be kept: for mail without an address, or for letters."""
        said = self.before.cleaned_data
        for code, version in self.choices.versions.items():
            choice = CHOICE_BY_KEY[version.wording.key]
            if not self.choices.cleaned_data.get(code):
                continue
            if choice.channel == Channel.EMAIL and not said["email"]:
                self.choices.add_error(code, _("There is no e-mail address for this."))
            if choice.channel == Channel.TEXT and not (said["phone"] and phones.is_mobile(said["phone"])):
                self.choices.add_error(code, _("There is no mobile number for this."))
            if choice.needs_address and not address.cleaned_data["address"] and not address.errors:
                address.add_error("address", _("Something that they agreed to comes by post: write down where to."))

    def _check_paper(self, address: forms.Form) -> None:
        """Nobody can be asked to confirm by mail or text: a signature has to say so."""
        if self.told.cleaned_data["how"] != How.PAPER:
            self.told.add_error("how", _("Without e-mail or mobile the family has to sign a paper form. Send it one, and write it down when it is back."))
        if not address.errors and not address.cleaned_data["address"]:
            address.add_error("address", _("Write down the postal address: there is neither e-mail nor mobile."))

    @property
    def can_be_written_to(self) -> bool:
        """Whether a mail or a text can ask them to confirm."""
        said = self.before.cleaned_data
        return bool(said["email"]) or bool(said["phone"] and phones.is_mobile(said["phone"]) and texts.are_on())

    def sign_up(self, by: str) -> SignUp:
        """What a valid page says, written down by a member of staff with this address."""
        after = self.after.cleaned_data
        person = person_of(self.before.cleaned_data | {name: after[name] for name in ("topics", "taking_part", "address") if name in after})
        equality = self.equality.cleaned_data if self.equality else {}
        return SignUp(
            self.form_id,
            person,
            [child_of(child.cleaned_data) for child in self.children.values()],
            self.choices.chosen(),
            equality={question.replace("_", "-"): answer for question, answer in equality.items() if answer},
            assisted=Assisted(by, How(self.told.cleaned_data["how"]), self.told.cleaned_data["paper_date"]),
        )
