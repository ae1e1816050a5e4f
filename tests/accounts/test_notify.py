"""GOV.UK Notify, spoken to by its real client: a small server on this machine answers as Notify does."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.utils import timezone
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from accounts import notify as notify_itself
from accounts import texts
from accounts.models import QueuedText

pytestmark = pytest.mark.django_db
SERVICE, SECRET, TEMPLATE = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0", "f33517ff-2a88-4f6e-b855-c550268ce08a"
SAM, ALEX = "+447700900001", "+447700900002"


class FakeNotify:
    """Answers each text with the next of `answers`, then with 201. `requests` is what came, `texts` what it took."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.requests: list[dict[str, object]] = []
        self.texts: list[dict[str, object]] = []

    def error(self, status: int, kind: str, message: str = "words that name +447700900001") -> None:
        self.answers.append((status, json.dumps({"status_code": status, "errors": [{"error": kind, "message": message}]})))


def is_signed(token: str) -> bool:
    try:
        return get_token_issuer(token) == SERVICE and decode_jwt_token(token, SECRET)
    except TokenError:
        return False


@pytest.fixture
def notify(settings) -> Iterator[FakeNotify]:
    fake = FakeNotify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.requests.append(body | {"path": self.path})
            status, words = fake.answers.pop(0) if fake.answers else (201, json.dumps({"id": "1", "reference": body["reference"]}))
            if not is_signed(self.headers["Authorization"].removeprefix("Bearer ")):
                status, words = 403, json.dumps({"status_code": 403, "errors": [{"error": "AuthError", "message": "Invalid token"}]})
            if status in {201, "lost", "slow"}:
                fake.texts.append(body)
            if status == "slow":
                time.sleep(1)
            if status in {"lost", "slow"}:
                return  # the connection ends without an answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.TEXT_URL = f"notify:http://127.0.0.1:{server.server_port}"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = f"portal-{SERVICE}-{SECRET}", TEMPLATE
    yield fake
    server.shutdown()
    server.server_close()


def send(*numbers: str) -> int:
    for number in numbers:
        texts.queue(number=number, text="Grüße: your code is BCD-FGH")
    return texts.send_due()


def later(**time: int) -> int:
    """What the worker sends after so much time."""
    with time_machine.travel(timezone.now() + dt.timedelta(**time)):
        return texts.send_due()


def test_a_text_goes_through_the_template_that_only_passes_on(notify):
    assert send(SAM) == 1
    assert len(notify.requests) == 1
    sent = notify.requests[0]
    assert sent["path"] == "/v2/notifications/sms"
    assert (sent["phone_number"], sent["template_id"], sent["personalisation"]) == (SAM, TEMPLATE, {"body": "Grüße: your code is BCD-FGH"})
    assert len(str(sent["reference"])) == 36
    assert not QueuedText.objects.exists()


def test_a_key_that_notify_does_not_know_holds_all_texts_and_loses_none(notify, settings):
    settings.NOTIFY_API_KEY = f"portal-{SERVICE}-{SERVICE}"
    assert send(SAM, ALEX) == 0
    assert (len(notify.requests), QueuedText.objects.refused_to_us().count()) == (1, 2)
    settings.NOTIFY_API_KEY = f"portal-{SERVICE}-{SECRET}"
    assert texts.send_due() == 0, "it is asked again in some minutes, not at once"
    assert later(minutes=11) == 2


def test_a_400_ends_that_text_and_no_other(notify):
    notify.error(400, "ValidationError")
    assert send(SAM, ALEX) == 1
    assert QueuedText.objects.get().gave_up_at
    assert later(days=1) == 0


@pytest.mark.parametrize("status", [500, 503])
def test_when_notify_itself_fails_the_text_is_tried_later(notify, status):
    notify.error(status, "Exception")
    assert send(SAM) == 0
    assert (QueuedText.objects.get().tries, texts.send_due()) == (1, 0)
    assert later(minutes=3) == 1


def test_too_many_a_minute_waits_a_minute_and_too_many_a_day_until_the_next(notify):
    notify.error(429, "RateLimitError")
    assert send(SAM, ALEX) == 0
    assert (len(notify.requests), later(seconds=50), later(seconds=70)) == (1, 0, 2)
    with time_machine.travel("2026-05-04 20:00 +0000", tick=False) as clock:
        notify.error(429, "TooManyRequestsError")
        assert send(SAM) == 0
        clock.move_to("2026-05-05 00:04 +0000")
        assert texts.send_due() == 0
        clock.move_to("2026-05-05 00:06 +0000")
        notify.answers.clear()
        assert texts.send_due() == 1


@pytest.mark.parametrize("answer", [("lost", ""), (504, "gateway"), (502, "gateway"), (201, "no JSON at all")])
def test_a_text_that_may_have_been_taken_is_never_sent_again(notify, answer):
    notify.answers.append(answer)
    assert send(SAM, ALEX) == 1
    assert later(days=1) == 0
    assert [body["phone_number"] for body in notify.requests] == [SAM, ALEX]
    assert QueuedText.objects.get().is_sending


def test_a_notify_that_is_too_slow_counts_as_no_answer(notify, monkeypatch):
    monkeypatch.setattr(notify_itself, "ANSWER_SECONDS", 0.2)
    notify.answers.append(("slow", ""))
    assert send(SAM) == 0
    assert later(days=1) == 0
    assert len(notify.texts) == 1, "it was taken, though we did not hear of it"


def test_when_nobody_listens_the_text_never_left_and_is_tried_again(notify, settings):
    real = settings.TEXT_URL
    settings.TEXT_URL = "notify:http://127.0.0.1:1"
    assert send(SAM) == 0
    settings.TEXT_URL = real
    assert later(minutes=3) == 1


def test_no_log_names_a_number_or_repeats_words(notify, caplog):
    for status, kind in ((400, "BadRequestError"), (500, "Exception"), (403, "AuthError")):
        notify.error(status, kind)
    send(SAM, ALEX, SAM)
    assert "was not taken" in caplog.text
    assert "7700900" not in caplog.text
    assert "BCD-FGH" not in caplog.text
