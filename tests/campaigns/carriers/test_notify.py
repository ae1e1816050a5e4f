"""GOV.UK Notify by its official client: the fake checks the key and can fail in every way that Notify can."""

import datetime as dt
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID, uuid4

import pytest
import time_machine

from accounts import notify as notify_itself
from campaigns.carriers import notify, notify_words
from campaigns.carriers.base import Accepted, CannotLookUp, Held, Later, NotAllowed, Refused, Unknown, Words
from campaigns.carriers.receipts import state_of
from tests.fakes.callbacks import Callbacks
from tests.fakes.notify import KEY, SERVICE, TEMPLATES, Notify, running

WORDS = Words(subject="Short breaks for ((first_name))", text="Dear ((first_name)),\n\n# What is new\n* More breaks\n\nStop: ((stop))", unsubscribe="stop")
FIELDS = {"first_name": "Sam", "stop": "http://testserver/stop/abc-def"}
REFERENCE = UUID("0ecbf4ef-fd49-49f1-8502-cf82ed06fc8e")
ADDRESS = "Sam Okonjo\n1 Larch Road\nLarkmere\nkt11aa"
KINDS = {"email": (notify.Email, "sam@families.example"), "sms": (notify.Text, "+447700900001"), "letter": (notify.Letter, ADDRESS)}
SETTINGS = {"sms": "NOTIFY_TEMPLATE_ID", "email": "NOTIFY_EMAIL_TEMPLATE_ID", "letter": "NOTIFY_LETTER_TEMPLATE_ID"}


@pytest.fixture
def fake(settings) -> Iterator[Notify]:
    with running(Notify()) as fake:
        settings.TEXT_URL, settings.NOTIFY_API_KEY = f"notify:{fake.url}", KEY
        for name, template in TEMPLATES.items():
            setattr(settings, SETTINGS[template["type"]], name)
        yield fake


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


def send(carrier, to: str, reference: UUID = REFERENCE, words: Words = WORDS, **fields: str):
    return carrier.send(carrier.prepare(words), reference=reference, to=to, fields=FIELDS | fields)


def sent(kind: str, **more):
    carrier, to = KINDS[kind]
    return send(carrier(), to, **more)


def test_each_kind_goes_through_the_template_that_only_passes_on(fake, kind):
    answer = sent(kind)
    assert isinstance(answer, Accepted)
    taken = fake.taken[0]
    assert (answer.provider_id, answer.template_version) == (taken.id, fake.templates[taken.template["id"]]["version"])
    assert (taken.kind, taken.reference) == (kind, str(REFERENCE))
    assert taken.personalisation["body"].startswith("Dear Sam,")
    assert taken.personalisation.get("subject", "Short breaks for Sam") == "Short breaks for Sam"


def test_an_email_can_be_stopped_with_one_click(fake):
    sent("email")
    assert fake.taken[0].body["one_click_unsubscribe_url"] == FIELDS["stop"]


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("400", Refused),
        ("401", NotAllowed),
        ("403", NotAllowed),
        ("429", Held),
        ("429-day", Held),
        ("500", Later),
        ("502", Unknown),
        ("503", Later),
        ("504", Unknown),
        ("lost", Unknown),
        ("garbage", Unknown),
    ],
)
def test_each_fault_has_its_own_answer_and_the_next_message_goes_out(fake, kind, fault, answer):
    fake.rules = [(str(REFERENCE), f"once:{fault}")]
    assert type(sent(kind)) is answer
    assert isinstance(sent(kind, reference=uuid4()), Accepted)


def test_among_hundreds_of_faults_no_answer_is_wrong_about_what_was_taken(fake):
    fake.rates, fake.seed = dict.fromkeys(("lost", "garbage", "504", "400", "403", "429", "429-day", "500", "502", "503"), 0.08), 5
    carrier = notify.Email()
    told: dict[type, int] = dict.fromkeys((Accepted, Refused, Later, Unknown, Held, NotAllowed), 0)
    for _each in range(150):
        reference = uuid4()
        answer = send(carrier, "sam@families.example", reference)
        told[type(answer)] += 1
        taken = fake.counts()["references"].get(str(reference), 0)
        assert taken == 1 if isinstance(answer, Accepted) else taken <= isinstance(answer, Unknown)
        assert bool(carrier.find(reference)) == bool(taken), "and whoever asks by the reference learns it"
    assert all(told.values())


