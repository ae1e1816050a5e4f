"""Videos from the document library, sent in the parts that a player asks for: phones refuse to play one that comes whole."""

import re

from django.http import HttpRequest, HttpResponse
from wagtail.documents.models import AbstractDocument

KINDS = {"mp4": "video/mp4", "webm": "video/webm"}
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def serve(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """The video, or the part of it in the Range header (RFC 9110, section 14); None when the document is no video.

    In memory, because Wagtail's hook takes no streamed answer: WAGTAILDOCS_MAX_UPLOAD_SIZE is the most that is read.
    """
    kind = KINDS.get(document.file_extension.lower())
    if kind is None:
        return None
    size = document.file.size
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "inline"}
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        return HttpResponse(_read(document, 0, size - 1), content_type=kind, headers=headers)
    first, last = _part(asked[1], asked[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return HttpResponse(_read(document, first, last), status=206, content_type=kind, headers=headers | {"Content-Range": f"bytes {first}-{last}/{size}"})


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte asked for; "-500" asks for the last 500."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(document: AbstractDocument, first: int, last: int) -> bytes:
    with document.file.open("rb") as file:
        file.seek(first)
        return bytes(file.read(last - first + 1))
