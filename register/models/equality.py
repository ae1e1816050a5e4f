"""Equality monitoring: answers that belong to nobody, counted in totals only.

The Equality Act 2010 (section 149) asks a council to look at who it reaches. Each answer is a row of its own, so that no two answers of one
person can be put together, without anything that leads to a family; of the time only the quarter of the year is kept.
"""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Borough


class EthnicGroup(models.TextChoices):
    """The five groups of the 2021 census of England and Wales."""

    ASIAN = "asian", _("Asian or Asian British")
    BLACK = "black", _("Black, Black British, Caribbean or African")
    MIXED = "mixed", _("Mixed or several ethnic groups")
    WHITE = "white", _("White (also Irish, Gypsy, Roma or any other White background)")
    OTHER = "other", _("Another ethnic group (also Arab)")
    NOT_SAID = "not-said", _("I would rather not say")


class YesNo(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_SAID = "not-said", _("I would rather not say")


class EqualityQuestion(models.TextChoices):
    ETHNIC_GROUP = "ethnic-group", _("Ethnic group of the child or young person")
    DISABLED = "disabled", _("The person who joined is disabled or has a long-term condition")
    ENGLISH = "english", _("English is the main language at home")


ANSWERS: dict[EqualityQuestion, type[models.TextChoices]] = {
    EqualityQuestion.ETHNIC_GROUP: EthnicGroup,
    EqualityQuestion.DISABLED: YesNo,
    EqualityQuestion.ENGLISH: YesNo,
}


class EqualityAnswer(models.Model):
    """One answer to one question, of somebody who has joined. There is no way back to them, so it can't be changed or deleted one by one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.CharField(_("question"), max_length=20, choices=EqualityQuestion)
    answer = models.CharField(_("answer"), max_length=20)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("borough"))
    quarter = models.DateField(_("quarter"), help_text=_("The first day of the quarter in which they joined."))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("equality answer")
        indexes = [models.Index(fields=["question", "answer"], name="equality_to_count")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(*(models.Q(question=question, answer__in=answers.values) for question, answers in ANSWERS.items()), _connector=models.Q.OR),
                name="equality_answer_to_its_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter of a year that a day is in."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
