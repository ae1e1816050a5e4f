"""What stands beside the questions of a family's forms, in the words that council and forum sign. They are read when they are shown, once for a form."""

from functools import cache

from django import forms
from django.utils.functional import lazy

from register.wording import words_beside


def say(form: forms.Form, *names: str, prefix: str = "", is_own: bool = False) -> None:
    """Give these fields, where they are asked, their label and their hint: those of the wording `field-`, `prefix`, name. `is_own`: as in `words_for`."""
    keys = {name: f"field-{prefix}{name}".replace("_", "-") for name in names if name in form.fields}
    said = cache(lambda: words_beside(*keys.values(), is_own=is_own))
    word = lazy(lambda key, part: getattr(said()[key], part), str)
    for name, key in keys.items():
        form.fields[name].label, form.fields[name].help_text = word(key, "title"), word(key, "text")
