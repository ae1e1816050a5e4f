"""The editors' desk with staff at it."""

from accounts import roles
from accounts.models import User
from portal.actions import set_up_site
from tests.accounts.factories import make_staff
from tests.factories import UserFactory


def set_up_desk() -> None:
    """Roles, rights and workflow, as `manage.py set_up_site` leaves them."""
    set_up_site(allow_missing=True)


def everyone() -> dict[str, User | None]:
    """One user for each kind of visitor, by the kind's name; None for somebody who has not signed in."""
    staff = {role.name: make_staff(role.name, email=f"{role.name.lower().replace(' ', '-')}@staff.example") for role in roles.ROLES}
    superuser = make_staff(email="superuser@staff.example", is_superuser=True)
    return {"anonymous": None, "family": UserFactory(email="family@families.example"), **staff, "superuser": superuser}
