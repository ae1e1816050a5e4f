"""What we take from families: a comment, and whether a page was useful. No name, no address."""

import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from feedback.models import Comment
from feedback.places import PLACES, About, Place
from home.models import Borough
from home.queries import readable
from localoffer.models import Service

LONGEST = 3_000


class AboutForm(forms.Form):
    """A form about something that visitors may read; which pages and services those are is asked anew for each form."""

    service = forms.ModelChoiceField(Service.objects.published(), required=False, to_field_name="slug", widget=forms.HiddenInput)
    place = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"] = forms.ModelChoiceField(readable(Page.objects.all()), required=False, widget=forms.HiddenInput)

    @property
    def about(self) -> About | None:
        """What it is about, from the form or from the address that led to it."""
        for name in ("page", "service", "place"):
            field, value = self.fields[name], self[name].value()
            try:
                found = field.clean(value)
            except forms.ValidationError:
                continue
            if found:
                return Place(found) if name == "place" else found
        return None


class UsefulForm(AboutForm):
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    def clean(self) -> None:
        if self.about is None:
            raise forms.ValidationError(_("Say which page."))


class CommentForm(AboutForm):
    """A comment and what it is about. `website` is a trap for robots: people do not see it."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Comment.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _("Choose one of the answers.")},
    )
    text = forms.CharField(
        label=_("Tell us about it"),
        help_text=_(
            "Please leave out names, addresses and anything about one person’s health. We can’t reply to you, but we publish what we did. 3,000 letters at most: about a page."
        ),
        # No max_length: with it a browser cuts what is pasted, and says nothing.
        validators=[MaxLengthValidator(LONGEST, _("Please make it shorter: %(limit_value)d letters at most. You wrote %(show_value)d."))],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to tell us.")},
    )
    borough = forms.ModelChoiceField(
        Borough.objects.known(),
        label=_("Where do you live? (You don’t have to say.)"),
        required=False,
        to_field_name="slug",
        empty_label=_("I’d rather not say"),
        error_messages={"invalid_choice": _("Choose a borough from the list.")},
    )
    words = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    form_id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("The form was damaged. Please send it again.")})
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_id", uuid.uuid4())

    @property
    def is_from_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))
