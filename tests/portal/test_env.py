"""The environment: a missing or wrong variable stops the start and says what to do."""

import os
import re
import subprocess
import sys
from unittest import mock

import pytest

from portal import env

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
        ("EMAIL_URL", "carrier-pigeon://", "smtp://"),
        ("TRUSTED_PROXIES", "some", "how many proxies"),
        ("TRUSTED_PROXIES", "-1", "how many proxies"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(name, value, should_be):
    with pytest.raises(env.WrongEnvironment) as problem:
        env.read(GOOD | {name: value})
    assert f"{name} is wrong" in str(problem.value)
    assert should_be in str(problem.value)


def test_the_demo_refuses_to_be_a_real_site():
    with pytest.raises(env.WrongEnvironment, match="DEMO is true"):
        env.read(GOOD | {"DEMO": "true"})
    assert env.read(GOOD | {"DEMO": "true", "HTTPS": "false"}).demo


def test_https_needs_a_proxy_that_does_it():
    with pytest.raises(env.WrongEnvironment, match=r"TRUSTED_PROXIES is 0\. It should be 1 or more with HTTPS=true"):
        env.read(GOOD | {"TRUSTED_PROXIES": "0"})
    assert env.read(GOOD).trusted_proxies == 1
    assert env.read(GOOD | {"HTTPS": "false"}).trusted_proxies == 0


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