def test_too_many_a_minute_waits_a_little_and_too_many_a_day_until_the_next(fake):
    with time_machine.travel("2026-05-04 20:00 +0000", tick=False):
        errors = {fault: notify_itself.APIError(_answer(429, kind)) for fault, kind in (("minute", "RateLimitError"), ("day", "TooManyRequestsError"))}
        assert notify.answer_of(errors["minute"]) == Held("Too many messages this minute.", dt.datetime(2026, 5, 4, 20, 0, 20, tzinfo=dt.UTC))
        assert notify.answer_of(errors["day"]) == Held("Too many messages today.", dt.datetime(2026, 5, 5, 0, 5, tzinfo=dt.UTC))


class _answer:  # noqa: N801  # an answer of the client's
    def __init__(self, status: int, kind: str, message: str = "") -> None:
        self.status_code, self.text, self.told = status, kind, {"errors": [{"error": kind, "message": message}]}

    def json(self) -> dict:
        return self.told


@pytest.mark.parametrize(
    ("message", "answer", "words"),
    [
        ("Can’t send to this recipient when service is in trial mode", NotAllowed, "live"),
        ("Can't send to this recipient using a team-only API key", NotAllowed, "live"),
        ("Template has been deleted", NotAllowed, "template fits"),
        ("Missing personalisation: body", NotAllowed, "template fits"),
        ("Service is not allowed to send letters", NotAllowed, "live"),
        ("Cannot send to international mobile numbers", Refused, "abroad"),
        ("Content for template has a character count greater than the limit of 918", Refused, "too long"),
        ("phone_number +447700900001 is not valid", Refused, "can’t send to this"),
    ],
)
def test_a_400_about_our_service_is_not_taken_for_one_about_a_family(message, answer, words):
    meant = notify.answer_of(notify_itself.APIError(_answer(400, "BadRequestError", message)))
    assert type(meant) is answer and words in meant.why
    assert "7700900" not in meant.why


def test_a_wrong_key_lets_nothing_out(fake, settings, kind):
    settings.NOTIFY_API_KEY = f"portal-{SERVICE}-{SERVICE}"
    assert isinstance(sent(kind), NotAllowed)
    assert not fake.taken


def test_a_notify_that_is_not_there_has_got_nothing_and_one_too_slow_may_have(fake, settings, monkeypatch):
    monkeypatch.setattr(notify_itself, "ANSWER_SECONDS", 0.2)
    fake.rules = [("*", "slow:0.5")]
    assert isinstance(sent("email"), Unknown)
    settings.TEXT_URL = "notify:http://127.0.0.1:1"
    assert isinstance(sent("email", reference=uuid4()), Later)
    assert [taken.reference for taken in fake.taken] == [str(REFERENCE)]


@pytest.mark.parametrize("fault", ["lost", "504", "garbage"])
def test_what_got_no_answer_is_found_by_its_reference(fake, kind, fault):
    carrier, to = KINDS[kind][0](), KINDS[kind][1]
    fake.rules = [(str(REFERENCE), fault)]
    assert isinstance(send(carrier, to), Unknown)
    found = carrier.find(REFERENCE)
    assert (found.provider_id, found.reference, found.status) == (fake.taken[0].id, str(REFERENCE), "sending")
    assert found.template_version == fake.taken[0].template["version"]
    assert carrier.find(uuid4()) is None


def test_what_notify_commits_slowly_is_found_only_later(fake):
    carrier = notify.Email()
    fake.rules = [(str(REFERENCE), "late:0.3")]
    assert isinstance(send(carrier, "sam@families.example"), Unknown)
    assert carrier.find(REFERENCE) is None
    fake.taken[0].seen_from = time.monotonic()
    assert carrier.find(REFERENCE).provider_id == fake.taken[0].id


@pytest.mark.parametrize("fault", ["403", "429", "500", "502"])
def test_nothing_is_known_while_notify_can_not_be_asked(fake, fault):
    fake.rules = [("find", fault)]
    with pytest.raises(CannotLookUp):
        notify.Email().find(REFERENCE)


