"""The desk's pages of a campaign's flyers: their words with a picture, and the files to print."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from analytics.chart_files import file_name
from campaigns.flyers.batch import in_zip
from campaigns.flyers.content import SIZES, content_of, picture, print_out
from campaigns.flyers.forms import FlyerForm
from campaigns.flyers.layout import DoesNotFit
from campaigns.links.views import campaign_of, coded_of, may_see, show
from campaigns.models import Campaign, Flyer
from home.models import Borough, SiteSettings

may_write = permission_required("campaigns.change_flyer")
PDF = "application/pdf"


@require_http_methods(["GET", "HEAD", "POST"])
@may_write
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """What the campaign's flyers say, with a picture of what is saved."""
    campaign, site = campaign_of(pk), SiteSettings.for_request(request)
    flyer = Flyer.objects.filter(campaign=campaign).first() or _first_words(campaign, site)
    form = FlyerForm(request.POST if request.method == "POST" else None, instance=flyer, site=site)
    if form.is_valid():
        form.save()
        messages.success(request, _("The flyer is saved. The picture shows how it is printed."))
        return redirect("campaign_flyer", pk)
    return show(request, "campaigns/flyer.html", campaign, _("Words of the flyer"), form=form, flyer=flyer)


@require_safe
@never_cache
@may_see
def flyer_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """How the flyer looks with the campaign's own code."""
    campaign = campaign_of(pk)
    flyer = get_object_or_404(Flyer, campaign=campaign)
    try:
        return HttpResponse(picture(content_of(flyer, campaign, SiteSettings.for_request(request))), content_type="image/png")
    except DoesNotFit:
        raise Http404 from None


@require_safe
@may_see
def flyer_file(request: HttpRequest, pk: int, code: str, size: str) -> HttpResponse:
    """The flyer of one code as PDF, A5 or A4."""
    campaign = campaign_of(pk)
    coded = coded_of(campaign, code)
    flyer = get_object_or_404(Flyer, campaign=campaign)
    if size not in SIZES:
        raise Http404
    try:
        made = print_out(content_of(flyer, coded, SiteSettings.for_request(request)), size)
    except DoesNotFit as problem:
        return _say(request, campaign, problem)
    return _download(made, PDF, f"{coded} {coded.code} {size}", "pdf")


@require_safe
@may_see
def all_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Flyers and squares of every code that is in use, and a list of them, in one ZIP."""
    campaign = campaign_of(pk)
    flyer = Flyer.objects.filter(campaign=campaign).select_related("council").first()
    coded = [campaign, *campaign.links.in_use().leading()]
    file = BytesIO()
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, body in in_zip(coded, content_of(flyer, campaign, SiteSettings.for_request(request)) if flyer else None):
                archive.writestr(name, body)
    except DoesNotFit as problem:
        return _say(request, campaign, problem)
    return _download(file.getvalue(), "application/zip", campaign.name, "zip")


def _first_words(campaign: Campaign, site: SiteSettings) -> Flyer:
    """What a new flyer begins with; saved only when somebody says so."""
    councils = list(Borough.objects.known()[:2])
    council = councils[0] if len(councils) == 1 else None
    return Flyer(campaign=campaign, heading=campaign.name[:90], phone=site.help_phone[:20], council=council)


def _say(request: HttpRequest, campaign: Campaign, problem: DoesNotFit) -> HttpResponse:
    """It fitted when it was written; a name or a colour of the site has changed since."""
    messages.error(request, _("The flyer does not fit on its page any more. %(said)s") % {"said": problem.said})
    return redirect("campaign_links", campaign.pk)


def _download(body: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file_name(name)}.{ending}"'})
