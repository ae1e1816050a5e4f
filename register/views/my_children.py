"""The children of a family that has joined: each answer changed, one more child, one less."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from register import actions, child_actions, questions
from register.adding import NewChild
from register.models import Child, Family
from register.questions import OF_A_CHILD
from register.summary import child_rows, no_link
from register.telling import as_kept, child_answers, child_of, not_asked_about
from register.views.own_page import question_form, question_page, saved
from register.views.private import of_family, one_by_one, words


def of_child(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view a child of the family; of one that is not there, or was taken out in another window, a kind sentence on the own page."""

    @wraps(view)
    def with_child(request: HttpRequest, family: Family, child_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, family, family.children.prefetch_related("needs").get(pk=child_id), *args, **kwargs)
        except (Child.DoesNotExist, child_actions.ChildGone, actions.NotOneself):  # another window was faster
            return redirect(reverse("my_family") + "?gone=1")

    return of_family(with_child)


@of_child
def change_child(request: HttpRequest, family: Family, child: Child, step: str) -> HttpResponse:
    if step not in OF_A_CHILD or step in not_asked_about(child, questions.left_out()):
        raise Http404
    form = question_form(request, family, step, child_answers(child))
    if request.method != "POST" or not form.is_valid():
        return question_page(request, family, step, form)
    child_actions.change_child(child, **as_kept(form.cleaned_data))
    return saved(f"child-{child.pk}")


@of_family
@one_by_one
def add_child(request: HttpRequest, family: Family, step: str) -> HttpResponse:
    """One question after the other, as on the way in; after the last one the child is there. The page knows which child it is about."""
    new = NewChild(request.session, questions.asked_of_a_child(), request.POST.get("new_child", "") or request.GET.get("child", ""))
    if step not in new.steps:
        raise Http404
    if new.is_of(family):
        return saved("children")
    if not child_actions.can_add_child(family):
        return redirect(reverse("my_family") + "#children")
    if earlier := new.first_open(before=step):
        return redirect(_page(new, earlier))
    return _asked(request, family, new, step)


def _asked(request: HttpRequest, family: Family, new: NewChild, step: str) -> HttpResponse:
    form = question_form(request, family, step, new.answers.get(step, {}))
    if request.method == "POST" and form.is_valid():
        new.answer(step, form.cleaned_data)
        return redirect(_page(new, following)) if (following := new.after(step)) else _add(family, new)
    back = _page(new, new.before(step)) if new.before(step) else ""
    return question_page(request, family, step, form, new_child=new.id, back=back, is_last=new.is_last(step))


def _page(new: NewChild, step: str) -> str:
    return reverse("my_family_add_child", args=[step]) + f"?child={new.id}"


def _add(family: Family, new: NewChild) -> HttpResponse:
    try:
        child_actions.add_child(family, new.id, child_of(new.all_answers()))
    except child_actions.TooManyChildren:  # another device was faster
        return redirect(reverse("my_family") + "#children")
    except child_actions.ChildGone:  # added and taken out again in another window
        return redirect(reverse("my_family") + "?gone=1")
    new.drop()
    return saved(f"child-{new.id}")


@of_child
def remove_child(request: HttpRequest, family: Family, child: Child) -> HttpResponse:
    """Says what goes; the button takes it away. The last child stays: whoever has none can leave."""
    if request.method == "POST":
        try:
            child_actions.remove_child(child)
            return saved("children")
        except child_actions.LastChild:
            return redirect("my_family_remove_child", child.pk)
    rows = child_rows(child, child.needs.all(), no_link, not_asked_about(child, questions.left_out()))
    context = {"rows": rows, "is_last": family.children.count() < 2}
    return render(request, "register/remove_child.html", context | words(request, "my-child-remove", "my-child-last"))
