"""Writing an entry of “You said, we did” as the editors’ admin sends it."""

import json

from django.core import mail
from django.test import Client

from accounts.mail import send_due
from feedback.models import YouSaidWeDidPage


def rich(words: str) -> str:
    """What the editor's text field sends."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}
    return json.dumps({"blocks": [block], "entityMap": {}})


def entry(**changes: str) -> dict[str, str]:
    comments = {f"comments-{name}": value for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}.items()}
    return {
        "title": "School meetings",
        "slug": "school-meetings",
        "date": "2026-06-01",
        "topic": "schools",
        "you_said": rich("Nobody tells us when the meeting is."),
        "we_did": rich("Schools now write two weeks before."),
        "what_next": rich(""),
        "answered_by": "council",
        "status": "done",
        **comments,
        **changes,
    }


def by(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(index, user, action: str = "", **changes: str) -> YouSaidWeDidPage:
    by(user).post(f"/admin/pages/add/feedback/yousaidwedidpage/{index.pk}/", entry(**changes) | ({action: "1"} if action else {}))
    return YouSaidWeDidPage.objects.get(slug="school-meetings")


def approve(page, user):
    state = page.current_workflow_task_state
    return by(user).post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/", {"comment": ""})


def is_public(page) -> bool:
    return Client().get(page.get_url()).status_code == 200


def letter_to(address: str):
    """The one mail that reached them, in text with its HTML as `letter.html`."""
    send_due()
    (letter,) = [message for message in mail.outbox if message.to == [address]]
    letter.html = letter.alternatives[0][0]
    return letter
