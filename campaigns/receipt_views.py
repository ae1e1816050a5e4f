"""Where carriers tell what became of a message. They hold a token; what they say is kept first and applied by the worker."""

import hmac
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns.carriers import receipts
from campaigns.carriers.base import Receipt
from campaigns.sending.receipts import keep

READERS = {"notify": receipts.from_notify, "mail": receipts.from_webhook, "bounce": receipts.from_bounce}
log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def receipt(request: HttpRequest, kind: str) -> HttpResponse:
    """401 for a wrong token alone. To whatever else that can be kept we say 200: a carrier that hears a 4xx never tells it again."""
    if not _is_ours(request):
        return JsonResponse({"problem": "The token is missing or wrong."}, status=401)
    try:
        said = READERS[kind](request.body)
    except receipts.Unreadable as problem:
        log.warning("A receipt by %s could not be read: %s", kind, problem)
        keep([Receipt("", "", "unreadable")])
        return JsonResponse({"problem": str(problem)})
    keep([said])
    return JsonResponse({})


def _is_ours(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.RECEIPT_TOKEN) and hmac.compare_digest(given, settings.RECEIPT_TOKEN.encode())
