"""The register's words in the staff's admin: drafts, signatures of council and forum, and every version there was."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from localoffer.freshness.comparison import LINE, WORD, marked
from register import rewording
from register.access import EDIT_WORDING, only_for, reader, signs_for
from register.forms.rewording import UNTITLED, SignForm, WordingForm
from register.models import Wording, WordingVersion
from register.questions import in_words
from register.views.pressed import by_button
from register.wording import FILLED_WITH, allowed_in


@only_for(EDIT_WORDING)
def wordings(request: HttpRequest) -> HttpResponse:
    drafts = {draft.wording_id: draft for draft in WordingVersion.objects.drafts()}
    rows = [{"version": version, "draft": drafts.get(version.wording_id)} for version in WordingVersion.objects.current().by_kind()]
    return render(request, "register/admin/wordings.html", {"rows": rows, "drafts": sorted(drafts.values(), key=lambda draft: draft.wording.order)})


@only_for(EDIT_WORDING)
def wording(request: HttpRequest, key: str) -> HttpResponse:
    """Saving makes a draft; the old versions stay, because consents point to them."""
    found = get_object_or_404(Wording, key=key)
    newest = found.versions.newest().first()
    form = WordingForm(request.POST if request.method == "POST" else None, wording=found, initial=_standing(newest))
    if request.method == "POST" and form.is_valid() and _is_saved(request, found, form):
        return redirect("register_wording", key)
    return _page(request, found, form)


def _is_saved(request: HttpRequest, found: Wording, form: WordingForm) -> bool:
    """Whether these words are the newest now. If somebody was faster the form says so, and is there to be saved again."""
    try:
        rewording.write(found, **form.cleaned_data, by=reader(request))
    except rewording.NothingNew:
        messages.info(request, _("Nothing was changed: these words are there already."))
    except rewording.ChangedMeanwhile as changed:
        form.say_changed(changed.newest)
        return False
    else:
        messages.success(request, _("Saved. Families read it once the council and the forum have both signed it."))
    return True


@only_for(EDIT_WORDING)
@by_button("register_wording", "key")
def sign(request: HttpRequest, key: str) -> HttpResponse:
    """Sign the draft, or send it back with a reason."""
    found = get_object_or_404(Wording, key=key)
    form = SignForm(request.POST, organisations=signs_for(request.user))
    if not form.is_valid():
        return _page(request, found, WordingForm(wording=found, initial=_standing(found.versions.newest().first())), form)
    version = get_object_or_404(found.versions, number=form.cleaned_data["number"])
    try:
        _answer(request, version, form.cleaned_data)
    except rewording.ChangedMeanwhile:
        messages.error(request, _("Somebody wrote newer words meanwhile. Please read those."))
    except rewording.NothingToSign:
        messages.error(request, _("This was answered already, or you have signed it for the other side. Two people sign, one for each."))
    return redirect("register_wording", key)


def _answer(request: HttpRequest, version: WordingVersion, answer: dict[str, Any]) -> None:
    organisation, by = answer["organisation"], reader(request)
    if not answer["is_approved"]:
        rewording.send_back(version, organisation=organisation, by=by, reason=answer["reason"])
        messages.success(request, _("Sent back. Whoever wrote it gets a mail with your reason."))
    elif rewording.sign(version, organisation=organisation, by=by):
        messages.success(request, _("Signed. Families read these words from now on."))
    else:
        messages.success(request, _("Signed. The other side has still to sign."))


def _page(request: HttpRequest, found: Wording, form: WordingForm, sign_form: SignForm | None = None) -> HttpResponse:
    live = WordingVersion.objects.current([found.key]).first()
    draft = found.versions.drafts().first()
    organisations = [each for each in signs_for(request.user) if draft and not draft.sent_back and each in draft.missing]
    context = {
        "wording": found,
        "form": form,
        "sign_form": sign_form,
        "live": live,
        "draft": draft,
        "organisations": organisations,
        "differences": _differences(live, draft) if live and draft else [],
        "history": [(version, in_words(version)) for version in found.versions.newest_first().select_related("wording").prefetch_related("sign_offs")],
        "gaps": [(f"{{{name}}}", FILLED_WITH[name]) for name in sorted(allowed_in(found))],
    }
    return render(request, "register/admin/wording.html", context)


def _differences(live: WordingVersion, draft: WordingVersion) -> list[Any]:
    """The title, where somebody reads it, and the text; of questions that are asked whole lines, for one name is not another changed."""
    piece = LINE if draft.wording.kind == Wording.Kind.SHOWN else WORD
    text = marked(in_words(live), in_words(draft), piece=piece)
    return [text] if draft.wording.kind in UNTITLED else [marked(live.title, draft.title), text]


def _standing(newest: WordingVersion | None) -> dict[str, object]:
    return {"title": newest.title, "text": newest.text, "after": newest.number} if newest else {"after": 0}
