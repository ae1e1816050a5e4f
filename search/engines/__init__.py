"""What every engine can do. Which one answers is decided here and nowhere else."""

from django.conf import settings
from django.db import connection

from search.engines import breaker
from search.engines.base import Engine, Hit, Results, Title
from search.engines.guarded import GuardedEngine
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite import SQLiteEngine

__all__ = ["Engine", "Hit", "Results", "Title", "database_engine", "engine", "state"]


def database_engine() -> PostgreSQLEngine | SQLiteEngine:
    """The full-text search of the database the site runs on."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()


def engine() -> Engine:
    """The engine that answers families: Elasticsearch with the database behind it, or the database alone."""
    return GuardedEngine(database_engine()) if settings.SEARCH_URL else database_engine()


def state() -> str:
    """How the search is: "ok", or "degraded" while the database stands in for Elasticsearch."""
    return "degraded" if settings.SEARCH_URL and not breaker.is_closed() else "ok"
