"""The ways into the directory: by need, age, kind and place, from A to Z, schools and settings, and a family's own list."""

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home import my_list as own
from home.models import Borough
from home.page_cache import keep
from localoffer.filters import SettingChoice
from localoffer.freshness import figures
from localoffer.models import Service, SettingFacts
from localoffer.models.services import LETTERS, ServiceQuerySet
from localoffer.ways_in import WAYS, Landing, every_way

PER_PAGE = 20
NAMES_PER_PAGE = 100
OTHER = "other"


@keep
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    return render(request, "localoffer/ways.html", every_way())


@keep
@require_safe
def way_in(request: HttpRequest, way: str, code: str) -> HttpResponse:
    try:
        landing = Landing(way, WAYS[way].find(code))
    except ObjectDoesNotExist as unknown:
        raise Http404 from unknown
    borough = Borough.objects.chosen(request.GET)
    page = Paginator(landing.services(borough).with_lists(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "localoffer/way_in.html", {"landing": landing, "services": page, "may_fit": landing.may_fit(borough)})


@keep
@require_safe
def services_a_to_z(request: HttpRequest) -> HttpResponse:
    return _letter(request, "")


@keep
@require_safe
def services_letter(request: HttpRequest, letter: str) -> HttpResponse:
    if letter != OTHER and letter.upper() not in LETTERS:
        raise Http404
    return _letter(request, letter.lower())


@keep
@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    choice = SettingChoice.read(request.GET)
    found, borough = choice.narrow(Service.objects.listed().settings_only()), Borough.objects.chosen(request.GET)
    wanted = found.not_for_others(borough).silent_last() if choice.may_fit else found.for_borough(borough).order_by("name", "pk")
    page = Paginator(wanted.with_lists().prefetch_related("setting_facts"), NAMES_PER_PAGE).get_page(request.GET.get("page"))
    lists = {"kinds": SettingFacts.Kind.choices, "runs": SettingFacts.Funding.choices[1:]}
    return render(request, "localoffer/schools.html", {"services": page, "choice": choice, "may_fit": _silent(found, borough), **lists})


@keep
@require_safe
def how_fresh(request: HttpRequest) -> HttpResponse:
    return render(request, "localoffer/how_fresh.html", {"figures": figures.figures(timezone.localdate())})


@require_safe
def my_list(request: HttpRequest) -> HttpResponse:
    asked = own.read(request.GET)
    found = {service.pk: service for service in Service.objects.published().with_contacts().filter(pk__in=asked)}
    services = [found[pk] for pk in asked if pk in found]
    link = request.build_absolute_uri(own.address(service.pk for service in services))
    letter = urlencode({"subject": _("A list of services"), "body": link}).replace("+", "%20")
    words = {"services": services, "gone": len(asked) - len(services), "most": own.MOST, "link": link, "letter": f"mailto:?{letter}"}
    return render(request, "localoffer/my_list.html", words)


def _letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The services of a letter; without one, of the first letter there is."""
    borough = Borough.objects.chosen(request.GET)
    listed = Service.objects.listed().for_borough(borough)
    counted = dict(listed.with_initial().order_by().values_list("initial").annotate(Count("pk")))
    letters = [each.lower() for each in LETTERS if counted.get(each)] + ([OTHER] if set(counted) - set(LETTERS) else [])
    letter = letter or next(iter(letters), "a")
    services = listed.beginning_with("" if letter == OTHER else letter).select_related("provider")
    page = Paginator(services, NAMES_PER_PAGE).get_page(request.GET.get("page"))
    words = {"letters": letters, "letter": letter, "total": sum(counted.values()), "services": page, "may_fit": _silent(Service.objects.listed(), borough)}
    return render(request, "localoffer/services_a_to_z.html", words)


def _silent(services: ServiceQuerySet, borough: Borough | None) -> int:
    """When a borough was chosen: how many more may be for it, because they have not said."""
    return services.silent_about_boroughs().count() if borough else 0
