"""`make test-services` runs on the real servers, and not on the files that stand in for them elsewhere."""

import os
import secrets
from email import message_from_bytes, policy
from importlib.metadata import version
from pathlib import Path

import pytest
import redis
from django.core.cache import caches
from django.core.mail import send_mail
from django.db import connection
from elasticsearch import Elasticsearch

from accounts.mail import send_due
from accounts.models import QueuedMail

pytestmark = pytest.mark.services


@pytest.mark.django_db
def test_the_database_is_postgresql():
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_superuser = cursor.fetchone()
    assert name.startswith("test_local_offer_")
    assert not is_superuser, "a query may need a right that production does not give"


def test_both_caches_are_in_redis(settings):
    for name in ("default", "pages"):
        assert str(settings.CACHES[name]["LOCATION"]).startswith("redis://"), name
        word = secrets.token_hex(8)
        caches[name].set("services", word)
        key = caches[name].make_key("services")
        with redis.Redis.from_url(settings.CACHES[name]["LOCATION"]) as server:
            assert word.encode() in server.get(key), name


@pytest.mark.django_db
def test_mail_reaches_the_server(settings):
    assert "MAIL_FOLDER" in os.environ, "no mail server was started"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    address = f"{secrets.token_hex(8)}@families.example"
    send_mail("Grüße", "Words – and more.", None, [address])
    assert send_due() == 1
    assert not QueuedMail.objects.exists()
    folder = Path(os.environ["MAIL_FOLDER"]) / "new"
    messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.iterdir()]
    arrived = [message for message in messages if message["X-RcptTo"] == address]
    assert [(message["Subject"], message["X-MailFrom"]) for message in arrived] == [("Grüße", settings.DEFAULT_FROM_EMAIL)]
    assert "Words – and more." in arrived[0].get_content()


def test_elasticsearch_is_of_the_major_version_that_the_library_speaks():
    server = Elasticsearch(os.environ["ELASTICSEARCH_URL"])
    assert server.info()["version"]["number"].split(".")[0] == version("elasticsearch").split(".")[0]
