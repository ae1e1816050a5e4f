"""The children of a family that has joined: each answer changed, one more child, one less."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from register import actions, questions
from register.adding import NewChild
from register.models import Child, Family
from register.questions import OF_A_CHILD
from register.summary import child_rows, no_link
from register.telling import child_answers, child_of, not_asked_about
from register.views.own_page import question_form, question_page, saved
from register.views.private import of_family, words


@of_family
def change_child(request: HttpRequest, family: Family, child_id: uuid.UUID, step: str) -> HttpResponse:
    child = get_object_or_404(family.children, pk=child_id)
    if step not in OF_A_CHILD or step in not_asked_about(child, questions.left_out()):
        raise Http404
    answers = child_answers(child)
    form = question_form(request, family, step, answers)
    if request.method != "POST" or not form.is_valid():
        return question_page(request, family, step, form)
    actions.change_child(child, child_of(answers | form.cleaned_data))
    return saved(f"child-{child.pk}")


@of_family
def add_child(request: HttpRequest, family: Family, step: str) -> HttpResponse:
    """One question after the other, as on the way in; after the last one the child is there."""
    steps = [each for each in OF_A_CHILD if each not in questions.left_out()]
    if step not in steps:
        raise Http404
    new = NewChild(request.session)
    if _is_there(request, family):
        return saved("children")
    if not actions.can_add_child(family):
        return redirect(reverse("my_family") + "#children")
    if earlier := new.first_open(steps, before=step):
        return redirect("my_family_add_child", earlier)
    form = question_form(request, family, step, new.answers.get(step, {}))
    if request.method != "POST" or not form.is_valid():
        back = steps[steps.index(step) - 1] if step != steps[0] else ""
        return question_page(request, family, step, form, new_child=new.id, back=back, is_last=step == steps[-1])
    new.answer(step, form.cleaned_data)
    following = new.first_open(steps) if step == steps[-1] else steps[steps.index(step) + 1]
    return redirect("my_family_add_child", following) if following else _add(family, new)


def _is_there(request: HttpRequest, family: Family) -> bool:
    """Whether the form comes again of a child that is there already: its button was pressed twice."""
    try:
        return family.children.filter(pk=uuid.UUID(request.POST.get("new_child", ""))).exists()
    except ValueError:
        return False


def _add(family: Family, new: NewChild) -> HttpResponse:
    try:
        actions.add_child(family, new.id, child_of(new.all_answers()))
    except actions.TooManyChildren:  # another device was faster
        return redirect(reverse("my_family") + "#children")
    new.drop()
    return saved(f"child-{new.id}")


@of_family
def remove_child(request: HttpRequest, family: Family, child_id: uuid.UUID) -> HttpResponse:
    """Says what goes; the button takes it away. The last child stays: whoever has none can leave."""
    child = get_object_or_404(family.children.prefetch_related("needs"), pk=child_id)
    if request.method == "POST":
        try:
            actions.remove_child(child)
            return saved("children")
        except actions.LastChild:
            return redirect("my_family_remove_child", child_id)
    context = {"child": child, "rows": _rows(child), "is_last": family.children.count() < 2}
    return render(request, "register/remove_child.html", context | words(request, "my-child-remove", "my-child-last"))


def _rows(child: Child) -> list:
    return child_rows(child, child.needs.all(), no_link, not_asked_about(child, questions.left_out()))
