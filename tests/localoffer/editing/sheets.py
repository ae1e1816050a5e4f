"""What an editor does with a file of services."""

import csv
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

LIST = "wagtailsnippets_localoffer_service:list"


def taken_away(editor, kind: str = "csv", query: str = "") -> bytes:
    response = editor.get(f"{reverse(LIST)}?export={kind}{query}")
    assert response.status_code == 200
    return response.content


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(table: list[dict[str, str]], *, encoding: str = "utf-8-sig", between: str = ",") -> bytes:
    file = StringIO()
    writer = csv.DictWriter(file, list(table[0]), delimiter=between)
    writer.writeheader()
    writer.writerows(table)
    return file.getvalue().encode(encoding)


def sent(editor, content: bytes, name: str = "services.csv"):
    """What the editor sees after sending the file."""
    return editor.post(reverse("service_file"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(editor, response):
    return editor.post(response.request["PATH_INFO"], {"seen": response.context["plan"].fingerprint}, follow=True)
