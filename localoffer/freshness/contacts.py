"""A service's contacts as facts, one under a name each: those that families see, and no others. What is for staff only is neither read nor written."""

from collections.abc import Mapping

from localoffer.freshness.places import plain
from localoffer.models import Service, ServiceContact

Contact = dict[str, str]
CONTACT = "contact_"
NOTHING: Contact = {"name": "", "phone": "", "email": ""}


def read(service: Service) -> dict[str, Contact]:
    """Each contact that families see, by its name among the facts."""
    return {_name_of(row): {name: plain(getattr(row, name)) for name in NOTHING} for row in service.contacts.all() if row.is_public}


def write(service: Service, said: Mapping[str, Contact | None]) -> None:
    """Put the contacts into the service, unsaved; None takes one away. One that has become for staff only stays, and what is said of it is a new one."""
    if not said:
        return
    rows = list(service.contacts.all())
    known = {_name_of(row): row for row in rows if row.is_public}
    for name, contact in said.items():
        row = known.get(name)
        if contact is None:
            rows = [other for other in rows if other is not row]
            continue
        if row is None:
            row = ServiceContact()
            rows.append(row)
        for field, value in contact.items():
            setattr(row, field, value)
    for order, row in enumerate(rows):
        row.sort_order = order
    service.contacts = rows


def title(contact: Contact) -> str:
    return ", ".join(part for part in (contact["name"], contact["phone"] or contact["email"]) if part)


def words(contact: Contact) -> str:
    return "\n".join(value for value in contact.values() if value)


def _name_of(row: ServiceContact) -> str:
    return f"{CONTACT}{row.pk}"
