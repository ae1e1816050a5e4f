"""What a load balancer is told."""

import time

import pytest
from django.db import InterfaceError, OperationalError
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.recorder import MigrationRecorder

from home.models import SiteSettings
from portal import health
from tests.factories import ServiceFactory


def test_alive_asks_nothing_of_the_database(client):
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_migrated(client):
    assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
def test_services_that_nobody_hears_of_are_a_warning_and_no_reason_to_stop(site, monkeypatch):
    monkeypatch.setattr(health.connections["default"], "close", lambda: None)
    ServiceFactory(owner_email="")
    ServiceFactory(owner_email="team@council.example")
    answers: list[list[str]] = []
    health._ask_database(answers)
    reasons, [warning] = answers
    assert reasons == []
    assert "about 1 services of which no mailbox hears" in warning
    SiteSettings.objects.update_or_create(site=site, defaults={"help_email": "help@council.example"})
    health._ask_database(answers)
    assert answers[2:] == [[], []]


def test_not_ready_while_a_migration_waits(monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: {})
    monkeypatch.setattr(health.connections["default"], "close", lambda: None)
    answers: list[list[str]] = []
    health._ask_database(answers)
    assert answers == [["Migrations are waiting: run manage.py migrate."]]


@pytest.mark.parametrize("problem", [OperationalError("no server"), InterfaceError("connection already closed"), NodeNotFoundError("no such migration", ("a", "b")), KeyError()])
def test_not_ready_whatever_went_wrong_with_the_database(client, monkeypatch, problem):
    def refuse(*args):
        raise problem

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["The database does not answer."]


def test_not_ready_when_the_database_is_silent(client, monkeypatch):
    def answer_late(connection):
        time.sleep(0.3)
        raise OperationalError("too late")

    monkeypatch.setattr(health, "MigrationExecutor", answer_late)
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.05)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert "did not answer within" in response.json()["reasons"][0]
