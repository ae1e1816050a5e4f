import pytest

from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk


@pytest.fixture
def officer():
    """A council editor."""
    set_up_desk()
    return make_staff("Council editor")


@pytest.fixture
def editor(client, officer):
    """A council editor's browser."""
    client.force_login(officer)
    return client
