"""The environment: a missing or wrong variable stops the start and says what to do."""

import os
import re
import subprocess
import sys
from unittest import mock

import pytest

from portal import env

pytestmark = pytest.mark.same_on_any_server

UUID = "26785a09-ab16-4eb0-8407-a37497a57506"
GOOD = {"SECRET_KEY": "s" * 60, "FIELD_KEYS": "f" * 40, "ALLOWED_HOSTS": "localoffer.example", "SITE_URL": "https://localoffer.example"}


def test_the_least_a_site_needs():
    found = env.read(GOOD)
    assert found.allowed_hosts == ["localoffer.example"]
    assert found.https
    assert not found.demo
    assert found.database["ENGINE"].endswith("sqlite3")


def test_an_empty_environment_names_everything_that_is_missing():
    with pytest.raises(env.WrongEnvironment) as problem:
        env.read({})
    for name in GOOD:
        assert f"{name} is missing." in str(problem.value)


@pytest.mark.parametrize(
    ("name", "value", "should_be"),
    [
        ("SECRET_KEY", "short", "50 characters or more"),
        ("FIELD_KEYS", "short", "32 characters or more"),
        ("DEBUG", "perhaps", "true or false"),
        ("SITE_URL", "localoffer.example", "https://localoffer.example.gov.uk"),
        ("SITE_URL", "https://localoffer.example/under/", "https://localoffer.example.gov.uk"),
        ("DATABASE_URL", "mysql://u:p@h/n", "postgres://"),
        ("CACHE_URL", "memcached://h", "redis://"),
        ("SEARCH_URL", "search:9200", "http://HOST:PORT"),
        ("SEARCH_URL", "http://search", "http://HOST:PORT"),
        ("EMAIL_URL", "carrier-pigeon://", "smtp://"),
        ("ALLOWED_HOSTS", ",", "host names"),
        ("DEFAULT_FROM_EMAIL", "nonsense", "the address that mail comes from"),
        ("DEFAULT_FROM_EMAIL", "Local Offer", "the address that mail comes from"),
        ("CACHE_URL", "redis://host:notaport/0", "redis://"),
        ("CACHE_URL", "redis://host/name", "redis://"),
        ("CACHE_URL", "redis://", "redis://"),
        ("ERASURE_LEDGER", "/dev/null/x/y", "a file, outside the database"),
        ("ERASURE_LEDGER", "/dev", "it is a folder"),
        ("VAR_DIR", "/dev/null/x", "a folder"),
        ("MEDIA_ROOT", "/dev/null", "a folder"),
        ("EMAIL_URL", "smtp://", "smtp://USER"),
        ("EMAIL_URL", "smtp+tls://u:p@:587", "smtp://USER"),
        ("SITE_URL", "https://a b", "https://localoffer.example.gov.uk"),
        ("SITE_URL", "https://", "https://localoffer.example.gov.uk"),
        ("SITE_URL", "https://localoffer.example:port", "https://localoffer.example.gov.uk"),
        ("DATABASE_URL", "postgres://u:p@h/", "postgres://"),
        ("DATABASE_URL", "postgres://u:p@h:5432", "postgres://"),
        ("TRUSTED_PROXIES", "some", "how many proxies"),
        ("TRUSTED_PROXIES", "-1", "how many proxies"),
        ("TEXT_URL", "carrier-pigeon:", "notify: for GOV.UK Notify"),
        ("TEXT_URL", "notify", "notify: for GOV.UK Notify"),
        ("TEXT_URL", "notify:ftp://notify.example", "notify: for GOV.UK Notify"),
        ("TEXT_URL", "file:/dev/null/x", "notify: for GOV.UK Notify"),
        ("NOTIFY_API_KEY", "portal-26785a09-ab16-4eb0-8407-a37497a57506", "whole"),
        ("NOTIFY_TEMPLATE_ID", "((body))", "the UUID of a text template"),
        ("NOTIFY_EMAIL_TEMPLATE_ID", "((subject))", "the UUID of an e-mail template"),
        ("NOTIFY_LETTER_TEMPLATE_ID", "letter", "the UUID of a letter template"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(name, value, should_be):
    with pytest.raises(env.WrongEnvironment) as problem:
        env.read(GOOD | {name: value})
    assert f"{name} is wrong" in str(problem.value)
    assert should_be in str(problem.value)


@pytest.mark.parametrize("sign", ["/", "#", "?", " "])
@pytest.mark.parametrize("start", ["left", "12"])
@pytest.mark.parametrize(
    ("name", "address"), [("DATABASE_URL", "postgres://me:{}@db.example/offer"), ("CACHE_URL", "redis://me:{}@cache.example/0"), ("EMAIL_URL", "smtp://me:{}@mail.example:587")]
)
def test_a_password_is_neither_cut_nor_shown(name, address, start, sign):
    """A sign that ends a password in an address stops the start, and no piece of the password is printed."""
    with pytest.raises(env.WrongEnvironment) as problem:
        env.read(GOOD | {name: address.format(f"{start}{sign}right")})
    assert f"{name} is wrong" in str(problem.value)
    assert "in a password write / as %2F" in str(problem.value)
    assert "left" not in str(problem.value)
    assert "right" not in str(problem.value)


def test_a_password_with_the_signs_written_otherwise_is_read_whole():
    found = env.read(GOOD | {"DATABASE_URL": "postgres://me:a%2Fb%23c%3Fd%40e@[::1]:5432/offer", "EMAIL_URL": "smtp+tls://me:a%2Fb%23c@mail.example:587"})
    assert (found.database["PASSWORD"], found.database["NAME"]) == ("a/b#c?d@e", "offer")
    assert (found.email["EMAIL_HOST_PASSWORD"], found.email["EMAIL_PORT"]) == ("a/b#c", 587)


@pytest.mark.parametrize("hosts", ["other.example", "example", "www.localoffer.example"])
def test_the_sites_own_host_is_allowed(hosts):
    with pytest.raises(env.WrongEnvironment, match="ALLOWED_HOSTS does not name the host of SITE_URL"):
        env.read(GOOD | {"ALLOWED_HOSTS": hosts})


@pytest.mark.parametrize(
    ("hosts", "address"),
    [("*", "https://localoffer.example"), (".example", "https://localoffer.example:8443"), ("[::1]", "http://[::1]:8000"), ("LocalOffer.example", "https://localoffer.example/")],
)
def test_hosts_that_name_the_site_in_other_ways_are_taken(hosts, address):
    assert env.read(GOOD | {"ALLOWED_HOSTS": hosts, "SITE_URL": address}).site_url == address.rstrip("/")


def test_mail_in_files_goes_to_the_folder_that_was_named(tmp_path):
    assert env.read(GOOD | {"EMAIL_URL": f"filemail://{tmp_path}/mail"}).email["EMAIL_FILE_PATH"] == f"{tmp_path}/mail"
    assert env.read(GOOD | {"VAR_DIR": str(tmp_path)}).email["EMAIL_FILE_PATH"] == f"{tmp_path}/mail"


@pytest.mark.parametrize("sender", ["local-offer@localhost", "Local Offer <offer@council.example>", '"Offer, Local" <offer@council.example>'])
def test_a_sender_may_have_a_name(sender):
    assert env.read(GOOD | {"DEFAULT_FROM_EMAIL": sender}).default_from_email == sender


def test_the_demo_refuses_to_be_a_real_site():
    with pytest.raises(env.WrongEnvironment, match="DEMO is true"):
        env.read(GOOD | {"DEMO": "true"})
    assert env.read(GOOD | {"DEMO": "true", "HTTPS": "false"}).demo


def test_https_needs_a_proxy_that_does_it():
    with pytest.raises(env.WrongEnvironment, match=r"TRUSTED_PROXIES is 0\. It should be 1 or more with HTTPS=true"):
        env.read(GOOD | {"TRUSTED_PROXIES": "0"})
    assert env.read(GOOD).trusted_proxies == 1
    assert env.read(GOOD | {"HTTPS": "false"}).trusted_proxies == 0


def test_without_an_address_there_are_no_texts():
    assert env.read(GOOD).text_url == ""


def test_notify_needs_its_key_and_its_template():
    with pytest.raises(env.WrongEnvironment) as problem:
        env.read(GOOD | {"TEXT_URL": "notify:"})
    assert "NOTIFY_API_KEY is missing." in str(problem.value)
    assert "NOTIFY_TEMPLATE_ID is missing." in str(problem.value)
    ids = {"NOTIFY_API_KEY": f"portal-{UUID}-{UUID}", "NOTIFY_TEMPLATE_ID": UUID}
    assert env.read(GOOD | ids | {"TEXT_URL": "notify:"}).text_url == "notify:"


@pytest.mark.parametrize("name", ["NOTIFY_EMAIL_TEMPLATE_ID", "NOTIFY_LETTER_TEMPLATE_ID"])
def test_a_template_without_notify_is_a_contradiction(name):
    with pytest.raises(env.WrongEnvironment, match=f"{name} is set. It should be empty without TEXT_URL=notify:"):
        env.read(GOOD | {name: UUID})


def test_a_real_site_does_not_write_its_texts_into_a_folder(tmp_path):
    with pytest.raises(env.WrongEnvironment, match="TEXT_URL is a folder"):
        env.read(GOOD | {"TEXT_URL": f"file:{tmp_path}/texts"})
    assert env.read(GOOD | {"TEXT_URL": f"file:{tmp_path}/texts", "HTTPS": "false"}).text_url


def test_an_empty_variable_of_the_process_is_not_filled_from_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://real:real@real.example/real\nDEFAULT_FROM_EMAIL=file@council.example\n")
    monkeypatch.setattr(env, "ROOT", tmp_path)
    with mock.patch.dict(os.environ, GOOD | {"DATABASE_URL": ""}, clear=True):
        found = env.read()
    assert found.database["ENGINE"].endswith("sqlite3")
    assert found.database["NAME"] == str(tmp_path / "var" / "portal.sqlite3")
    assert found.default_from_email == "file@council.example"


@pytest.mark.parametrize("script", ["demo-env", "test-env", "production-env"])
def test_nothing_from_outside_reaches_the_demo_or_the_checks(script, tmp_path):
    outside = dict.fromkeys(_names() - {"LOG_LEVEL"}, "from-outside") | {"PATH": os.environ["PATH"], "DEMO_VAR_DIR": str(tmp_path)}
    done = subprocess.run([env.ROOT / "dev" / script, "env", "-0"], env=outside, capture_output=True, text=True, check=True)
    inside = dict(line.split("=", 1) for line in done.stdout.split("\0") if line)
    assert _names() <= inside.keys()
    assert "from-outside" not in inside.values()
    found = env.read(inside)
    assert found.demo is (script == "demo-env")
    if found.demo:
        assert found.database["NAME"] == str(tmp_path / "portal.sqlite3")


def test_the_tests_themselves_leave_no_variable_to_the_file():
    assert _names() <= os.environ.keys()


def _names() -> set[str]:
    """Every variable that portal/env.py reads."""
    names = set(re.findall(r'reader\.read\(\s*"([A-Z_]+)"', (env.ROOT / "portal" / "env.py").read_text()))
    assert len(names) > 10
    return names


def test_every_variable_stands_in_the_example_file():
    example = (env.ROOT / ".env.example").read_text()
    for name in _names():
        assert f"{name}=" in example, name


def test_the_start_ends_with_a_sentence_and_no_traceback():
    variables = {"PATH": os.environ["PATH"], "TRUSTED_PROXIES": "many"}
    done = subprocess.run([sys.executable, "manage.py", "check"], cwd=env.ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TRUSTED_PROXIES is wrong" in done.stderr
    assert "Traceback" not in done.stderr
