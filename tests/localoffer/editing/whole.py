"""A file about a whole service: what an editor writes into it, and what comes of it."""

from localoffer.editing.columns import KEY
from localoffer.models import Service
from tests.localoffer.editing.sheets import as_csv, confirm, rows, sent, taken_away


def facts(service: Service) -> dict[str, list[dict]]:
    """All rows of the service, word for word, as the database has them."""
    names = ("at_locations", "contacts", "cost_options", "schedules", "access_facts", "setting_facts", "send_answers")
    return {name: list(getattr(Service.objects.get(pk=service.pk), name).order_by("pk").values()) for name in names}


def changed(editor, service: Service, **cells: str):
    """What the editor sees after writing these into the file; in the names of cells “_” stands for a space."""
    [row] = [row for row in rows(taken_away(editor)) if row[KEY] == str(service.pk)]
    return sent(editor, as_csv([row | {name.replace("_", " "): text for name, text in cells.items()}]))


def done(editor, response) -> None:
    assert not response.context["plan"].left_out, [row.reasons for row in response.context["plan"].left_out]
    confirm(editor, response)


def problems(response) -> list[str]:
    return [reason for row in response.context["plan"].rows for reason in row.reasons]
