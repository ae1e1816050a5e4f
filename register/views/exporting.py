"""Families as a file: what, for what, how many, and then the download."""

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from home.spreadsheets import XLSX
from register import exporting
from register.access import EXPORT_FAMILIES, only_for, reader
from register.exporting import Wish
from register.forms.exporting import ExportForm


@only_for(EXPORT_FAMILIES)
@never_cache
@sensitive_post_parameters()
def export(request: HttpRequest) -> HttpResponseBase:
    """A GET asks; a POST says how many; a POST with the button `take` is the file."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "back" in request.POST:
        return render(request, "register/admin/export.html", {"form": form})
    wish = form.wish()
    if "take" in request.POST:
        return _file(request, wish)
    chosen = [column.label for column in exporting.COLUMNS if column.name in wish.columns]
    return render(request, "register/admin/export_check.html", {"form": form, "wish": wish, "columns": chosen, "count": wish.families.count()})


def _file(request: HttpRequest, wish: Wish) -> HttpResponseBase:
    begun = exporting.begin(wish, by=reader(request))
    rows, name = exporting.table(begun, wish), exporting.file_name(begun)
    if wish.kind == "xlsx":
        return FileResponse(exporting.as_xlsx(begun, rows), as_attachment=True, filename=name, content_type=XLSX)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(exporting.as_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)
