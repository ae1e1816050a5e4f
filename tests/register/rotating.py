"""A `manage.py rotate_keys` that is killed at its so-manieth row, in the middle of a transaction: `python -m tests.register.rotating 7` (0: it lives)."""

import itertools
import os
import signal
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from accounts import key_rotation  # noqa: E402

key_rotation.AT_ONCE = 3
rows = itertools.count(1)
write = key_rotation.KeyedTable.write


def write_and_be_killed(*arguments):
    write(*arguments)
    if next(rows) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)


key_rotation.KeyedTable.write = write_and_be_killed
call_command("rotate_keys")
