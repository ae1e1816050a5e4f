import pytest

from tests.analytics.staff import sign_in


@pytest.fixture
def analyst(client):
    return sign_in(client, "access_admin", "view_siteday", "add_import")
