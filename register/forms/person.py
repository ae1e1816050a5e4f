"""The questions about the person who joins: name, how to reach them, where they live."""

import difflib
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import phones, texts
from accounts.fields import MobileField, PhoneField
from home.models import Borough
from localoffer import geo
from localoffer.geo import UnknownPostcode
from localoffer.models import Language, Postcode
from register.forms.question import Question
from register.models import Format, Reach, Relationship

ELSEWHERE = "elsewhere"
# A language that is not in the list.
ANOTHER = "another"
LONGEST_NAME = 80
# Where most mailboxes in Britain are, and the ends of an address that people mistype.
MAILBOXES = (
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.co.uk", "live.com", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com"),
    *("me.com", "aol.com", "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "protonmail.com", "proton.me"),
    *("mail.com", "gmx.com", "gmx.co.uk", "tiscali.co.uk", "blueyonder.co.uk", "fastmail.com", "zoho.com", "pm.me"),
)
ENDS = {".con": ".com", ".cmo": ".com", ".comm": ".com", ".co.ik": ".co.uk", ".co.um": ".co.uk", ".co.u": ".co.uk", ".couk": ".co.uk", ".og.uk": ".org.uk"}


class AboutYouForm(Question):
    SAID = ("relationship",)
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
        choices=Relationship,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are to the child or young person."), "invalid_choice": _("Choose one from the list.")},
    )


class WithEmail(Question):
    """Asks for an e-mail address, and asks again where it looks like a slip: a wrong letter after the @ would send the mail to nobody, or to a stranger."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Write your e-mail address."), "invalid": _("We could not read that e-mail address. Write it like name@example.com.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer_to_be_sure(str(self.data.get(self.add_prefix("email"), "")).strip())

    def _offer_to_be_sure(self, email: str) -> None:
        """A box for an address that looks like a slip; one that was answered before is not asked about again."""
        if meant(email) and email != self.told.get("contact", {}).get("email"):
            self.fields["sure"] = _box(email, _("%(email)s is right, use it") % {"email": email}, _("This is another address now. Tick the box only if it is right."))
            self.order_fields(["email", "sure"])

    def clean_email(self) -> str:
        """The address, once they have ticked that it is right."""
        email = self.cleaned_data["email"].strip()
        if "sure" in self.fields and email not in (self["sure"].data or []):
            told = _("Did you mean %(better)s? If so, please change it. If %(email)s is right, tick the box below it.")
            raise forms.ValidationError(told % {"better": meant(email), "email": email})
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("sure", None)
        return cleaned


class ContactForm(WithEmail):
    """An e-mail address, or where texts can be sent a mobile number alone."""

    phone = PhoneField(label=_("Mobile or other phone number (you can leave it out)"), required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].required = False
        if texts.are_on():
            self.fields["email"].help_text = _("If you have none, write your mobile number below. Then we send you texts.")
            self.fields["phone"].label = _("Mobile or other phone number (you can leave it out if you have e-mail)")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"email", "phone"} <= cleaned.keys() and not cleaned["email"]:
            self._check_reachable(cleaned["phone"])
        return cleaned

    def _check_reachable(self, phone: str) -> None:
        if not texts.are_on():
            self.add_error("email", _("Write your e-mail address. If you have none, call us: we fill in the form with you."))
        elif not phone:
            self.add_error("email", _("Write your e-mail address or your mobile number. If you have neither, call us: we fill in the form with you."))
        elif not phones.is_mobile(phone):
            self.add_error("phone", _("We can send texts to mobiles only. Write your e-mail address or a mobile number, or call us: we fill in the form with you."))


class ContactByOfficerForm(ContactForm):
    """As an officer writes it down: who has neither address nor mobile is reached by post."""

    def _check_reachable(self, phone: str) -> None:
        """Nothing is missing: the page around it looks at the postal address too."""


class SaveForm(WithEmail):
    """Where the link to a form that is put away goes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].help_text = _("If you have none, please go on now, or call us: we fill in the form with you.")


