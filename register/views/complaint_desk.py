"""Complaints about data for whoever answers them: what is due, and each one with its answer. Every opening is logged."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from register import complaining
from register.access import ANSWER_COMPLAINTS, only_for, reader
from register.access_log import note_list
from register.forms.complaint import AnswerForm
from register.models import DataComplaint, Outcome
from register.views.pressed import by_button

PER_PAGE = 50


@only_for(ANSWER_COMPLAINTS)
def complaints(request: HttpRequest) -> HttpResponse:
    """References and dates; what was written opens one by one."""
    page = Paginator(DataComplaint.objects.by_urgency(), PER_PAGE).get_page(request.GET.get("p"))
    note_list(reader(request), _("complaints"), page)
    return render(request, "register/admin/complaints.html", {"page": page})


@only_for(ANSWER_COMPLAINTS)
@sensitive_post_parameters()
def complaint(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """A POST answers it."""
    found = get_object_or_404(DataComplaint.objects.select_related("family"), pk=complaint_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, found, form)
    complaining.note_opened(found, by=reader(request), why=str(_("To answer a complaint about data")))
    return render(request, "register/admin/complaint.html", {"complaint": found, "form": form, "can_be_sent": complaining.can_be_told(found)})


def _answer(request: HttpRequest, complaint: DataComplaint, form: AnswerForm) -> HttpResponse:
    try:
        is_sent = complaining.answer(complaint, outcome=Outcome(form.cleaned_data["outcome"]), text=form.cleaned_data["answer"], by=reader(request))
    except complaining.AlreadyAnswered:
        messages.warning(request, _("It was answered before: that answer stands."))
    else:
        messages.success(
            request, _("The answer is on its way.") if is_sent else _("The answer is kept. It can’t be sent from here: please call or write a letter, and say so on the complaint.")
        )
    return redirect("register_complaints")


@only_for(ANSWER_COMPLAINTS)
@by_button("register_complaint", "complaint_id")
def acknowledge(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Somebody has said, by phone or letter, that we have it."""
    complaining.acknowledge(get_object_or_404(DataComplaint, pk=complaint_id), by=reader(request))
    messages.success(request, _("Noted: they know that we have their complaint."))
    return redirect("register_complaints")


@only_for(ANSWER_COMPLAINTS)
@by_button("register_complaint", "complaint_id")
def deliver(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Somebody has given them the answer, by phone or letter."""
    complaining.deliver(get_object_or_404(DataComplaint, pk=complaint_id), by=reader(request))
    messages.success(request, _("Noted: they have the answer."))
    return redirect("register_complaints")
