"""Every change of a service leaves a version of it and a line in its history: who or what made it, and which fields."""

from collections.abc import Sequence

from wagtail.log_actions import LogContext, log

from accounts.models import User
from localoffer.models import Service

BY_MANY, BY_SHEET, BY_FEED, BY_MERGE = "localoffer.many", "localoffer.sheet", "localoffer.feed", "localoffer.merge"
SENTENCE_ENDS = 200


def keep(service: Service, *, how: str, by: User | None = None, words: str = "", fields: Sequence[str] = ()) -> None:
    """After a change: a version of the service as it is now. `words` say where it came from, as the history shows them."""
    revision = service.save_revision(user=by, clean=False)
    tell(service, how=how, by=by, words=words, fields=fields, revision=revision)


def tell(service: Service, *, how: str, by: User | None = None, words: str = "", fields: Sequence[str] = (), revision: object = None) -> None:
    """A line in the history without a version: for what is new, and is its own first version."""
    with LogContext(user=by):
        log(service, how, user=by, revision=revision, content_changed=True, data={"words": words[:SENTENCE_ENDS], "fields": [str(name) for name in fields]})
