"""An organisation's answer: signed, or what should change. Each names the version that was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns import signing
from campaigns.models import Mailing, MailingVersion, Organisation, Throttle


class SignForm(forms.Form):
    """`version` is the number on the page that its signer read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, mailing: Mailing, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mailing, self.by = mailing, by
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.signed_by(by)
        self.fields["version"].initial = mailing.version.number if mailing.version else None

    def clean_version(self) -> MailingVersion:
        found = self.mailing.versions.filter(number=self.cleaned_data["version"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such version. Open the page again."))
        return found

    def answer(self) -> str:
        """Sign; what to tell the signer. Raises what `signing.sign` raises."""
        if signing.sign(self.cleaned_data["version"], organisation=self.cleaned_data["organisation"], by=self.by):
            return _("Signed. Every organisation has signed now: it can be sent.")
        return _("Signed. It waits for the others.")


class ChangesForm(SignForm):
    changes = forms.CharField(label=gettext_lazy("What should change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def answer(self) -> str:
        """Raises what `signing.ask_for_changes` raises."""
        signing.ask_for_changes(self.cleaned_data["version"], organisation=self.cleaned_data["organisation"], by=self.by, changes=self.cleaned_data["changes"])
        return _("Whoever wrote it has a mail now with what you ask for.")


class ThrottleForm(forms.ModelForm):
    class Meta:
        model = Throttle
        fields = ["a_second"]

    def clean_a_second(self) -> float:
        """The bucket holds a second's worth, so one message at least."""
        wanted = float(self.cleaned_data["a_second"])
        if not 1 <= wanted <= 5_000:
            raise forms.ValidationError(_("Give a number from 1 to 5,000."))
        return wanted
