"""What we take as answers to a survey."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from feedback.surveys.blocks import SEVERAL, TEXT
from feedback.surveys.questions import LONGEST, Answer, Answers, Question, known, missing

NEEDED = {TEXT: _("Write something, or go back and leave the survey: nothing is sent yet."), SEVERAL: _("Choose at least one answer.")}
NOT_THERE = _("Choose one of the answers.")
TOO_LONG = _("Please make it shorter: %(limit_value)d letters at most. You wrote %(show_value)d.")


class AnswerForm(forms.Form):
    """Some of a survey's questions. One that the answers before it lead past need not be answered, and is not counted."""

    def __init__(self, questions: Sequence[Question], data: Any = None, *, answers: Answers | None = None) -> None:
        super().__init__(data, initial={question.field: answers[question.id] for question in questions if answers and question.id in answers})
        self.questions = questions
        for question in questions:
            self.fields[question.field] = _field(question)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {question.id: cleaned[question.field] for question in self.questions if cleaned.get(question.field)}
        way = known(self._whole(), given)
        for question in missing(self._whole(), way):
            if question.field not in self.errors:
                self.add_error(question.field, NEEDED.get(question.kind, _("Choose an answer.")))
        return cleaned

    def _whole(self) -> Sequence[Question]:
        """A page of one question is its own way; the rules lead on only among those that are here."""
        return self.questions if self.questions and self.questions[0].number == 1 and len(self.questions) > 1 else [_alone(question) for question in self.questions]

    @property
    def given(self) -> dict[str, Answer]:
        """By question; empty where nothing was answered, so that an answer can be taken back."""
        return {question.id: self.cleaned_data.get(question.field) or "" for question in self.questions}

    @property
    def typed(self) -> list[tuple[str, list[str]]]:
        """Each question with what was put into it, right or wrong, in words."""
        return [(question.words, question.told(self[question.field].value())) for question in self.questions]

    @property
    def is_single(self) -> bool:
        return len(self.questions) == 1

    @property
    def is_several(self) -> bool:
        return len(self.questions) > 1

    @property
    def rows(self) -> list[tuple[Question, forms.BoundField, list[tuple[Any, Any]]]]:
        """Each question with its field, and each of its choices with its button."""
        return [(question, self[question.field], self._buttons(question)) for question in self.questions]

    def _buttons(self, question: Question) -> list[tuple[Any, Any]]:
        return list(zip(question.choices, self[question.field], strict=True)) if question.kind != TEXT else []


def _alone(question: Question) -> Question:
    return replace(question, number=1)


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.words, "help_text": question.hint, "required": False}
    if question.kind == TEXT:
        shorter = MaxLengthValidator(LONGEST, TOO_LONG)
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), validators=[shorter], **common)
    choices = [(choice.id, choice.words) for choice in question.choices]
    errors = {"invalid_choice": NOT_THERE, "invalid_list": NOT_THERE}
    if question.kind == SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=errors, **common)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=errors, **common)
