"""A feed's records brought in, and where its service differs from it."""

from localoffer import facts, importing
from localoffer.models import Service


def bring_in(*records, source: str = "play trust") -> list[importing.ImportedRow]:
    return list(importing.import_services(records, source=source))


def different() -> list[str]:
    service = Service.objects.get()
    return [difference.name for difference in facts.differences(service, service.imported.said)]
