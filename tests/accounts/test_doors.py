"""The one door: no password, no other way in, and nobody is led away."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.roles import COUNCIL_EDITOR
from tests.accounts.factories import make_staff
from tests.accounts.signing_in import CONFIRM, LOGIN, code_in_mail
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk"), pytest.mark.same_on_any_server]


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/",
        "/accounts/reauthenticate/",
        "/accounts/signup/passkey/",
        "/accounts/2fa/webauthn/login/",
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/complete/",
        "/django-admin/",
        "/django-admin/login/",
    ],
)
def test_doors_nobody_uses_are_not_there(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"username": "x", "password": "y"}).status_code == 404


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/", "/accounts/", "/accounts/signup/", "/accounts/login/code/"])
def test_every_other_door_leads_to_the_one(client, address):
    for response in (client.get(f"{address}?next=/admin/"), client.post(f"{address}?next=/admin/", {"username": "x", "password": "y"})):
        assert (response.status_code, response.url) == (302, "/accounts/login/?next=/admin/")


def test_nobody_can_have_a_password(client):
    user = make_staff(COUNCIL_EDITOR)
    user.set_password("open sesame 1234")
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()


def test_a_user_made_in_any_way_has_no_password():
    assert not User.objects.create(email="new@staff.example").has_usable_password()
    assert not User.objects.create_superuser("root@staff.example", "a password that is not kept").has_usable_password()


def test_after_sign_in_nobody_is_sent_to_another_site(client):
    UserFactory(email="sam@families.example")
    client.post(f"{LOGIN}?next=https://evil.example/", {"login": "sam@families.example"})
    response = client.post(f"{CONFIRM}?next=https://evil.example/", {"code": code_in_mail(), "next": "https://evil.example/"})
    assert response.url == reverse("signed_in")


def test_a_family_at_the_editors_door_is_refused_without_going_in_circles(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/pages/").status_code == 403