class HomeForm(Question):
    SAID = ("borough",)
    postcode = forms.CharField(
        label=_("Postcode (you can leave it out)"),
        required=False,
        max_length=12,
        help_text=_("For example, LK1 2AB"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false", "class": "lo-input--short"}),
    )
    borough = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a council. If you are not sure, choose the last one."), "invalid_choice": _("Choose one from the list.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._councils = {borough.slug: borough.council for borough in Borough.objects.known()}
        self.offer("borough", [*self._councils.items(), (ELSEWHERE, _("Somewhere else, or I am not sure"))])
        self._doubt = self._offer_to_be_sure(*(str(self.data.get(self.add_prefix(name), "")) for name in ("postcode", "borough")))

    def _offer_to_be_sure(self, typed: str, borough: str) -> str:
        """A box for a postcode that is in another council's area, and what is said of it; empty for what was answered before, or seems right."""
        try:
            postcode = geo.as_written(typed)
        except UnknownPostcode:
            return ""
        there = self._elsewhere(postcode, borough)
        if not there:
            return ""
        self.fields["sure"] = _box(f"{postcode} {borough}", _("My postcode and my council are right"), _("This is another answer now. Tick the box only if it is right."))
        self.fields["sure"].help_text = _("You can join wherever you live. The council where you live has a Local Offer for you too.")
        return self._doubt_of(postcode, borough, there)

    def _elsewhere(self, postcode: str, borough: str) -> set[str | None]:
        """The boroughs in which the postcode lies, where the one chosen is none of them; empty where it is, and for what was answered before."""
        before = self.told.get("home", {})
        if (postcode, borough) == (before.get("postcode"), before.get("borough")) or borough not in {*self._councils, ELSEWHERE}:
            return set()
        there = Postcode.objects.boroughs_of(geo.compact(postcode))
        return set() if (borough if borough in self._councils else None) in there else there

    def _doubt_of(self, postcode: str, borough: str, there: set[str | None]) -> str:
        if councils := [council for slug, council in self._councils.items() if slug in there]:
            told = _("As far as we know, %(postcode)s is in the area of %(councils)s. Please look at both answers. If they are right, tick the box below.")
            return told % {"postcode": postcode, "councils": str(_(" or ")).join(councils)}
        told = _("As far as we know, %(postcode)s is not in the area of %(council)s. If you live somewhere else, choose that. If both answers are right, tick the box below.")
        return told % {"postcode": postcode, "council": self._councils[borough]}

    def clean(self) -> dict[str, Any]:
        """Asks once whether a postcode that is elsewhere is meant; what was typed stays."""
        cleaned = super().clean() or {}
        if self._doubt and not cleaned.pop("sure", None) and "sure" not in self.errors:
            self.add_error("borough", self._doubt)
        return cleaned

    def clean_postcode(self) -> str:
        """The postcode in capitals with its space, however it was typed."""
        typed = self.cleaned_data["postcode"]
        if not any(sign.isalnum() for sign in typed):
            return ""
        try:
            return geo.as_written(typed)
        except UnknownPostcode:
            raise forms.ValidationError(_("We could not read that postcode. Write it like LK1 2AB, or leave it out.")) from None


class ReachingYouForm(Question):
    """How somebody likes to hear from us. None of it agrees to anything."""

    SAID = ("reach", "language", "other_language", "needs_interpreter", "reading_format")
    reach = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    language = forms.ChoiceField(required=False)
    other_language = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    needs_interpreter = forms.BooleanField(required=False)
    reading_format = forms.ChoiceField(choices=Format, initial=Format.STANDARD, required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [(way.value, way.label) for way in Reach if way != Reach.TEXT or texts.are_on()]
        self.offer("reach", [("", _("I don’t mind")), *ways])
        self.offer("language", [("", _("English")), *Language.objects.values_list("code", "name"), (ANOTHER, _("Another language"))])

    def clean(self) -> dict[str, Any]:
        """A language that is typed counts where none of the list was chosen."""
        cleaned = super().clean() or {}
        typed, chosen = cleaned.get("other_language", ""), cleaned.get("language", "")
        if chosen == ANOTHER and not typed and "other_language" not in self.errors:
            self.add_error("other_language", _("Write which language, or choose one from the list."))
        if typed:
            cleaned |= {"language": ANOTHER} if chosen in {"", ANOTHER} else {"other_language": ""}
        return cleaned

    def clean_reading_format(self) -> str:
        return self.cleaned_data["reading_format"] or Format.STANDARD


class YourReachForm(ReachingYouForm):
    """As a family answers it: who likes texts best, and gave no mobile, is asked for one beside it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        phone = self.told.get("contact", {}).get("phone", "")
        if self.data.get("reach") == Reach.TEXT and (not (phone and phones.is_mobile(phone)) or self.data.get("mobile")):
            self.fields["mobile"] = MobileField(label=_("Your mobile number, for the texts"), max_length=60)
            self.fields["mobile"].help_text = _("We keep one number. This one takes the place of the one that you gave before.") if phone else ""
            self.order_fields(["reach", "mobile"])


class AddressForm(Question):
    """Asked only when something is to come by post."""

    SAID = ("address",)
    address = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
        error_messages={"required": _("Write your postal address, so that the letter finds you. Or go back and take out what comes by post.")},
    )

    def clean_address(self) -> str:
        """Its lines, without empty ones (a letter has at most 7, with the name and the postcode)."""
        lines = [line.strip() for line in self.cleaned_data["address"].splitlines() if line.strip()]
        if len(lines) > 5:
            raise forms.ValidationError(_("An address on a letter has five lines at most. Please put some together."))
        return "\n".join(lines)


def _box(value: str, label: str | Promise, if_changed: str | Promise) -> forms.MultipleChoiceField:
    """Says that something is right which looks like a slip: this very answer, and no other."""
    return forms.MultipleChoiceField(
        label=_("Is it right?"), required=False, widget=forms.CheckboxSelectMultiple, choices=[(value, label)], error_messages={"invalid_choice": str(if_changed)}
    )


def meant(email: str) -> str:
    """What an address with a slip after the @ was probably meant to be; empty when nothing looks wrong."""
    name, _at, domain = email.rpartition("@")
    domain = domain.lower()
    if not name or domain in MAILBOXES:
        return ""
    ended = next((domain.removesuffix(slip) + end for slip, end in ENDS.items() if domain.endswith(slip)), domain)
    close = difflib.get_close_matches(ended, MAILBOXES, n=1, cutoff=0.87)
    better = close[0] if close else ended
    return f"{name}@{better}" if better != domain else ""


# In place of the family's own question, as an officer writes it down for them.
BY_OFFICER: dict[str, type[Question]] = {"contact": ContactByOfficerForm, "reaching-you": ReachingYouForm}
