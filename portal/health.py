"""Two questions a load balancer asks: is the process alive, and can it serve?"""

import logging
import threading

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from accounts.models import QueuedText
from feedback.mailboxes import unheard
from search.engines import state

DATABASE_SECONDS = 1.0
CACHE_SECONDS = 0.5
log = logging.getLogger(__name__)


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers within a second and every migration is applied, else 503 with the reasons.

    "search" is "degraded" while the database answers in place of Elasticsearch: that is no reason to take the portal out of service.
    Nor are "warnings": what somebody should set right in the admin.
    """
    reasons, warnings = _answers()
    body = {"status": "not ready" if reasons else "ok", "reasons": reasons, "warnings": warnings, "search": _search()}
    return JsonResponse(body, status=503 if reasons else 200)


def _answers() -> tuple[list[str], list[str]]:
    """The reasons not to serve, and the warnings, as far as they came in time."""
    answers: list[list[str]] = []
    asking = threading.Thread(target=_ask_database, args=(answers,), daemon=True)
    asking.start()
    asking.join(DATABASE_SECONDS)
    if answers:
        return answers[0], answers[1] if len(answers) > 1 else []
    return [f"The database did not answer within {DATABASE_SECONDS:g} s." if asking.is_alive() else "The database does not answer."], []


def _search() -> str:
    """A cache that is silent keeps nobody waiting for this either."""
    found = ["degraded"]
    asking = threading.Thread(target=lambda: found.append(state()), daemon=True)
    asking.start()
    asking.join(CACHE_SECONDS)
    return found[-1]


def _ask_database(answers: list[list[str]]) -> None:
    """Add one list of reasons when the database has answered, and where it can serve, one of warnings; nothing is added, so nothing is proven, when anything went wrong."""
    connection = connections["default"]
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        answers.append(["Migrations are waiting: run manage.py migrate."] if waiting else [])
        if not waiting:
            answers.append(_warnings())
    except Exception:
        log.exception("The database could not be asked whether it is ready.")
    finally:
        connection.close()


def _warnings() -> list[str]:
    many, texts = unheard(), QueuedText.objects.refused_to_us().count()
    words = "Families can write about %d services of which no mailbox hears: give “e-mail for help with this site” in the site settings, or each service its team’s mailbox."
    held = "%d text messages wait, because GOV.UK Notify takes none from us: look at NOTIFY_API_KEY and at the service there."
    return [told % count for told, count in ((words, many), (held, texts)) if count]
