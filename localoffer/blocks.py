"""What the New to SEND pathway is made of: questions with answers, and suggestions with the answers that call for them."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import PLACES, SENTENCES, ChoiceBlock

KEY = _("A short word without spaces, used in the address: “age”. Change it only if you also change the suggestions.")


OLDEST = 130


def categories() -> list[tuple[str, str]]:
    return list(apps.get_model("localoffer", "Category").objects.values_list("code", "name"))


def needs() -> list[tuple[str, str]]:
    return list(apps.get_model("localoffer", "Need").objects.values_list("code", "name"))


class WordBlock(ChoiceBlock):
    """A code of a word list. What is stored is taken as it stands: to look it up would ask the database once for each suggestion."""

    def normalize_choice(self, value: str) -> str:
        return value


class ConditionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question's key"), max_length=30)
    answers = blocks.CharBlock(label=_("Any of these answers' keys"), max_length=250, help_text=_("With commas between."))


def only_when() -> blocks.ListBlock:
    """Which earlier answers go with this one."""
    words = _("After other answers to an earlier question it is not offered, and an answer that was given already is taken back. No line: always. Every line must fit.")
    return blocks.ListBlock(ConditionBlock(), label=_("Only after"), default=[], help_text=words)


class AnswerBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]{1,30}$", label=_("Key"), error_messages={"invalid": _("Use small letters, digits and hyphens.")})
    label = blocks.CharBlock(label=_("Answer"), max_length=120)
    min_age = blocks.IntegerBlock(
        label=_("From age"), required=False, min_value=0, max_value=OLDEST, help_text=_("For an answer that says an age: only services for it are suggested.")
    )
    max_age = blocks.IntegerBlock(label=_("To age"), required=False, min_value=0, max_value=OLDEST)
    when = only_when()

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        ages = (value["min_age"], value["max_age"])
        if (ages[0] is None) != (ages[1] is None) or (None not in ages and ages[0] > ages[1]):
            raise blocks.StructBlockValidationError({"max_age": ValidationError(_("Give both ages, the lower one first, or none."))})
        return value


class QuestionBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]{1,30}$", label=_("Key"), help_text=KEY, error_messages={"invalid": _("Use small letters, digits and hyphens.")})
    question = blocks.CharBlock(label=_("Question"), max_length=160)
    help = blocks.CharBlock(label=_("Help"), required=False, max_length=250)
    answers = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=10)
    when = only_when()

    class Meta:
        icon = "help"
        label = _("Question")


class SuggestionValue(blocks.StructValue):
    @property
    def place_address(self) -> str:
        return reverse(self["place"]) if self["place"] else ""

    @property
    def place_name(self) -> str:
        return str(dict(PLACES).get(self["place"], ""))


class SuggestionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    reason = blocks.RichTextBlock(label=_("Why it may help"), features=SENTENCES)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    place = ChoiceBlock(label=_("Another place here"), required=False, choices=PLACES)
    category = WordBlock(
        label=_("Services: kind of help"),
        required=False,
        choices=categories,
        help_text=_("Up to three services of the family’s borough and the child’s age are named, with a way to all of them. Choose a kind, a need or both."),
    )
    need = WordBlock(label=_("Services: for this need"), required=False, choices=needs)
    person = ChoiceBlock(label=_("Who can help"), required=False, choices=[("sendiass", "SENDIASS"), ("forum", _("Parent carer forum"))])
    when = blocks.ListBlock(ConditionBlock(), label=_("When"), default=[], help_text=_("Every line must fit. No line: always suggested."))

    class Meta:
        icon = "tick"
        label = _("Suggestion")
        value_class = SuggestionValue
