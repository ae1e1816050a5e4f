"""Every change of a service leaves a version of it and a line in its history: who or what made it, and which fields."""

from collections.abc import Sequence

from wagtail.log_actions import LogContext, log
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from localoffer.models import Service

BY_MANY, BY_SHEET, BY_FEED = "localoffer.many", "localoffer.sheet", "localoffer.feed"
BY_MERGE, BY_UNDO, BY_CLOCK = "localoffer.merge", "localoffer.unmerge", "localoffer.clock"
BEFORE, KEPT_OURS = "localoffer.before", "localoffer.kept-ours"
SENTENCE_ENDS = 200


def keep_first(service: Service) -> None:
    """Before the first change by one of us: a version of what an import or a loader brought, so that it can be compared and brought back.

    `service` is still as the database has it.
    """
    if not service.latest_revision_id:
        with disable_reference_index_auto_update():
            revision = service.save_revision(clean=False)
        tell(service, how=BEFORE, revision=revision)  # nobody of ours made it


def keep(service: Service, *, how: str, by: User | None = None, words: str = "", fields: Sequence[str] = ()) -> None:
    """After a change: a version of the service as it is now. `words` say where it came from, as the history shows them."""
    with disable_reference_index_auto_update():  # to note which version is the latest changes nothing that it names
        revision = service.save_revision(user=by, clean=False)
    tell(service, how=how, by=by, words=words, fields=fields, revision=revision)


def tell(service: Service, *, how: str, by: User | None = None, words: str = "", fields: Sequence[str] = (), revision: object = None) -> None:
    """A line in the history without a version: for what is new, and is its own first version."""
    with LogContext(user=by):
        log(service, how, user=by, revision=revision, content_changed=True, data={"words": words[:SENTENCE_ENDS], "fields": [str(name) for name in fields]})
