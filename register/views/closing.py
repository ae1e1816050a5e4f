"""Everything held of a family as a file, and the end of a record."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from register import actions, data_pack, foreseeing
from register.correcting import Work
from register.forms.record import EraseForm, NoteForm, PackForm, reason_of
from register.models import AccessLogEntry, NoteCategory
from register.noting import finish, write
from register.views.correcting import Asking, ask, saved
from register.views.opened import at_work
from register.views.pressed import by_button


@at_work
def pack(request: HttpRequest, work: Work) -> HttpResponse:
    """The file's name says nothing of the family: it stands in lists of downloads."""
    form = PackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return ask(request, work, Asking(_("Everything we hold about this family"), label=_("Make the file")), form)
    actions.note_access(work.by, AccessLogEntry.Action.PACK, why=reason_of(form), reference=work.family.reference)
    headers = {"Content-Disposition": 'attachment; filename="family-data.zip"'}
    return HttpResponse(data_pack.archive(work.family), content_type="application/zip", headers=headers)


@at_work
def erase(request: HttpRequest, work: Work) -> HttpResponse:
    """Asks for a reason and shows what goes; then asks if it is sure; then it is gone."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and "sure" in request.POST:
        with suppress(actions.GoneMeanwhile):  # the family, or a colleague, was faster
            actions.erase_for(work.family, by=work.by, why=reason_of(form), is_wished=form.is_wished)
        return redirect(reverse("register_families") + "?erased=1")
    is_asked = request.method == "POST" and form.is_valid()
    counts = {"children": work.family.children.count(), "consents": work.family.consents.count(), "notes": work.family.notes.count()}
    ends = foreseeing.cards_that_end(work.family.cards.live())
    return render(request, "register/admin/erase.html", {"family": work.family, "form": form, "is_asked": is_asked, "counts": counts, "cards": ends})


@at_work
def note(request: HttpRequest, work: Work) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        write(work, NoteCategory(form.cleaned_data["category"]), form.cleaned_data["due_on"])
        return saved(work)
    return ask(request, work, Asking(_("A note")), form)


@by_button("register_family", "family_id")
@at_work
def note_done(request: HttpRequest, work: Work, note_id: int) -> HttpResponse:
    """Twice, or a note that is gone, changes nothing."""
    if found := work.family.notes.with_key(note_id).first():
        finish(work, found)
    return saved(work)
