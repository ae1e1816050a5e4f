"""The staff's pages of totals: what may be seen of the register, and the council's own numbers beside it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from analytics.disclosure import LEAST
from home.spreadsheets import download
from register import baselines, figures_page, sign_ups_page, totals_files
from register.access import CHANGE_BASELINE, READ_TOTALS, may, only_for, reader
from register.forms.baseline import BaselineFileForm, BaselineForm, WeeksForm
from register.models import Baseline, Dimension, Figures


@require_safe
@only_for(READ_TOTALS)
def totals(request: HttpRequest) -> HttpResponse:
    """The newest numbers; days that can't be read show the latest and say what is wrong."""
    figures, in_force = Figures.objects.newest(), Baseline.objects.in_force()
    form = WeeksForm(request.GET if {"start", "end", "by"} & set(request.GET) else None)
    context: dict[str, Any] = {"form": form, "figures": figures, "least": LEAST, "may_change": may(request.user, CHANGE_BASELINE)}
    if figures:
        context |= _shown(figures, form, in_force)
    return render(request, "register/admin/totals.html", context)


def _shown(figures: Figures, form: WeeksForm, in_force: dict[str, Baseline]) -> dict[str, Any]:
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return {
        "sign_ups": sign_ups_page.sign_ups(figures, told.get("start"), told.get("end"), told.get("by")),
        "tables": figures_page.tables(figures),
        "comparisons": figures_page.comparisons(figures, in_force),
        "expected": figures_page.expected(figures, in_force),
        "families": in_force.get(Dimension.FAMILIES),
    }


@require_safe
@only_for(READ_TOTALS)
def totals_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One table, one comparison or the share of all families as a file."""
    figures = Figures.objects.newest()
    if figures is None:
        raise Http404
    try:
        headings, rows = totals_files.sheet(figures, Baseline.objects.in_force(), key)
    except KeyError as missing:
        raise Http404 from missing
    return download("csv", name=f"register-{key}-{figures.at:%Y-%m-%d}", headings=headings, rows=rows)


@require_safe
@only_for(CHANGE_BASELINE)
def baseline_list(request: HttpRequest) -> HttpResponse:
    in_force = Baseline.objects.in_force()
    rows = [(dimension, in_force.get(dimension)) for dimension in Dimension]
    return render(request, "register/admin/baselines.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGE_BASELINE)
def baseline(request: HttpRequest, dimension: str) -> HttpResponse:
    if dimension not in Dimension.values:
        raise Http404
    form = BaselineForm(dimension, request.POST or None, initial=_as_before(dimension))
    if form.is_valid():
        told = form.cleaned_data
        baselines.enter(dimension, form.numbers(), of=told.get("of"), source=told["source"], counted_on=told["counted_on"], by=reader(request).email or "")
        messages.success(request, _("The numbers are in force."))
        return redirect("register_baselines")
    return render(request, "register/admin/baseline.html", {"form": form, "title": Dimension(dimension).label, "address": request.path})


def _as_before(dimension: str) -> dict[str, Any]:
    before = Baseline.objects.in_force().get(dimension)
    if before is None:
        return {}
    return {"source": before.source, "counted_on": before.counted_on, "of": before.of} | {f"group-{code}": number for code, number in before.numbers.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(CHANGE_BASELINE)
def baseline_file(request: HttpRequest) -> HttpResponse:
    """First what each line would bring; the second press enters it, if no line has a problem."""
    form = BaselineFileForm(request.POST or None, request.FILES or None)
    reading = baselines.read(form.cleaned_data["text"]) if form.is_bound and form.is_valid() else None
    if reading and reading.numbers and not reading.problems and "enter" in request.POST:
        told = form.cleaned_data
        baselines.enter_all(reading, source=told["source"], counted_on=told["counted_on"], by=reader(request).email or "")
        messages.success(request, _("The numbers are in force."))
        return redirect("register_baselines")
    again = BaselineFileForm(initial=form.cleaned_data) if reading else form
    return render(request, "register/admin/baseline_file.html", {"form": again, "reading": reading, "address": reverse("register_baseline_file")})
