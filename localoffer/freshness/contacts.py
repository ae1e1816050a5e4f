"""A service's contacts as facts, one under a name each: those that families see, and no others. What is for staff only is neither read nor written."""

from collections.abc import Mapping

from localoffer.freshness import told
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
    service.contacts = told.put(rows, known, said, new=_new, fill=_fill)


def title(contact: Contact) -> str:
    return ", ".join(part for part in (contact["name"], contact["phone"] or contact["email"]) if part)


def words(contact: Contact) -> str:
    return "\n".join(value for value in contact.values() if value)


def _new(name: str, others: list[ServiceContact]) -> ServiceContact:
    return ServiceContact()


def _fill(row: ServiceContact, contact: Contact) -> None:
    for field, value in contact.items():
        setattr(row, field, value)


def _name_of(row: ServiceContact) -> str:
    return f"{CONTACT}{row.pk}"
