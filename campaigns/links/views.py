"""The desk's pages of a campaign's links: the list, one link, and each link's files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from analytics.chart_files import TYPES, file_name
from campaigns.flyers.content import Coded
from campaigns.flyers.svg import as_svg
from campaigns.links import actions
from campaigns.links.forms import LinkForm, WardsForm, link_form
from campaigns.links.pictures import png_of, sheet_of
from campaigns.models import Campaign, Flyer, TrackedLink

may_see = permission_required("campaigns.view_trackedlink")
may_make = permission_required("campaigns.add_trackedlink")
may_change = permission_required("campaigns.change_trackedlink")
FULL = gettext_lazy("A campaign has at most %(most)s links. End none of them for this: make a second campaign.")
REFUSALS = {
    actions.NoWards: gettext_lazy("We know no wards of this borough. The import of postcodes brings them: ask a council editor."),
    actions.NothingToMake: gettext_lazy("Every ward of this borough has a link of this kind already."),
    actions.TooManyLinks: FULL,
}


@require_http_methods(["GET", "HEAD", "POST"])
@may_see
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The campaign's codes with their files. A POST makes one more."""
    campaign = campaign_of(pk)
    is_made = request.method == "POST" and request.user.has_perm("campaigns.add_trackedlink")
    form = link_form(campaign, data=request.POST if is_made else None)
    if is_made and campaign.links.count() >= actions.MOST_LINKS:
        messages.error(request, FULL % {"most": actions.MOST_LINKS})
    elif is_made and form.is_valid():
        made = form.save()
        messages.success(request, _("The link is made. Its code is %(code)s.") % {"code": made.code})
        return redirect("campaign_links", pk)
    context = {"links": campaign.links.leading(), "form": form, "wards_form": WardsForm(), "has_flyer": Flyer.objects.filter(campaign=campaign).exists()}
    return show(request, "campaigns/links.html", campaign, _("Links and flyers"), **context)


@require_POST
@may_make
def links_for_wards(request: HttpRequest, pk: int) -> HttpResponse:
    """One link for each ward of a borough."""
    form = WardsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a borough, and keep the words for where you give them out under 80 letters."))
        return redirect("campaign_links", pk)
    try:
        made = actions.make_for_wards(campaign=campaign_of(pk), **form.cleaned_data)
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)] % {"most": actions.MOST_LINKS})
    else:
        messages.success(request, ngettext("%(many)s link is made.", "%(many)s links are made.", len(made)) % {"many": len(made)})
    return redirect("campaign_links", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def link(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """What may change of a link: all but its code."""
    found = get_object_or_404(TrackedLink.objects.leading(), pk=link_id, campaign=pk)
    name = found.label
    form = LinkForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("The link is saved."))
        return redirect("campaign_links", pk)
    return show(request, "campaigns/link.html", found.campaign, name, form=form, link=found)


@require_POST
@may_change
def end_link(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """A POST says `end`, or `again` where that was a mistake."""
    found = get_object_or_404(TrackedLink, pk=link_id, campaign=pk)
    if request.POST.get("what") == "again":
        actions.take_up(found)
        messages.success(request, _("The code %(code)s leads on again.") % {"code": found.code})
    else:
        actions.end(found)
        messages.success(request, _("The code %(code)s has ended. Who follows it reads so, and is offered the campaign’s page.") % {"code": found.code})
    return redirect("campaign_links", pk)


@require_safe
@may_see
def code_picture(request: HttpRequest, pk: int, code: str, kind: str) -> HttpResponse:
    """The square of one code with its short address, as SVG or PNG."""
    if kind not in TYPES:
        raise Http404
    coded = coded_of(campaign_of(pk), code)
    body = png_of(coded) if kind == "png" else as_svg(sheet_of(coded))
    return HttpResponse(body, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{file_name(f"{coded} {coded.code} QR")}.{kind}"'})


def campaign_of(pk: int) -> Campaign:
    """Raises Http404."""
    return get_object_or_404(Campaign.objects.select_related("target_page"), pk=pk)


def coded_of(campaign: Campaign, code: str) -> Coded:
    """The campaign itself, or the link of it that has this code. Raises Http404."""
    if code == campaign.code:
        return campaign
    return get_object_or_404(campaign.links.leading(), code=code)


def show(request: HttpRequest, template: str, campaign: Campaign, title: str, **context: object) -> HttpResponse:
    """A page of the campaign's links, with its trail."""
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("campaign:index"), "label": _("Campaigns")},
        {"url": reverse("campaign_report", args=[campaign.pk]), "label": campaign.name},
    ]
    if request.path != reverse("campaign_links", args=[campaign.pk]):
        trail.append({"url": reverse("campaign_links", args=[campaign.pk]), "label": _("Links and flyers")})
    trail.append({"url": request.path, "label": f"{title}: {campaign.name}"})
    head = {"page_title": f"{title}: {campaign.name}", "header_title": title, "header_icon": "link", "breadcrumbs_items": trail, "campaign": campaign}
    return render(request, template, head | context)
