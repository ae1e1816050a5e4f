"""The proofs stand on what the register's tests stand on."""

from tests.register.conftest import *  # noqa: F403
