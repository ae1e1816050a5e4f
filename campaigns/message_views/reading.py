"""A message on the web, the page that says whether one is real, and the letters of the past."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import archive, shown
from campaigns.message_views.found import of_message, unknown
from campaigns.models import Delivery, MailingVersion, read_fingerprint
from campaigns.wish_forms import CheckCodeForm
from home.page_cache import keep


@require_safe
@of_message
def on_the_web(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """The words as they were sent, without what is the family's own: the address may be passed on."""
    version = delivery.version
    kind = shown.one_of(shown.kinds(version), delivery.message_key)
    if kind is None:
        return unknown(request)
    context = {"message": shown.shown(version, kind), "signers": shown.signers(version), "version": version}
    response = render(request, "campaigns/messages/on_the_web.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@of_message
def survey(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A message that asks nothing leads to its words."""
    return redirect("message_on_the_web", request.resolver_match.kwargs["token"]) if request.resolver_match else unknown(request)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Where a code is typed from paper."""
    form = CheckCodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("signed", form.cleaned_data["code"])
    return render(request, "campaigns/letters/check.html", {"form": form})


@keep
@require_safe
def signed(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """Every message of a version that all have signed. Any other is not found: nobody can say that it is real."""
    code = read_fingerprint(fingerprint)
    version = MailingVersion.objects.signed().select_related("mailing__campaign").filter(fingerprint=code).first() if code else None
    signers = shown.signers(version) if version else []
    if version is None or not signers:
        return render(request, "campaigns/letters/not_signed.html", {"form": CheckCodeForm(), "code": fingerprint[:20]}, status=404)
    if fingerprint != code:
        return redirect("signed", code)
    messages = [shown.shown(version, kind, names=shown.blanks()) for kind in shown.named(shown.kinds(version))]
    return render(request, "campaigns/letters/signed.html", {"version": version, "signers": signers, "messages": messages})


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """By year, the newest first."""
    years = [(year, list(some)) for year, some in groupby(archive.letters(), key=lambda letter: timezone.localtime(letter.sent_at).year)]
    return render(request, "campaigns/letters/list.html", {"years": years})


@require_safe
def letter(request: HttpRequest, code: str, key: str = "") -> HttpResponse:
    """One of them, in ordinary English or as `key` says."""
    found = archive.letter(code)
    kind = found.kind(key) if found else None
    if found is None or kind is None:
        raise Http404
    if code != found.code:
        return redirect(reverse("letter", args=[found.code]))
    others = [each for each in shown.named(found.kinds) if each.key != kind.key]
    context = {"letter": found, "message": shown.shown(found.version, kind), "kind": shown.named([kind])[0], "others": others, "signers": shown.signers(found.version)}
    return render(request, "campaigns/letters/letter.html", context)
