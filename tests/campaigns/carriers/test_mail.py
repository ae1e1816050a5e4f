"""The mail server and every answer it can give, by real smtplib to a real socket."""

import datetime as dt
import email
import random
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.core import mail as outbox

from campaigns.carriers import mail, smtp
from campaigns.carriers.base import Accepted, CannotLookUp, Later, NotAllowed, Refused, Unknown, Words
from tests.fakes.sink import Sink, running

WORDS = Words(subject="Short breaks", text="Dear ((first_name)),\n.\n..\nMay.", html="<p>Dear ((first_name)),</p>", sender="Forum <offer@council.example>")
REFERENCE = UUID("0ecbf4ef-fd49-49f1-8502-cf82ed06fc8e")


@pytest.fixture(params=[True, False], ids=["reads-ahead", "one-by-one"])
def sink(request, settings) -> Iterator[Sink]:
    with running(Sink(keep=20, reads_ahead=request.param)) as sink:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = mail.SMTP, "127.0.0.1", sink.port, 5
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield sink


@pytest.fixture
def post(sink) -> Iterator[mail.BySmtp]:
    carrier = mail.carrier()
    yield carrier
    carrier.close()


def send(post, to: str = "sam@families.example", reference: UUID = REFERENCE, **fields: str):
    return post.send(post.prepare(WORDS), reference=reference, to=to, fields={"first_name": "Sam"} | fields)


def test_each_family_gets_its_own_mail_over_one_connection(sink, post):
    answers = [send(post, f"family{number}@families.example", uuid4()) for number in range(5)]
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert sink.connections == 1
    assert sink.recipients == {f"family{number}@families.example": 1 for number in range(5)}


def test_what_arrives_is_what_was_written_and_its_number_is_ours(sink, post):
    assert send(post, first_name="Zoë") == Accepted("00000001")
    message = email.message_from_bytes(sink.mails[0])
    assert message["Message-ID"] == f"<{REFERENCE}@testserver>" and sink.ids == {f"{REFERENCE}@testserver": 1}
    assert message.get_payload()[0].get_payload(decode=True).decode() == "Dear Zoë,\r\n.\r\n..\r\nMay."
    if sink.reads_ahead:
        assert f"MAIL FROM:<offer@council.example> RET=HDRS ENVID={REFERENCE}" in sink.commands, "a report of a bounce names it, and repeats no words"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("450", Later),
        ("451", Later),
        ("452", Later),
        ("550", Refused),
        ("553", Refused),
        ("data:451", Later),
        ("data:554", Refused),
        ("data:552", Refused),
        ("530", NotAllowed),
        ("dropped", Unknown),
        ("cut", Later),
        ("late:550", Refused),
        ("late:550", Refused),
    ],
)
def test_each_answer_to_one_family_is_told_apart_and_the_next_gets_its_mail(sink, post, fault, kind):
    sink.rules = [("sam@", fault)]
    assert isinstance(send(post, "first@families.example"), Accepted)
    assert type(send(post)) is kind
    assert isinstance(send(post, "next@families.example"), Accepted)
    assert sink.recipients["sam@families.example"] == (fault == "dropped"), "only what was dropped after it was taken has arrived"
    assert sink.recipients["next@families.example"] == 1


def test_among_hundreds_of_faults_no_answer_is_wrong_about_what_arrived(sink, post):
    faults = ["", "450", "550", "data:451", "data:554", "dropped", "cut", "late:550", "421", "once:451", ""]
    sink.rules = [(f"fault{number}@", fault) for number, fault in enumerate(faults) if fault]
    prepared, chance = post.prepare(WORDS), random.Random(8)
    told: dict[type, int] = dict.fromkeys((Accepted, Refused, Later, Unknown), 0)
    for _each in range(330):
        reference, to = uuid4(), f"fault{chance.randrange(len(faults))}@families.example"
        answer = post.send(prepared, reference=reference, to=to, fields={"first_name": "Sam"})
        told[type(answer)] += 1
        arrived = sink.ids[f"{reference}@testserver"]
        assert arrived == 1 if isinstance(answer, Accepted) else arrived == (isinstance(answer, Unknown)), "only the dropped ones came without our hearing of it"
    assert all(told.values())


