"""Two questions a load balancer asks: is the process alive, and can it serve?"""

import threading

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

DATABASE_SECONDS = 1.0


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers within a second and every migration is applied, else 503 with the reasons."""
    reasons = _reasons()
    return JsonResponse({"status": "not ready" if reasons else "ok", "reasons": reasons}, status=503 if reasons else 200)


def _reasons() -> list[str]:
    found: list[str] = []
    asking = threading.Thread(target=_ask_database, args=(found,), daemon=True)
    asking.start()
    asking.join(DATABASE_SECONDS)
    return [f"The database did not answer within {DATABASE_SECONDS:g} s."] if asking.is_alive() else found


def _ask_database(found: list[str]) -> None:
    connection = connections["default"]
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found.append("Migrations are waiting: run manage.py migrate.")
    except DatabaseError:
        found.append("The database does not answer.")
    finally:
        connection.close()
