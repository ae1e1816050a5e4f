"""Nothing a stranger can send makes the portal fail: odd addresses, parameters, headers and bodies."""

import io
import os
import random
import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from portal.middleware import LONGEST_ADDRESS
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.whole_site]

ODD = [
    "", " ", "0", "-1", "999999999999999999999", "null", "undefined", "true", "NaN", "%", "%00", "\0", "a\0b", "'", '"', "''; DROP TABLE x; --", "1 OR 1=1",
    "{}", "[]", '{"a": [1]}', "<script>alert(1)</script>", "../../etc/passwd", "..%2f..%2f", "//evil.example/", "https://evil.example/", "\\", "*", "(", ")", '"NEAR(',
    "AND OR NOT", "a:b", "^", "$", "{{ 7*7 }}", "{% x %}", "\u202e\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "𝕊𝔼ℕ𝔻", "🦄" * 50, "é" * 200, "x" * 2_000, "\ud800", "\n", "\r\nX: y", "\t", "٢٠٢٥",
]  # fmt: skip
NAMES = [
    "q",
    "type",
    "borough",
    "page",
    "year",
    "topic",
    "need",
    "category",
    "phase",
    "cost",
    "age",
    "kind",
    "words",
    "service",
    "answer",
    "asked",
    "c",
    "next",
    "export",
    "utm_source",
    "x",
    "a[]",
    "",
    "é",
    "\0",
]
STARTS = ["/", "/search/", "/services/", "/feedback/", "/feedback/thanks/", "/feedback/useful/", "/register/", "/register/my-family/", "/stats/e", "/stats/choice/", "/statistics/", "/statistics/days.csv", "/go/", "/a-to-z/", "/glossary/",
          "/new-to-send/your-next-steps/", "/you-said-we-did/", "/news/", "/documents/", "/media/images/", "/accounts/login/", "/admin/", "/colours/", "/sitemap.xml", "/.well-known/",
          "/api/open-referral/v3/", "/api/open-referral/v3/services", "/services/embed/", "/services/share/", "/services/directory.csv"]  # fmt: skip


@pytest.fixture
def place(site):
    from register import wording

    wording.seed()
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    answers = [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]
    questions = [{"type": "question", "value": {"key": "age", "question": "How old?", "help": "", "answers": answers}}]
    factories.PathwayPageFactory(parent=start, questions=questions, suggestions=[])
    factories.YouSaidWeDidIndexPageFactory(parent=site.root_page)
    factories.NewsIndexPageFactory(parent=site.root_page, slug="news")
    factories.ServiceFactory(slug="swimming")


def safe(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_odd_addresses_by_the_thousand_and_none_fails(place):
    """Seeded, so that a failure comes again: paths and parameters put together from odd pieces. ODD_ADDRESSES says how many."""
    client, chance = Client(raise_request_exception=False), random.Random(20_261_122)
    failed = []
    for _ in range(int(os.environ.get("ODD_ADDRESSES", "1500"))):
        path = chance.choice(STARTS) + ("/".join(safe(chance.choice(ODD)) for _ in range(chance.choice([0, 0, 1, 2]))))
        query = "&".join(f"{safe(chance.choice(NAMES))}={safe(chance.choice(ODD))}" for _ in range(chance.choice([0, 1, 2, 5])))
        response = client.get(f"{path}?{query}" if query else path)
        if response.status_code >= 500:
            failed.append(f"{response.status_code} {path}?{query}"[:300])
    assert not failed, failed[:10]


@pytest.mark.parametrize("path", ["/feedback/", "/feedback/useful/", "/register/", "/stats/e", "/stats/choice/", "/accounts/login/", "/search/", "/"])
def test_odd_bodies_are_answered(place, path):
    client, chance = Client(raise_request_exception=False), random.Random(path)
    for _ in range(60):
        fields = {chance.choice([*NAMES, "text", "kind", "page", "form_id", "login"]).replace("\0", "z"): chance.choice(ODD).encode("utf-8", "replace") for _ in range(4)}
        assert client.post(path, fields).status_code < 500
    for kind, body in [
        ("application/json", b"{"),
        ("text/plain", b"\xff\xfe"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x"),
        ("", b"a=b"),
        ("application/x-www-form-urlencoded", b"%ff=%00"),
    ]:
        assert client.generic("POST", path, body, content_type=kind).status_code < 500


def test_a_host_that_is_not_ours_is_refused(place):
    assert Client(raise_request_exception=False).get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "BREW"])
def test_methods_that_nobody_needs_are_refused(place, method):
    assert Client().generic(method, "/").status_code == 405


def test_a_body_over_a_megabyte_is_refused_with_words(place):
    response = Client().post(reverse("comment"), {"text": "x" * 1_100_000})
    assert response.status_code == 413
    assert "too much" in response.content.decode()


class BrokenLine(io.BytesIO):
    """A body whose sender went away while it was read."""

    def read(self, *sizes):
        raise OSError("broken off")


@pytest.mark.parametrize("path", ["/stats/e", "/feedback/", "/feedback/useful/", "/accounts/login/"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_line_that_breaks_is_no_error_of_ours(place, path, kind):
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": kind, "CONTENT_LENGTH": "20", "wsgi.input": BrokenLine()}
    assert Client(raise_request_exception=False).request(**environ).status_code == 400


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_more_than_200_fields_are_refused(place, kind):
    client = Client()
    if kind.startswith("multipart"):
        response = client.post(reverse("comment"), {f"f{number}": "1" for number in range(300)})
    else:
        response = client.post(reverse("comment"), "&".join(f"f{number}=1" for number in range(300)), content_type=kind)
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/search/?q=", "/no-such-page/?", "/admin/?"])
def test_an_address_without_end_is_refused_in_our_own_words(place, path):
    response = Client().get(path + "x" * 10_000)
    assert response.status_code == 414
    assert "That address is too long" in response.content.decode()


@pytest.mark.parametrize("starts_it", ["Dockerfile", "dev/run.py"])
def test_the_web_server_lets_a_long_address_come_as_far_as_our_own_words(starts_it):
    """By itself it says no more than “Request-URI Too Long” to more than 4,094 letters."""
    [limit] = re.findall(r"--limit-request-line=(\d+)", (settings.BASE_DIR / starts_it).read_text())
    config = Config()
    config.set("limit_request_line", int(limit))
    line = f"GET /?{'x' * 8_000} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    assert len(next(RequestParser(config, iter([line]), ("127.0.0.1", 1))).uri) > LONGEST_ADDRESS


def test_a_page_that_is_not_there_helps(place):
    response = Client().get("/no-such-page/")
    body = response.content.decode()
    assert response.status_code == 404
    assert reverse("search") in body
    assert reverse("a_to_z") in body