def test_an_answer_names_no_address(sink, post):
    sink.rules = [("sam@", "550")]
    assert send(post) == Refused("The mail server refuses this address or this mail (550 5.7.1).")


def test_a_451_is_gone_at_the_second_try(sink, post):
    sink.rules = [("sam@", "once:451")]
    assert isinstance(send(post), Later)
    assert isinstance(send(post), Accepted)


@pytest.mark.parametrize("rule", [("sam@", "421"), ("from:", "421"), ("sam@", "data:421")])
def test_a_server_that_is_closing_is_left_alone_for_some_minutes(sink, post, rule):
    sink.rules = [rule]
    assert send(post) == Later("The mail server is closing (421).", dt.timedelta(minutes=5))
    sink.rules = []
    assert isinstance(send(post), Accepted) and sink.connections == 2


@pytest.mark.parametrize("code", ["550", "553", "530"])
def test_a_sender_that_may_not_send_is_for_a_person_to_mend(sink, post, code):
    sink.rules = [("from:offer@", code)]
    assert isinstance(send(post), NotAllowed)
    assert not sink.recipients


def test_nobody_listens_there(settings, post):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]
        assert send(post) == Later("The mail server can’t be reached.")


def test_a_server_too_slow_before_the_mail_has_not_got_it_and_after_it_nobody_knows(sink, settings, post):
    settings.EMAIL_TIMEOUT = 0.2
    sink.rules = [("sam@", "slow:0.6")]
    assert isinstance(send(post), Later) and not sink.recipients
    with _half_a_server(b"250 OK\r\n250 OK\r\n354 Go on\r\n" if sink.reads_ahead else b"") as port:
        settings.EMAIL_PORT = port
        assert isinstance(send(mail.carrier()), Unknown)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(sink, post):
    assert isinstance(send(post), Accepted)
    post._line._server.sock.shutdown(socket.SHUT_RDWR)
    assert isinstance(send(post, "next@families.example"), Accepted)
    assert sink.connections == 2 and sink.ids.total() == 2


def test_one_connection_carries_no_more_than_servers_allow(sink, post, monkeypatch):
    monkeypatch.setattr(smtp, "MOST_ON_ONE", 2)
    assert all(isinstance(send(post), Accepted) for _time in range(5))
    assert sink.connections == 3


@pytest.mark.parametrize("to", ["nobody", "a@b.example, c@d.example", "a@b.example>\r\nRCPT TO:<c@d.example"])
def test_what_is_no_address_never_reaches_the_server(sink, post, to):
    assert send(post, to) == Refused("This is not one e-mail address that mail can be sent to.")
    assert sink.connections == 0


def test_a_family_without_a_field_is_refused_and_told_apart(post):
    answer = post.send(post.prepare(WORDS), reference=REFERENCE, to="sam@families.example", fields={})
    assert answer == Refused("The field “first_name” of this person is missing.")


def test_a_mail_server_can_not_be_asked_afterwards(post):
    assert not post.can_look_up
    with pytest.raises(CannotLookUp):
        post.find(REFERENCE)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), NotAllowed),
        (smtplib.SMTPAuthenticationError(454, b"later"), Later),
        (smtplib.SMTPConnectError(554, b"no service"), NotAllowed),
        (smtplib.SMTPConnectError(421, b"too many"), Later),
        (smtplib.SMTPNotSupportedError("no STARTTLS"), NotAllowed),
        (smtplib.SMTPServerDisconnected("gone"), Later),
        (ssl.SSLCertVerificationError("another host"), NotAllowed),
        (TimeoutError("slow"), Later),
        (socket.gaierror("no such name"), Later),
    ],
)
def test_each_reason_for_no_connection_is_told_apart(error, kind):
    answer = smtp.not_opened(error)
    assert type(answer) is kind
    assert "password" not in answer.why, "only our own words"


def test_a_password_that_the_server_can_not_take_is_for_a_person_to_mend(sink, settings, post):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "offer", "secret"
    assert isinstance(send(post), NotAllowed)
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_USE_TLS = True
    assert isinstance(send(post), NotAllowed), "a server without TLS gets no mail of ours when TLS was asked for"
    assert not sink.recipients


