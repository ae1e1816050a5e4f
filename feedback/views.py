"""Where families tell us what they think: no cookie, no script, nothing asked twice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analytics.visitors import is_from_our_pages
from feedback import actions
from feedback.forms import CommentForm, UsefulForm
from feedback.models import Comment
from feedback.places import address_of, in_a_form
from home.guards import is_first, is_within

# Wide enough for a school's whole staff behind one address.
USEFUL_A_MINUTE = 200
COMMENTS_AN_HOUR = 120
DOUBLE_PRESS_SECONDS = 5


@csrf_exempt  # nobody is signed in here; `is_from_our_pages` keeps other sites' forms out
@require_POST
def useful(request: HttpRequest) -> HttpResponse:
    form = UsefulForm(request.POST)
    if not is_from_our_pages(request) or not form.is_valid():
        return render(request, "errors/400.html", status=400)
    if not is_within(USEFUL_A_MINUTE, seconds=60, what="useful", request=request):
        return render(request, "errors/429.html", status=429)  # no thanks for an answer that was not counted
    answer, place = form.cleaned_data["answer"], in_a_form(form.about)
    if is_first(f"useful:{'='.join(place)}:{answer}", seconds=DOUBLE_PRESS_SECONDS, request=request):
        actions.count_usefulness(about=form.about, is_useful=answer == "yes")
    return redirect(f"{reverse('thanks')}?{urlencode([place, ('answer', answer)])}")


@csrf_exempt  # as above
def comment(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, CommentForm(initial=_asked(request)))
    form = CommentForm(request.POST)
    if status := _refusal(request, form):
        return _form(request, form, status=status)
    if not form.is_from_robot:
        given = {name: form.cleaned_data[name] for name in ("form_id", "kind", "text", "words", "borough")}
        actions.comment(about=form.about, **given)
    where = f"?{urlencode([in_a_form(form.about)])}" if form.about else ""
    return redirect(f"{reverse('thanks')}{where}")


def thanks(request: HttpRequest) -> HttpResponse:
    """After an answer or a comment, with the way back; a page that was not useful leads on to saying why."""
    form = UsefulForm(request.GET)
    if form.about is None:
        return render(request, "feedback/thanks.html")
    read = {"about": form.about, "address": address_of(form.about), "query": urlencode([in_a_form(form.about)])}
    return render(request, "feedback/thanks.html", read | {"useful": form.cleaned_data.get("answer") if form.is_valid() else None})


def _refusal(request: HttpRequest, form: CommentForm) -> int:
    """With which status the form is shown again, with the reason in it; 0 when the comment is taken."""
    if not is_from_our_pages(request):
        form.add_error(None, _("We can’t tell where this came from. Please send it again from this page."))
        return 403
    if not form.is_valid():
        return 200
    if not is_within(COMMENTS_AN_HOUR, seconds=3_600, what="comment", request=request):
        form.add_error(None, _("Many comments came from where you are. Yours is not sent yet: please wait an hour and send it again, or call us."))
        return 429
    return 0


def _form(request: HttpRequest, form: CommentForm, status: int = 200) -> HttpResponse:
    return render(request, "feedback/comment_form.html", {"form": form}, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the link to the form says already: the page, service or list, the kind, the words searched for."""
    asked = {name: request.GET[name][:100] for name in ("page", "service", "place", "words", "borough") if request.GET.get(name)}
    if request.GET.get("kind") in Comment.Kind.values:
        asked["kind"] = request.GET["kind"]
    return asked
