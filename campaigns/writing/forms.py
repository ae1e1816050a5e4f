"""What the desk of messages accepts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from campaigns.models import Campaign, Mailing, Message, MessageTemplate, Organisation
from campaigns.writing import trying_out
from campaigns.writing.actions import Which
from register.models import Channel


class StartForm(forms.Form):
    """Of which campaign the messages are: one that has none yet, or a new one."""

    campaign = forms.ModelChoiceField(Campaign.objects.filter(mailing=None), label=_("Campaign"), required=False, empty_label=_("A new one"))
    name = forms.CharField(label=_("Name of the new campaign"), max_length=120, required=False, help_text=_("Families do not see it. Leave it empty if you chose a campaign."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("campaign")) == bool(cleaned.get("name")) and not self.errors:
            raise ValidationError(_("Choose a campaign or name a new one: one of the two."))
        taken = Mailing.objects.filter(campaign__name=cleaned.get("name", ""))
        if cleaned.get("name") and taken.exists():
            self.add_error("name", _("A campaign of this name has messages already. Open them in the list."))
        return cleaned


class PlanForm(WagtailAdminModelForm):
    """Who it is from, for whom and when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self.fields.get("organisations")
        if isinstance(organisations, forms.ModelMultipleChoiceField):
            organisations.queryset = Organisation.objects.active()

    def clean_sender_name(self) -> str:
        """Nothing that could begin another line of a mail's head."""
        return " ".join(self.cleaned_data["sender_name"].split())


class WhichForm(WagtailAdminModelForm):
    """Which message it is to be: channel, language, format and time; there is one of each."""

    class Meta:
        model = Message
        fields = ["channel", "language", "reading_format", "wave"]

    def __init__(self, *args: Any, mailing: Mailing, source: Message | None = None, **kwargs: Any) -> None:
        """`source`: what is copied. Blocks go into e-mails and letters, the words of a text message into nothing else."""
        super().__init__(*args, **kwargs)
        self.instance.mailing = mailing
        if source:
            fitting = {Channel.TEXT} if source.channel == Channel.TEXT else {Channel.EMAIL, Channel.POST}
            channels: Any = self.fields["channel"]
            channels.choices = [choice for choice in channels.choices if choice[0] in fitting]

    def _get_validation_exclusions(self) -> set[str]:
        """Whether there is one already is asked of its mailing too, which is no field here."""
        return super()._get_validation_exclusions() - {"mailing"}

    @property
    def which(self) -> Which:
        return Which(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class NewMessageForm(WhichForm):
    template = forms.ModelChoiceField(MessageTemplate.objects.all(), label=_("Words to start from"), required=False, empty_label=_("None: write everything"))


class TextForm(WagtailAdminModelForm):
    """A message's words."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"mailing", "channel"}


class TemplateForm(forms.ModelForm):
    class Meta:
        model = MessageTemplate
        fields = ["name", "about"]


class TestForm(forms.Form):
    """To whom a test goes: people who work here, by name."""

    to = forms.ModelMultipleChoiceField(User.objects.none(), label=_("Send it to"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["to"]
        people.queryset = trying_out.who_may_get_it()
