"""One writer of the search table at a time."""

from django.db import connection

WRITER_LOCK = 730_301


def lock_writing(*, wait: bool = True) -> bool:
    """Let one process at a time write the index until its transaction ends; False when another does and we don't wait.

    Two that write at once could leave the older of two states. SQLite has only one writer anyway.
    """
    if connection.vendor != "postgresql":
        return True
    name = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [WRITER_LOCK])
        return cursor.fetchone()[0] is not False
