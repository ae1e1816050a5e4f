"""A mailed link or a card's code is a secret: no line of a log has one, whatever became of the page."""

import logging
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, resolve
from redis.exceptions import ConnectionError as RedisGone

from accounts.middleware import CacheIsDown
from portal.log_lines import without_secret

SECRET = "Zyx-secret_0123456789"
# What a part of an address is called that nobody may know. Those beside it are codes that everybody may read.
CALLED = re.compile(r"<(?:\w+:)?(?:token|code|key|uidb64)>")
KNOWN_TO_ALL = ("admin/register/", "admin/campaigns/", "letters/", "services/need/", "services/age/", "services/kind/", "services/in/", "go/")


def addresses(resolver=None, before: str = "") -> list[str]:
    """Every address of the portal with a secret in it."""
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        here = before + str(each.pattern)
        found += ([here] if CALLED.search(here) else []) if isinstance(each, URLPattern) else addresses(each, here)
    return [address for address in found if not address.startswith(KNOWN_TO_ALL)]


def test_every_address_with_a_secret_is_known_here():
    asked = addresses()
    assert len([address for address in asked if address.startswith("register/")]) >= 5
    assert [address for address in asked if SECRET in without_secret("Not Found: /" + CALLED.sub(SECRET, address))] == []


@pytest.mark.parametrize("where", ["confirm", "come-back", "still-right", "card"])
def test_a_link_that_is_refused_stands_in_no_log(site, caplog, monkeypatch, where):
    monkeypatch.setattr("register.views.refusals.AN_HOUR", 0)
    browser = Client(enforce_csrf_checks=True)
    caplog.set_level(logging.INFO)
    for address in (f"/register/{where}/{SECRET}/", f"/register/{where}/{SECRET}/again/", f"/register/{where}/{SECRET}/typo/"):
        browser.get(address)
        browser.post(address)
    lines = [record.getMessage() for record in caplog.records]
    assert any(f"/register/{where}/…" in line for line in lines), "the line is there, and says which page"
    assert SECRET not in caplog.text


def test_while_redis_is_gone_the_log_names_the_page_and_not_its_address(site, caplog):
    request = RequestFactory().post(f"/register/confirm/{SECRET}/")
    request.resolver_match = resolve(request.path)
    CacheIsDown(lambda request: None).process_exception(request, RedisGone())
    assert "register_confirm could not be answered" in caplog.text and SECRET not in caplog.text
