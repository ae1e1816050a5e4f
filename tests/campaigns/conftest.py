"""What tests of messages stand on: the register with its words, and carriers that are never too slow."""

import pytest

from campaigns.models import Throttle
from tests.register.conftest import register

__all__ = ["carriers", "register"]


@pytest.fixture
def carriers(register):
    for channel in ("email", "text", "post"):
        Throttle.objects.create(carrier=channel, a_second=1_000, bucket=1_000)
