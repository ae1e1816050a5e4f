"""What every engine can do. Which one answers is decided here and nowhere else."""

from django.db import connection

from search.engines.base import Engine, Hit, Results
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite import SQLiteEngine

__all__ = ["Engine", "Hit", "Results", "database_engine", "engine"]


def database_engine() -> PostgreSQLEngine | SQLiteEngine:
    """The full-text search of the database the site runs on."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()


def engine() -> Engine:
    """The engine that answers families."""
    return database_engine()
