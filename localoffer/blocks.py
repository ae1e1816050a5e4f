"""What the New to SEND pathway is made of: questions with answers, and suggestions with the answers that call for them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import SENTENCES

KEY = _("A short word without spaces, used in the address: “age”. Change it only if you also change the suggestions.")


class AnswerBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]{1,30}$", label=_("Key"), error_messages={"invalid": _("Use small letters, digits and hyphens.")})
    label = blocks.CharBlock(label=_("Answer"), max_length=120)


class QuestionBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]{1,30}$", label=_("Key"), help_text=KEY, error_messages={"invalid": _("Use small letters, digits and hyphens.")})
    question = blocks.CharBlock(label=_("Question"), max_length=160)
    help = blocks.CharBlock(label=_("Help"), required=False, max_length=250)
    answers = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=10)

    class Meta:
        icon = "help"
        label = _("Question")


class ConditionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question's key"), max_length=30)
    answers = blocks.CharBlock(label=_("Any of these answers' keys"), max_length=250, help_text=_("With commas between."))


class SuggestionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    reason = blocks.RichTextBlock(label=_("Why it may help"), features=SENTENCES)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    person = blocks.ChoiceBlock(label=_("Who can help"), required=False, choices=[("sendiass", "SENDIASS"), ("forum", _("Parent carer forum"))])
    when = blocks.ListBlock(ConditionBlock(), label=_("When"), default=[], help_text=_("Every line must fit. No line: always suggested."))

    class Meta:
        icon = "tick"
        label = _("Suggestion")
