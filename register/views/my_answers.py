"""Changing what a family told us about itself; how it is reached is in `my_contact`."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from register import actions, questions
from register.forms.question import Question
from register.models import Family
from register.questions import OF_A_FAMILY, QUESTIONS
from register.summary import born_in
from register.telling import as_kept, family_answers, not_asked
from register.views.my_contact import change_contact, change_reach
from register.views.own_page import give_waiting, question_form, question_page, saved
from register.views.private import of_family


@of_family
def change(request: HttpRequest, family: Family, step: str) -> HttpResponse:
    if step not in OF_A_FAMILY or step in not_asked(family, questions.left_out()):
        raise Http404
    if step == "address" and "remove" in request.POST:
        return _drop_address(request, family)
    form = question_form(request, family, step, family_answers(family))
    if request.method != "POST" or not form.is_valid():
        return question_page(request, family, step, form, can_remove=step == "address" and family.has_address)
    return CHANGES.get(step, _change)(request, family, form)


def _change(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    actions.change(family, **as_kept(form.cleaned_data))
    return give_waiting(request, family)


def _change_about_you(request: HttpRequest, family: Family, form: Question) -> HttpResponse:
    try:
        actions.change(family, **form.cleaned_data)
    except actions.NotOneself:
        form.add_error("relationship", _why_not_oneself(family))
        return question_page(request, family, "about-you", form)
    return saved("about-you")


def _why_not_oneself(family: Family) -> str:
    """What keeps a family from being a young person who tells of nobody else: others are in the record, or the only one is too young."""
    age = {"age": settings.REGISTER_OWN_CHOICE_AGE}
    children = list(family.children.all())
    if len(children) > 1:
        return _("A young person who is in the register for themselves is in it alone, from the age of %(age)s. Take out the other children first, or call us.") % age
    born = born_in(children[0].birth_month, children[0].birth_year)
    told = _("You can be in the register for yourself from the month after you turn %(age)s. The child in your record was born in %(born)s.")
    mend = _("If you look after this child, choose who you are to them. If it is you and the month is wrong, change that first. Or call us.")
    return f"{told % (age | {'born': born})} {mend}"


def _drop_address(request: HttpRequest, family: Family) -> HttpResponse:
    try:
        actions.drop_address(family)
    except (actions.ComesByPost, actions.LastContact) as refused:
        form = QUESTIONS["address"]({"address": family.address})
        comes = _("You have said yes to something that comes by post. Take that back first: then we can delete the address.")
        form.is_valid()
        form.add_error("address", comes if isinstance(refused, actions.ComesByPost) else _("This is the only way we can reach you. Give us an e-mail address or a number first."))
        return question_page(request, family, "address", form, can_remove=True)
    return saved("about-you")


CHANGES: dict[str, Callable[[HttpRequest, Family, Question], HttpResponse]] = {"about-you": _change_about_you, "contact": change_contact, "reaching-you": change_reach}
