"""A look at a message before it is signed: a page for each way to look, a frame in it, and a test to staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from campaigns.carriers import letter_pdf
from campaigns.models import Message
from campaigns.writing import previews, texting, trying_out
from campaigns.writing.desk.pages import may_read, may_write, message_of, show, staff_of
from campaigns.writing.forms import TestForm
from campaigns.writing.previews import Look
from campaigns.writing.problems import name_of
from register.models import Channel


@require_safe
@may_read
def look(request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
    """The page with the frame. It needs no script: each way to look is a page."""
    message = message_of(pk)
    chosen = _chosen(message, name)
    example = previews.example_of(message)
    context = {
        "message": message,
        "look": chosen,
        "looks": previews.looks_of(message),
        "example": example,
        "length": texting.length(example.text) if message.channel == Channel.TEXT else None,
        "unprintable": letter_pdf.unprintable(example.subject, example.text) if message.channel == Channel.POST else "",
    }
    return show(request, "look", _("Preview: %(message)s") % {"message": name_of(message)}, mailing=message.mailing, **context)


@require_safe
@may_read
@xframe_options_sameorigin
def shown(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What stands in the frame."""
    message = message_of(pk)
    return previews.shown(message, _chosen(message, name))


def _chosen(message: Message, name: str) -> Look:
    """The usual look for no name. Raises Http404 for one that the channel has not."""
    looks = previews.looks_of(message)
    found = next((each for each in looks if each.name == name), None) if name else looks[0]
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@may_write
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the message to people who work here, and to nobody else."""
    message = message_of(pk)
    form = TestForm(request.POST or None)
    is_letter = message.channel == Channel.POST
    if request.method == "POST" and form.is_valid() and not is_letter:
        _tell(request, trying_out.send_test(message, to=list(form.cleaned_data["to"]), by=staff_of(request)))
        return redirect("message_test", pk)
    title = _("Send a test: %(message)s") % {"message": name_of(message)}
    return show(request, "test", title, mailing=message.mailing, form=form, message=message, is_letter=is_letter)


def _tell(request: HttpRequest, tested: trying_out.Tested) -> None:
    if tested.sent:
        names = ", ".join(map(str, tested.sent))
        messages.success(request, ngettext("The test is on its way to %(names)s.", "The tests are on their way to %(names)s.", len(tested.sent)) % {"names": names})
    if tested.without_number:
        names = ", ".join(map(str, tested.without_number))
        messages.warning(request, _("Not sent, because we know no mobile number of staff: %(names)s.") % {"names": names})
