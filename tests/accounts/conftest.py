"""What signing in needs."""

import pytest

from tests.portal.desk import set_up_desk


@pytest.fixture
def desk(site):
    """Every page of ours needs a site, and the roles their rights."""
    set_up_desk()
