"""Editors keep a service's page right, and can see and undo what was changed."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from localoffer.models import Schedule, Service
from tests.accounts.factories import make_staff
from tests.factories import BoroughFactory, NeedFactory, ServiceFactory
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADMIN = "wagtailsnippets_localoffer_service"


@pytest.fixture
def editor(client):
    set_up_desk()
    client.force_login(make_staff("Council editor"))
    return client


def test_every_fact_of_a_service_has_a_place_in_the_form(editor):
    html = editor.get(reverse(f"{ADMIN}:add")).content.decode()
    own = {field.name for field in Service._meta.concrete_fields if field.editable} | {field.name for field in Service._meta.many_to_many}
    assert [name for name in sorted(own - {"id", "updated_at"}) if f'name="{name}"' not in html] == []
    for rows in ("contacts", "cost_options", "at_locations", "schedules", "access_facts", "setting_facts", "send_answers"):
        assert f'name="{rows}-TOTAL_FORMS"' in html


def saved_form(service: Service, **changes: str) -> dict[str, str]:
    """What the browser sends when an editor saves a service with one time."""
    rows = {}
    for name in ("contacts", "cost_options", "at_locations", "schedules", "access_facts", "setting_facts", "send_answers"):
        standing = list(getattr(service, name).all()) if name == "schedules" else []
        rows |= {f"{name}-TOTAL_FORMS": str(len(standing)), f"{name}-INITIAL_FORMS": str(len(standing)), f"{name}-MIN_NUM_FORMS": "0", f"{name}-MAX_NUM_FORMS": "1000"}
        for number, row in enumerate(standing):
            rows |= {f"schedules-{number}-{field}": value for field, value in {"id": row.pk, "day": row.day, "freq": row.freq, "interval": 1, "ORDER": number + 1}.items()}
    facts = {"name": service.name, "slug": service.slug, "summary": service.summary, "provider": service.provider_id, "status": "open", "is_published": "on"}
    return {**facts, **rows, **changes}


def test_a_change_is_kept_with_its_times_and_can_be_undone(editor):
    service = ServiceFactory(name="Old name", summary="Old words.")
    service.schedules = [Schedule(day="MO")]
    service.save()
    edit, history = reverse(f"{ADMIN}:edit", args=[service.pk]), reverse(f"{ADMIN}:history", args=[service.pk])
    assert editor.post(edit, saved_form(service, name="New name") | {"schedules-0-day": "FR"}).status_code == 302
    service = Service.objects.get(pk=service.pk)
    assert (service.name, service.schedules.get().day) == ("New name", "FR")
    before, after = service.revisions.order_by("pk")
    html = editor.get(history).content.decode()
    assert reverse(f"{ADMIN}:revisions_revert", args=[service.pk, before.pk]) in html
    assert "Council editor" in str(after.user.groups.get())
    html = editor.get(reverse(f"{ADMIN}:revisions_compare", args=[service.pk, before.pk, after.pk])).content.decode()
    assert "Old" in html
    assert "Friday" in html, "rows that belong to the service are compared too"
    revert = reverse(f"{ADMIN}:revisions_revert", args=[service.pk, before.pk])
    html = editor.get(revert).content.decode()
    assert 'value="Old name"' in html
    old = Service.objects.get(pk=service.pk)
    assert editor.post(edit, saved_form(old, name="Old name") | {"schedules-0-day": "MO", "revision": str(before.pk)}).status_code == 302
    service = Service.objects.get(pk=service.pk)
    assert (service.name, service.schedules.get().day) == ("Old name", "MO")


@pytest.mark.parametrize("role", ["PCF editor", "Register officer", "Analyst", "Auditor", "Administrator"])
def test_only_council_editors_see_a_services_history(client, role):
    set_up_desk()
    service = ServiceFactory()
    revision = service.save_revision()
    client.force_login(make_staff(role))
    for address in (reverse(f"{ADMIN}:history", args=[service.pk]), reverse(f"{ADMIN}:revisions_revert", args=[service.pk, revision.pk])):
        assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("field", ["checked_on", "wait_told_on", "access_facts-0-checked_on"])
def test_nothing_was_checked_or_told_on_a_day_still_to_come(editor, field):
    service = ServiceFactory()
    edit = reverse(f"{ADMIN}:edit", args=[service.pk])
    today, said = (
        timezone.localdate(),
        {"typical_wait": "Long", "wait_told_by": "They", "access_facts-TOTAL_FORMS": "1", "access_facts-0-kind": "hoist", "access_facts-0-answer": "yes"},
    )
    days = {"checked_on": f"{today}", "wait_told_on": f"{today}", "access_facts-0-checked_on": f"{today}", "access_facts-0-ORDER": "1"}
    late = {field: f"{today + dt.timedelta(days=1)}"}
    response = editor.post(edit, saved_form(service) | said | days | late)
    assert "This day is still to come" in response.content.decode()
    assert editor.post(edit, saved_form(service) | said | days).status_code == 302


def test_a_service_is_for_some_needs_or_for_every_need_and_not_both(editor):
    service, need = ServiceFactory(), NeedFactory()
    edit = reverse(f"{ADMIN}:edit", args=[service.pk])
    both = saved_form(service, is_for_every_need="on") | {"needs": [need.pk]}
    response = editor.post(edit, both)
    assert "not both" in response.content.decode()
    assert editor.post(edit, both | {"needs": []}).status_code == 302
    assert Service.objects.get(pk=service.pk).codes_of_needs == ["every"]


def test_a_service_is_for_some_boroughs_or_for_every_borough_and_not_both(editor):
    service, borough = ServiceFactory(), BoroughFactory()
    edit = reverse(f"{ADMIN}:edit", args=[service.pk])
    both = saved_form(service, is_for_every_borough="on") | {"boroughs": [borough.pk]}
    response = editor.post(edit, both)
    assert "Choose boroughs, or say that it is for every borough: not both." in response.content.decode()
    assert editor.post(edit, both | {"boroughs": []}).status_code == 302
    assert Service.objects.get(pk=service.pk).codes_of_boroughs == ["every"]
