"""The editors' desk with staff at it."""

from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.models import User
from feedback.models import YouSaidWeDidIndexPage, YouSaidWeDidPage
from home.models import HomePage
from portal.actions import set_up_site
from tests.accounts.factories import make_staff
from tests.factories import UserFactory, YouSaidWeDidIndexPageFactory, YouSaidWeDidPageFactory


def set_up_desk() -> None:
    """Roles, rights and workflow, as `manage.py set_up_site` leaves them."""
    set_up_site(allow_missing=True)


def everyone() -> dict[str, User | None]:
    """One user for each kind of visitor, by the kind's name; None for somebody who has not signed in."""
    staff = {role.name: make_staff(role.name, email=f"{role.name.lower().replace(' ', '-')}@staff.example") for role in roles.ROLES}
    superuser = make_staff(email="superuser@staff.example", is_superuser=True)
    return {"anonymous": None, "family": UserFactory(email="family@families.example"), **staff, "superuser": superuser}


def desk(client: Client, user: User) -> str:
    """The desk as `user` sees it."""
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.content.decode()


def promise(home: HomePage, **fields: object) -> YouSaidWeDidPage:
    """An entry of "You said, we did" that says by when."""
    index = YouSaidWeDidIndexPage.objects.first() or YouSaidWeDidIndexPageFactory(parent=home)
    return YouSaidWeDidPageFactory(parent=index, **({"status": "planned", "by_when": timezone.localdate(), "answered_by": "council"} | fields))