def test_a_sweep_hears_of_every_message_since_then_over_all_pages(fake, monkeypatch):
    monkeypatch.setattr("tests.fakes.notify.PAGE", 3)
    carrier = notify.Email()
    references = [uuid4() for _each in range(8)]
    for number, reference in enumerate(references):
        send(carrier, f"family{number}@families.example", reference)
    sent("sms")
    fake.taken[4].status = "permanent-failure"
    fake.taken[6].reference = None
    heard = {receipt.reference: state_of(receipt.status) for receipt in carrier.sweep(dt.datetime.fromisoformat(fake.taken[2].created_at))}
    assert heard == {str(reference): "permanent-failure" if number == 4 else "" for number, reference in enumerate(references) if number >= 2 and number != 6}


class TestPreflight:
    def test_says_which_version_will_be_used(self, fake, kind):
        template = KINDS[kind][0]().preflight()
        assert (template.id, template.version) in [(name, known["version"]) for name, known in TEMPLATES.items() if known["type"] == kind]

    def test_tells_of_a_template_that_changed_after_it_was_signed(self, fake):
        assert notify.Email().preflight(signed_version=3)
        fake.templates[notify.Email().template_id]["version"] = 4
        with pytest.raises(notify.DoesNotFit, match=r"it was version 3 and is 4\. Sign again"):
            notify.Email().preflight(signed_version=3)

    @pytest.mark.parametrize(("part", "words"), [("body", "Hello ((body))"), ("subject", "News"), ("type", "sms")])
    def test_tells_of_a_template_that_says_more_or_something_else(self, fake, part, words):
        fake.templates[notify.Email().template_id][part] = words
        with pytest.raises(notify.DoesNotFit, match="NOTIFY_EMAIL_TEMPLATE_ID"):
            notify.Email().preflight()

    def test_tells_of_a_wrong_key_a_missing_template_and_a_notify_that_is_not_there(self, fake, settings):
        settings.NOTIFY_EMAIL_TEMPLATE_ID = str(REFERENCE)
        with pytest.raises(notify.DoesNotFit, match="no template with the id in NOTIFY_EMAIL_TEMPLATE_ID"):
            notify.Email().preflight()
        settings.NOTIFY_API_KEY = f"portal-{SERVICE}-{SERVICE}"
        with pytest.raises(notify.DoesNotFit, match="look at NOTIFY_API_KEY"):
            notify.Email().preflight()
        settings.TEXT_URL = "notify:http://127.0.0.1:1"
        with pytest.raises(notify.DoesNotFit, match="did not answer"):
            notify.Email().preflight()

    def test_says_what_is_not_set(self, fake, settings):
        settings.NOTIFY_LETTER_TEMPLATE_ID = ""
        with pytest.raises(notify.DoesNotFit, match="NOTIFY_LETTER_TEMPLATE_ID is empty"):
            notify.Letter()
        settings.TEXT_URL = ""
        with pytest.raises(notify.DoesNotFit, match="TEXT_URL is not notify:"):
            notify.Email()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Sam", "Sam"),
        ("Anne-Marie O’Neil (Sam)", "Anne-Marie O’Neil (Sam)"),
        ("St. John", "St. John"),
        ("# Big", "\\# Big"),
        ("* item", "\\* item"),
        ("- item", "\\- item"),
        ("• item", "item"),
        ("^ quote", "quote"),
        ("===", ""),
        ("1. First", "1\\. First"),
        ("Sam\n# Big\r\n===", "Sam # Big ==="),
        ("[click](https://evil.example)", "\\[click\\](https: //evil.example)"),
        ("HTTPS://evil.example", "HTTPS: //evil.example"),
        ("\\[a](b)", "\\\\\\[a\\](b)"),
        ("`code`", "\\`code\\`"),
        ("http://testserver/go/ABC234", "http://testserver/go/ABC234"),
        ("http://testserver/x](https://evil.example)", "http: //testserver/x\\](https: //evil.example)"),
        ("http://testserver.evil.example/", "http: //testserver.evil.example/"),
    ],
)
def test_a_family_name_can_not_become_a_link_or_a_heading(name, written):
    assert notify_words.escaped(name) == written


def test_what_a_family_supplied_is_escaped_in_an_email_and_what_was_signed_is_not(fake):
    sent("email", first_name="[me](https://evil.example)")
    body = fake.taken[0].personalisation["body"]
    assert "Dear \\[me\\](https: //evil.example)," in body and "# What is new\n* More breaks" in body and FIELDS["stop"] in body
    assert fake.taken[0].personalisation["subject"] == "Short breaks for [me](https://evil.example)", "a subject is no Markdown"