@pytest.mark.parametrize(("step", "code", "kind"), [("", 299, Accepted), ("", 354, Unknown), ("", -1, Unknown), ("RCPT", -1, Later), ("DATA", 554, Refused), ("DATA", 451, Later)])
def test_an_answer_that_can_not_be_read_is_never_taken_for_yes(step, code, kind):
    assert type(smtp.meaning(step, code, b"")) is kind


def test_without_a_mail_server_mails_go_the_way_of_the_other_mails(settings):
    carrier = mail.carrier()
    assert isinstance(carrier, mail.ByDjango)
    assert send(carrier, first_name="Zoë <3") == Accepted()
    message = outbox.outbox[0]
    assert (message.subject, message.to, message.body) == ("Short breaks", ["sam@families.example"], "Dear Zoë <3,\n.\n..\nMay.")
    assert message.alternatives[0].content == "<p>Dear Zoë &lt;3,</p>"
    assert message.message()["Message-ID"] == f"<{REFERENCE}@testserver>"
    assert isinstance(send(carrier, "nobody"), Refused)
    long = carrier.prepare(Words(subject="a", text="b", sender=f"{'Comhairle agus Fóram ' * 6}", reply_to="desk@council.example"))
    assert carrier.send(long, reference=REFERENCE, to="sam@families.example", fields={}) == Accepted(), "a folded name too"
    carrier.close()


def test_a_folder_that_can_not_be_written_is_tried_later(settings, tmp_path):
    settings.MAIL_TRANSPORT, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path / "mail")
    carrier = mail.carrier()
    (tmp_path / "mail").rmdir()
    assert send(carrier) == Later("The mail can’t be written to its folder.")


class _half_a_server:  # noqa: N801  # reads as what it is
    """Answers up to the mail's end, and then never."""

    def __init__(self, answers: bytes) -> None:
        self.answers = [answers] if answers else [b"250 OK\r\n", b"250 OK\r\n", b"354 Go on\r\n"]
        self.hello = b"250-half\r\n250 PIPELINING\r\n" if answers else b"250 half\r\n"

    def __enter__(self) -> int:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._talk, daemon=True)
        self.thread.start()
        return self.server.getsockname()[1]

    def _talk(self) -> None:
        line, _who = self.server.accept()
        line.sendall(b"220 half\r\n")
        for answer in (self.hello, *self.answers):
            line.recv(65536)
            line.sendall(answer)
        while line.recv(65536):
            pass
        line.close()

    def __exit__(self, *error: object) -> None:
        self.server.close()
        self.thread.join(2)


class Mailbox:
    """Keeps what came, and knows one password."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    def knows(self, _server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        return AuthResult(success=given == LoginPassword(b"offer", b"right"), handled=False)

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.mails.append((envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 Ok"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
class TestAnotherServer:
    """aiosmtpd, which shares no code with our sink: it asks for a password and reads mail with Python's own reader."""

    @pytest.fixture
    def server(self, settings) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        controller = Controller(mailbox, "127.0.0.1", _free_port(), authenticator=mailbox.knows, auth_required=True, auth_require_tls=False)
        controller.start()
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", controller.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "offer", "right"
        yield mailbox
        controller.stop()

    def test_a_mail_arrives_whole_with_a_password(self, server):
        carrier = mail.carrier()
        assert [type(send(carrier, f"{name}@families.example", uuid4(), first_name="Zoë .")) for name in ("sam", "noor")] == [Accepted, Accepted]
        carrier.close()
        assert [to for to, _mail in server.mails] == [["sam@families.example"], ["noor@families.example"]]
        message = email.message_from_bytes(server.mails[0][1])
        assert message.get_payload()[0].get_payload(decode=True).decode() == "Dear Zoë .,\r\n.\r\n..\r\nMay."

    def test_a_wrong_password_is_for_a_person_to_mend(self, server, settings):
        settings.EMAIL_HOST_PASSWORD = "wrong"
        assert send(mail.carrier()) == NotAllowed("The mail server does not let us in (535).")
        settings.EMAIL_HOST_USER = ""
        assert send(mail.carrier()) == NotAllowed("The mail server takes no mail from our address (530 5.7.0).")
        assert not server.mails
