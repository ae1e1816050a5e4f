"""Files of postcodes, read row by row: OS Code-Point Open's own form, the plain form `postcode,latitude,longitude,...`, and names of wards.

These are lines `code,name`, or stand in the list of codes in Code-Point Open's zip.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from openpyxl import load_workbook

from localoffer import geo, osgb

# Code-Point Open puts a postcode without a place here, and says so with a quality of 90.
NO_PLACE = ("0", "0")
MOST_LINE = 10_000
LONGEST_NAME = 80
# What a code of the Office for National Statistics stands for is in its first three characters, so that it needs no heading.
_WARD = re.compile(r"(?:E05|W05|S13|N08)\d{6}")
_DISTRICT = re.compile(r"(?:E0[6-9]|W06|S12|N09)\d{6}")


class Unreadable(Exception):
    """The whole file can't be read; the words say why."""


@dataclass(frozen=True)
class Row:
    """One postcode, its place and its ward, or the name of a ward, which has no postcode; or the reason why the line is neither. `line` counts from 1."""

    line: int
    code: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    ward: str = ""
    district: str = ""
    name: str = ""
    problem: str = ""


def read(path: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The name of each table and its rows: of a CSV file itself, of a zip each CSV inside it and the list of codes that explains them. Raises Unreadable."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield path.name, _rows(file)
            return
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.lower().endswith(".csv") and "doc/" not in name.lower():
                    with archive.open(name) as file:
                        yield f"{path.name}: {name}", _rows(file)
                elif name.lower().endswith("codelist.xlsx"):
                    yield f"{path.name}: {name}", _names_of_wards(archive.read(name))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(f"{path}: {problem}") from problem


def _rows(file: Iterable[bytes]) -> Iterator[Row]:
    """A first line with neither a postcode nor a ward is a heading; the form is told from the number that comes second."""
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")  # type: ignore[type-var]
    table = csv.reader(line[:MOST_LINE].replace("\0", "") for line in lines)
    try:
        for cells in table:
            if cells and not (table.line_num == 1 and _is_heading(cells)):
                yield _row(table.line_num, cells)
    except csv.Error as problem:
        yield Row(table.line_num, problem=str(problem))


def _names_of_wards(content: bytes) -> Iterator[Row]:
    """Each ward with its name, from whichever sheets of Code-Point Open's list of codes have some; what else it names is left out."""
    try:
        for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets:
            for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                texts = [str(cell).strip() for cell in cells if cell is not None]
                if ward := _first(_WARD, texts):
                    yield _name(line, ward, [text.removesuffix(" Ward") for text in texts])
    except Exception as problem:  # noqa: BLE001 - openpyxl raises whatever broken XML makes it stumble over, and the postcodes are good all the same
        yield Row(1, problem=f"its names of wards can't be read ({type(problem).__name__})")


def _is_heading(cells: list[str]) -> bool:
    return not (geo.is_postcode(geo.compact(cells[0])) or _first(_WARD, cells))


def _row(line: int, cells: list[str]) -> Row:
    code, ward = geo.compact(cells[0]), _first(_WARD, cells)
    if ward and not geo.is_postcode(code):
        return _name(line, ward, cells)
    if not geo.is_postcode(code):
        return Row(line, problem=f"“{cells[0][:20]}” is no postcode")
    try:
        latitude, longitude = _place([cell.strip() for cell in cells])
    except (ValueError, IndexError):
        return Row(line, code, problem="it has no place that can be read")
    return Row(line, code, round(latitude, 6), round(longitude, 6), ward, _first(_DISTRICT, cells))


def _name(line: int, ward: str, cells: list[str]) -> Row:
    name = next((text for cell in cells if (text := " ".join(cell.split())) and text != ward), "")
    return Row(line, ward=ward, name=name[:LONGEST_NAME]) if name else Row(line, problem=f"{ward} has no name")


def _first(form: re.Pattern[str], cells: list[str]) -> str:
    return next((cell.strip() for cell in cells if form.fullmatch(cell.strip())), "")


def _place(cells: list[str]) -> tuple[float, float]:
    """Degrees have a decimal point; the second column of Code-Point Open is a quality, a whole number. Raises ValueError, IndexError."""
    if "." in cells[1]:
        latitude, longitude = float(cells[1]), float(cells[2])
    elif (cells[2], cells[3]) == NO_PLACE:
        raise ValueError
    else:
        latitude, longitude = _from_grid(float(cells[2]), float(cells[3]))
    if not (isfinite(latitude) and isfinite(longitude) and 49 <= latitude <= 62 and -9 <= longitude <= 3):
        raise ValueError
    return latitude, longitude


def _from_grid(easting: float, northing: float) -> tuple[float, float]:
    if not (0 <= easting <= 700_000 and 0 <= northing <= 1_300_000):
        raise ValueError
    return osgb.to_degrees(easting, northing)
