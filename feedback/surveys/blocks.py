"""The kinds of question that an editor can put into a survey, and what may be answered to each."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

SCALE, ONE, SEVERAL, TEXT = "scale", "one", "several", "text"
WITH_CHOICES = (SCALE, ONE, SEVERAL)
END = "end"
MOST_CHOICES = 20
SCALE_WORDS = (_("Very badly"), _("Badly"), _("Neither well nor badly"), _("Well"), _("Very well"))
NEW = {"words": "", "go_to": "", "picture": None, "code": ""}  # each by its name: Wagtail’s form writes “undefined” where one is missing
DIMENSIONS = [("", _("Nothing")), ("phase", _("Age")), ("need", _("Need")), ("ethnic-group", _("Ethnic group")), ("ward", _("Ward"))]
HINT_ABOUT_NAMES = _("Please don’t tell us names. Leave out anything that shows who somebody is.")


class AnswerBlock(blocks.StructBlock):
    words = blocks.CharBlock(label=_("Answer"), max_length=150)
    picture = ImageBlock(label=_("Picture (for easy read)"), required=False)
    go_to = blocks.CharBlock(
        label=_("Who chooses this goes on with"),
        required=False,
        max_length=3,
        help_text=_("Empty: the next question. A number: that question, further down. The word end: the end."),
    )
    code = blocks.CharBlock(label=_("Code of the group"), required=False, max_length=60, help_text=_("Only where answers are compared with all families, as in the baseline."))

    class Meta:
        label = _("Answer")
        form_layout = blocks.BlockGroup(["words", "go_to"], settings=["picture", "code"])


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has."""

    words = blocks.CharBlock(label=_("Question"), max_length=250)
    hint = blocks.TextBlock(label=_("Hint"), required=False, rows=2)
    is_asked = blocks.BooleanBlock(label=_("An answer is needed"), required=False, help_text=_("Without the tick, families may leave it empty."))
    picture = ImageBlock(label=_("Picture (for easy read)"), required=False)


class ScaleBlock(QuestionBlock):
    choices = blocks.ListBlock(AnswerBlock(), label=_("Steps, in order"), min_num=2, max_num=9, default=[NEW | {"words": words} for words in SCALE_WORDS])

    class Meta:
        icon = "order"
        form_layout = blocks.BlockGroup(["words", "hint", "is_asked", "choices"], settings=["picture"])
        label = _("Scale with words")


class OneBlock(QuestionBlock):
    choices = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=MOST_CHOICES)
    compared_with = blocks.ChoiceBlock(
        label=_("Compare with all families by"),
        required=False,
        choices=DIMENSIONS[1:],
        help_text=_("Shows if those who answer are like the families there are. Give each answer the code of its group."),
    )

    class Meta:
        icon = "radio-empty"
        form_layout = blocks.BlockGroup(["words", "hint", "is_asked", "choices"], settings=["picture", "compared_with"])
        label = _("One answer")


class SeveralBlock(QuestionBlock):
    choices = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=MOST_CHOICES)

    class Meta:
        icon = "list-ul"
        form_layout = blocks.BlockGroup(["words", "hint", "is_asked", "choices"], settings=["picture"])
        label = _("Several answers")


class TextBlock(QuestionBlock):
    hint = blocks.TextBlock(label=_("Hint"), required=False, rows=2, default=HINT_ABOUT_NAMES)

    class Meta:
        icon = "edit"
        form_layout = blocks.BlockGroup(["words", "hint", "is_asked"], settings=["picture"])
        label = _("Free text")


class QuestionsBlock(blocks.StreamBlock):
    scale = ScaleBlock()
    one = OneBlock()
    several = SeveralBlock()
    text = TextBlock()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_num": 40} | options)
