"""A chart as a file that stands alone: SVG with its title, key and notes, or the same as PNG."""

import textwrap
from collections.abc import Sequence
from itertools import count
from typing import Final

import resvg_py
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from analytics import typefaces
from analytics.charts import Chart

# Ink on white, as on paper: the file knows nothing of the page it will stand on.
INK: Final = "#1D2B2A"
ROW: Final = 20
HEADING_LETTERS, NOTE_LETTERS = 78, 92
PNG_WIDTH: Final = 1_600
TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}


def as_svg(chart: Chart, notes: Sequence[str] = (), *, is_headed: bool = True) -> str:
    """`notes` stand under the key, a line each or more. Without a heading where the text around says what the chart is."""
    heading = textwrap.wrap(chart.title, HEADING_LETTERS) if is_headed else []
    top = len(heading) * ROW + (ROW if is_headed else 0)
    rows = count(top + chart.height + ROW // 2, ROW)
    words = [line for note in (chart.gap_said, *notes) for line in textwrap.wrap(note, NOTE_LETTERS)]
    context = {
        "chart": chart,
        "ink": INK,
        "family": typefaces.FAMILY,
        "is_headed": is_headed,
        "top": top,
        "heading": [(line, ROW * n + 6) for n, line in enumerate(heading, 1)],
        "lines": [(drawn, next(rows)) for drawn in chart.lines],
        "school": [next(rows)] if chart.school_holidays else [],
        "bank": [next(rows)] if chart.bank_holidays else [],
        "notes": [(line, next(rows)) for line in words],
    }
    return render_to_string("analytics/chart_file.svg", context | {"height": next(rows)})


def as_png(chart: Chart, notes: Sequence[str] = ()) -> bytes:
    """Twice as wide as on the page, so that it stays sharp in print. Only our own letters: the same on every machine."""
    fonts = [str(typefaces.REGULAR), str(typefaces.BOLD)]
    return bytes(resvg_py.svg_to_bytes(svg_string=as_svg(chart, notes), width=PNG_WIDTH, skip_system_fonts=True, font_files=fonts, font_family=typefaces.FAMILY))


def as_download(chart: Chart, kind: str, *, name: str, notes: Sequence[str] = ()) -> HttpResponse:
    """Raises KeyError for a kind that is neither "svg" nor "png"."""
    content_type = TYPES[kind]
    body = as_png(chart, notes) if kind == "png" else as_svg(chart, notes)
    return HttpResponse(body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{file_name(name)}.{kind}"'})


def file_name(name: str) -> str:
    """The words of a name as a file may be called, with today's date."""
    return f"{slugify(name)[:60].strip('-') or 'chart'}-{timezone.localdate()}"
