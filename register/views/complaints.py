"""Complaining about data: on the family's own page, and for anybody without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from analytics.visitors import is_from_our_pages
from home.guards import is_within
from register import complaining
from register.answers import Contact
from register.forms.complaint import ComplaintForm, PublicComplaintForm
from register.models import DataComplaint, Family
from register.views.private import of_family, private, words
from register.views.refusals import HOUR

COMPLAINTS_AN_HOUR = 30


@of_family
def my_complaint(request: HttpRequest, family: Family) -> HttpResponse:
    """What the family complained of, how it stands, and the form for one more."""
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_within(request, form):
        complaining.complain(family=family, to=Contact(family.email, family.phone), **form.cleaned_data)
        return redirect(reverse("my_family_complaint") + "?sent=1")
    context = {"form": form, "complaints": family.complaints.newest_first(), "is_sent": "sent" in request.GET}
    return render(request, "register/my_complaint.html", context | words(request, "data-complaint", "data-complaint-more"))


@csrf_exempt  # nobody is signed in here; `is_from_our_pages` keeps other sites' forms out
@private
def complaint(request: HttpRequest) -> HttpResponse:
    """The page that follows is the answer to the form itself: the reference would stand in an address else, or need a cookie."""
    form = PublicComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_ours(request, form) and _is_within(request, form):
        told = {name: form.cleaned_data[name] for name in ("form_id", "what_happened", "wanted")}
        found = DataComplaint() if form.is_from_robot else complaining.complain(family=None, to=form.contact, **told)
        return render(request, "register/complaint_sent.html", {"complaint": found} | words(request, "data-complaint-sent", "data-complaint-more"))
    return render(request, "register/complaint.html", {"form": form} | words(request, "data-complaint", "data-complaint-more"))


def _is_ours(request: HttpRequest, form: ComplaintForm) -> bool:
    if is_from_our_pages(request):
        return True
    form.add_error(None, _("We can’t tell where this came from. Please send it again from this page."))
    return False


def _is_within(request: HttpRequest, form: ComplaintForm) -> bool:
    """A complaint that is not taken stays on the page, with the reason."""
    if is_within(COMPLAINTS_AN_HOUR, seconds=HOUR, what="data-complaint", request=request):
        return True
    form.add_error(None, _("Many complaints came from where you are. Yours is not sent yet: please wait an hour and send it again, or call us."))
    return False
