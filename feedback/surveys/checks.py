"""What is wrong with a survey's questions before anybody sees them."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from feedback.surveys.blocks import END, WITH_CHOICES
from feedback.surveys.questions import Choice, Question


def problems(questions: Sequence[Question]) -> list[str]:
    """Each in a sentence for the editor; none when all is well."""
    if not questions:
        return [_("Ask at least one question.")]
    return [problem for question in questions for problem in _of(question, len(questions))]


def _of(question: Question, last: int) -> Iterator[str]:
    named = {"number": question.number}
    if question.kind not in WITH_CHOICES:
        return
    if len({choice.words for choice in question.choices}) < len(question.choices):
        yield _("Question %(number)s has the same answer twice.") % named
    for choice in question.choices:
        yield from _of_rule(question, choice, last)
    if question.compared_with and not all(choice.code for choice in question.choices):
        yield _("Question %(number)s is compared with all families: give each answer the code of its group.") % named


def _of_rule(question: Question, choice: Choice, last: int) -> Iterator[str]:
    if not choice.then or choice.then == END:
        return
    named = {"number": question.number, "answer": choice.words, "to": choice.then, "last": last}
    if not (choice.then.isascii() and choice.then.isdigit()):
        yield _("Question %(number)s, answer “%(answer)s”: write a number or the word end, not “%(to)s”.") % named
    elif int(choice.then) <= question.number:
        yield _("Question %(number)s, answer “%(answer)s”: you can only go forwards, to a question after %(number)s.") % named
    elif int(choice.then) > last:
        yield _("Question %(number)s, answer “%(answer)s”: there is no question %(to)s. The last one is %(last)s.") % named
