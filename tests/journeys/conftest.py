"""The desks of the forum and the council, and the list they write for."""

import pytest

from accounts import roles
from register import wording
from tests.accounts.factories import make_staff
from tests.factories import NeedFactory, YouSaidWeDidIndexPageFactory
from tests.portal.desk import set_up_desk
from tests.register.conftest import Parent


@pytest.fixture
def index(site):
    set_up_desk()
    return YouSaidWeDidIndexPageFactory(parent=site.root_page)


@pytest.fixture
def forum(index):
    return make_staff(roles.PCF_EDITOR, email="forum@forum.example", first_name="Fay", last_name="Forum")


@pytest.fixture
def council(index):
    return make_staff(roles.COUNCIL_EDITOR, email="editor@council.example")


@pytest.fixture
def colleague(index):
    return make_staff(roles.COUNCIL_EDITOR, email="colleague@council.example")


@pytest.fixture
def parent(site):
    """Somebody who may join the register, as `manage.py set_up_site` leaves it."""
    set_up_desk()
    wording.seed()
    for code in ("asd", "slcn"):
        NeedFactory(code=code)
    return Parent()
