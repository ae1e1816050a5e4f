"""Cards for register officers: what was asked for, each with what it needs, the PDF, and the post. Every opening is logged."""

import uuid
from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import SiteSettings
from register import actions, card_pdf, cards
from register.access import MAKE_CARDS, only_for, reader
from register.access_log import note_list
from register.forms.card import RefuseCardForm
from register.models import AccessLogEntry, Card, CardRefusal, CardState
from register.views.pressed import by_button

PER_PAGE = 50
# What the family reads was done, by the step.
DONE = {"check": gettext_lazy("checked"), "refuse": gettext_lazy("refused"), "post": gettext_lazy("posted")}
# What the officer reads then.
SAID = {
    "check": gettext_lazy("Accepted: the card waits to be printed now."),
    "refuse": gettext_lazy("Refused. The family reads why on its page. Where we can write to it by e-mail or text, it hears that there is news."),
    "post": gettext_lazy("Posted. The family sees so on its page. Where we can write to it by e-mail or text, it hears that there is news."),
}
# What stands where a list would be.
EMPTY = {
    CardState.ASKED: gettext_lazy("No family waits for a card. When one asks for it on its page, it stands here."),
    CardState.CHECKED: gettext_lazy("No card waits to be printed. Cards come here once you have checked what a family asked for."),
    CardState.PRINTED: gettext_lazy("No card waits to be posted. Cards come here once they are printed."),
    CardState.POSTED: gettext_lazy("No card was posted yet."),
    CardState.REFUSED: gettext_lazy("No card had to be refused."),
    CardState.CANCELLED: gettext_lazy("No card was given back, replaced or taken back."),
}


@only_for(MAKE_CARDS)
def card_list(request: HttpRequest) -> HttpResponse:
    """Numbers and references by state; no name."""
    wanted = request.GET.get("status")
    state = CardState(wanted) if wanted in CardState.values else CardState.ASKED
    page = Paginator(Card.objects.in_state(state).select_related("family"), PER_PAGE).get_page(request.GET.get("p"))
    note_list(reader(request), _("cards: %(state)s") % {"state": state.label}, page)
    context = {"page": page, "states": CardState, "status": state.value, "a_sheet": card_pdf.A_SHEET, "empty": EMPTY[state]}
    return render(request, "register/admin/cards.html", context)


@only_for(MAKE_CARDS)
def card(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """A POST says which step is done: `check`, `refuse`, `print`, `again` or `post`."""
    found = get_object_or_404(Card.objects.select_related("family", "family__borough"), pk=card_id)
    if request.method == "POST":
        return _step(request, found)
    _note(request, [found], _("looked at"))
    return render(request, "register/admin/card.html", {"card": found, "form": RefuseCardForm()})


def _step(request: HttpRequest, card: Card) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == "print":
        return _print(request, [card])
    if step == "again":
        return _once_more(request, card)
    if act := _acts(card, RefuseCardForm(request.POST)).get(step):
        return _done(request, card, step, act)
    messages.warning(request, _("Choose why it can’t be made: the family reads that.") if step == "refuse" else _("Choose what is done with the card."))
    return redirect("register_card", card.pk)


def _done(request: HttpRequest, card: Card, step: str, act: Callable[[], None]) -> HttpResponse:
    try:
        with transaction.atomic():
            act()
            _note(request, [card], str(DONE[step]))
        messages.success(request, f"{card.number}: {SAID[step]}")
    except cards.WrongStep:
        return _too_late(request)
    return redirect("register_cards")


def _acts(card: Card, refusal: RefuseCardForm) -> dict[str, Callable[[], None]]:
    """What each step does; a card is refused only for a reason."""
    acts: dict[str, Callable[[], None]] = {"check": lambda: cards.check(card), "post": lambda: cards.post(card)}
    if refusal.is_valid():
        acts["refuse"] = lambda: cards.refuse(card, CardRefusal(refusal.cleaned_data["refusal"]))
    return acts


@only_for(MAKE_CARDS)
@by_button("register_cards", query="?status=checked")
def print_sheet(request: HttpRequest) -> HttpResponse:
    """The cards that have waited longest, on one sheet."""
    chosen = list(Card.objects.in_state(CardState.CHECKED)[: card_pdf.A_SHEET])
    if not chosen:
        messages.warning(request, _("No card is checked and waits to be printed."))
        return redirect("register_cards")
    return _print(request, chosen)


def _print(request: HttpRequest, chosen: list[Card]) -> HttpResponse:
    """To the page of the sheet, where the file is: it can be taken again should it not arrive, and no list stands there that was true before."""
    try:
        with transaction.atomic():
            printed = cards.note_printed(chosen)
            _note(request, printed, _("printed"))
    except cards.WrongStep:
        return _too_late(request)
    return redirect("register_cards_sheet", printed[0].pk)


@only_for(MAKE_CARDS)
def sheet(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """The cards that were made ready with this one and are not in the post yet. A POST gives their file, as often as it is needed, or says that all are posted."""
    together = list(Card.objects.on_the_sheet_of(get_object_or_404(Card, pk=card_id)).select_related("family__borough"))
    if not together:
        return _too_late(request)
    if request.method == "POST":
        return _all_posted(request, together) if request.POST.get("step") == "post" else _file(request, together)
    note_list(reader(request), _("cards: %(state)s") % {"state": CardState.PRINTED.label}, Paginator(together, PER_PAGE).get_page(1))
    return render(request, "register/admin/cards_sheet.html", {"cards": together, "card_id": card_id})


def _all_posted(request: HttpRequest, together: list[Card]) -> HttpResponse:
    """One that a colleague was faster with is left as it is."""
    posted = []
    for each in together:
        with suppress(cards.WrongStep), transaction.atomic():
            cards.post(each)
            _note(request, [each], str(DONE["post"]))
            posted.append(each.number)
    messages.success(request, _("%(cards)s: posted. Families see so on their page.") % {"cards": ", ".join(posted)})
    return redirect("register_cards")


def _once_more(request: HttpRequest, card: Card) -> HttpResponse:
    try:
        return _file(request, [cards.printed(card)])
    except cards.WrongStep:
        return _too_late(request)


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Somebody else was faster: look at the card again."))
    return redirect("register_cards")


def _file(request: HttpRequest, printed: list[Card]) -> HttpResponse:
    """One card in its own size, or all of them on sheets."""
    _note(request, printed, _("file to print"))
    site = SiteSettings.for_request(request)
    made = card_pdf.one(printed[0], forum=site.forum_name) if len(printed) == 1 else card_pdf.sheet(printed, forum=site.forum_name)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": 'attachment; filename="cards.pdf"', "Cache-Control": "no-store, private"})


def _note(request: HttpRequest, seen: list[Card], done: str) -> None:
    why = _("To make a disability awareness card") + f": {done}"
    for each in seen:
        actions.note_access(reader(request), AccessLogEntry.Action.VIEW, why=why, reference=each.family.reference)