def test_a_letter_gets_its_address_line_by_line_with_the_postcode_last(fake):
    sent("letter")
    said = fake.taken[0].personalisation
    assert [said[name] for name in sorted(said) if name.startswith("address_line_")] == ["Sam Okonjo", "1 Larch Road", "Larkmere", "KT1 1AA"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("Sam\nKT1 1AA", "The address has 2 lines. A letter needs at least 3, the last one the postcode."),
        ("Sam\n\n \nKT1 1AA", "The address has 2 lines. A letter needs at least 3, the last one the postcode."),
        ("\n".join([*"abcdefg", "KT1 1AA"]), "The address has 8 lines. A letter has room for 7."),
        ("Sam\n1 Larch Road\nLarkmere", "The last line of the address is not a UK postcode."),
        ("Sam\nKT1 1AA\nFrance", "The last line of the address is not a UK postcode."),
        ("Sam\n(back door)\nKT1 1AA", "A line of the address begins with a sign that no address has."),
        ("", "The address has 0 lines. A letter needs at least 3, the last one the postcode."),
    ],
)
def test_an_address_that_no_letter_reaches_is_refused_with_a_plain_sentence(fake, address, why):
    assert send(notify.Letter(), address) == Refused(why)
    assert not fake.taken


def test_forces_abroad_are_written_to(fake):
    assert isinstance(send(notify.Letter(), "Sgt Okonjo\n1 Regiment\nbfpo 105"), Accepted)
    assert fake.taken[0].personalisation["address_line_3"] == "BFPO 105"


def test_a_text_that_is_too_long_is_refused_before_it_is_signed_or_sent(fake):
    with pytest.raises(ValueError, match="longer than 918 signs"):
        notify.Text().prepare(Words(subject="", text="a" * 919))
    nearly = Words(subject="", text="a" * 915 + "((first_name))")
    assert isinstance(send(notify.Text(), "+447700900001", words=nearly), Accepted)
    assert send(notify.Text(), "+447700900001", words=nearly, first_name="Samira") == Refused("With this family’s words in it the text is longer than 918 signs.")


@pytest.mark.parametrize("words", [Words(subject="a", text=" "), Words(subject=" ", text="a"), Words(subject="a", text="((Name))")])
def test_a_message_without_words_or_with_a_broken_field_is_refused_when_it_is_prepared(fake, words):
    with pytest.raises(ValueError):
        notify.Email().prepare(words)


def test_a_family_without_a_field_is_refused(fake, kind):
    carrier, to = KINDS[kind][0](), KINDS[kind][1]
    assert carrier.send(carrier.prepare(WORDS), reference=REFERENCE, to=to, fields={}) == Refused("The field “first_name” of this person is missing.")


class _Portal:
    """Takes callbacks, and answers with `status`."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str]] = []
        self.status = [200]
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                portal.came.append((self.headers["Authorization"], body.decode()))
                self.send_response(portal.status.pop(0) if len(portal.status) > 1 else portal.status[0])
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/receipts"


@pytest.fixture
def portal() -> Iterator[_Portal]:
    portal = _Portal()
    yield portal
    portal.server.shutdown()
    portal.server.server_close()


def test_the_fake_tells_late_twice_and_out_of_order_and_gives_up_after_a_4xx(fake, portal):
    fake.callbacks = Callbacks(portal.url, "a-secret-token", delay=0.01, twice=1.0, seed=2, again=0.01)
    portal.status = [500, 404, 200]
    sent("email")
    assert fake.callbacks.rest()
    assert fake.callbacks.answers == {500: 1, 404: 1, 200: 2}, "three are told; the one that met a 500 comes again, the one that met a 404 does not"
    assert {token for token, _body in portal.came} == {"Bearer a-secret-token"}
    assert notify.Email().find(REFERENCE).status == "delivered"
    fake.callbacks.stop()
    fake.callbacks = None


def test_the_fake_has_the_same_faults_by_chance_in_each_run(fake):
    fake.rates, fake.seed = {"lost": 0.2, "429": 0.2}, 7
    references = [UUID(int=number) for number in range(40)]
    first = [fake.fault(str(reference), "") for reference in references]
    assert first == [fake.fault(str(reference), "") for reference in references]
    assert {"lost", "429", ""} == set(first)
