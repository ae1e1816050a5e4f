"""What a provider says of contacts: those for staff are neither shown nor lost."""

import pytest

from localoffer.models import Service, ServiceContact
from tests.localoffer.freshness import MAIL, filled_in
from tests.localoffer.providerform.given import approve, changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_contact_for_staff_is_neither_shown_nor_lost(client, service, form):
    service.contacts = [*service.contacts.all(), ServiceContact(name="Private Person", phone="020 7946 0777", email=MAIL, is_public=False)]
    service.save()
    html = client.get(form).content.decode()
    assert "Private Person" not in html
    assert "0777" not in html
    private = {f"contact_{row.pk}-name": "Mischief" for row in service.contacts.filter(is_public=False)}
    client.post(form, filled_in(client, form, **{"contact_new_1-phone": "020 7946 0200"}, **private))
    assert list(changes()) == ["contact_new_1"]
    approve()
    assert {(row.name, row.is_public) for row in Service.objects.get().contacts.all()} == {("Front desk", True), ("Manager", False), ("Private Person", False), ("", True)}


def test_a_contact_that_became_one_for_staff_is_not_written_over(client, service, form):
    contact = service.contacts.get(is_public=True)
    client.post(form, filled_in(client, form, **{f"contact_{contact.pk}-phone": "020 7946 0300"}))
    ServiceContact.objects.filter(pk=contact.pk).update(is_public=False)
    approve(**{f"contact_{contact.pk}": "theirs"})
    assert {(row.phone, row.is_public) for row in Service.objects.get().contacts.exclude(phone="")} == {("020 7946 0101", False), ("020 7946 0300", True)}
