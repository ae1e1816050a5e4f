"""The second step of staff: setting it up, using it, and losing it."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.roles import COUNCIL_EDITOR
from tests.accounts.factories import make_staff
from tests.accounts.signing_in import app_code, sign_in_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


def test_staff_without_a_second_factor_see_only_the_page_that_sets_it_up(client):
    client.force_login(make_staff(COUNCIL_EDITOR, has_second_factor=False))
    for address in ("/admin/", "/admin/pages/", "/", "/services/", "/documents/1/x.pdf"):
        assert client.get(address).url == "/accounts/2fa/totp/activate/", address
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth says that a factor was set up when that is committed
def test_a_script_in_the_background_does_not_spoil_the_secret_on_the_screen(client):
    client.force_login(make_staff(COUNCIL_EDITOR, has_second_factor=False))
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    assert client.post("/stats/e", {}, follow=True).redirect_chain == []
    assert client.post("/feedback/useful/", {}, follow=True).status_code == 403
    assert client.get("/search/", headers={"Sec-Fetch-Dest": "empty"}, follow=True).status_code == 403
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).url == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200


def test_staff_sign_in_with_code_and_then_with_the_app(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    response = sign_in_by_code(client, "ed@staff.example")
    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url.startswith("/accounts/login/")
    response = client.post("/accounts/2fa/authenticate/", {"code": app_code(user)})
    assert response.url == reverse("signed_in")
    assert client.get("/accounts/signed-in/").url == "/admin/"


def test_a_recovery_code_works_once(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in_by_code(client, "ed@staff.example")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == reverse("signed_in")
    client.post("/accounts/logout/")
    sign_in_by_code(client, "ed@staff.example")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_ten_wrong_second_factors_make_one_person_wait(client):
    make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    sign_in_by_code(client, "ed@staff.example")
    for _n in range(10):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    response = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert (response.status_code, response["Retry-After"]) == (429, "300")


def test_the_secret_of_a_second_factor_is_encrypted_in_the_database(client):
    user = make_staff(COUNCIL_EDITOR)
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert kept.startswith("gAAAA")


def test_staff_cannot_throw_their_last_second_factor_away(client):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    client.force_login(user)
    client.post("/accounts/2fa/reauthenticate/", {"code": app_code(user)})
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_staff_cannot_throw_their_last_passkey_away_but_one_of_two(client):
    user = make_staff(COUNCIL_EDITOR, has_second_factor=False)
    first, second = (Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}}) for name in ("Phone", "Key"))
    RecoveryCodes.activate(user)
    client.force_login(user)
    client.post("/accounts/2fa/reauthenticate/", {"code": Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]})
    for key in (first, second):
        client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert list(Authenticator.objects.filter(user=user, type="webauthn")) == [second]


def test_somebody_who_lost_everything_sets_up_anew(client, capsys):
    user = make_staff(COUNCIL_EDITOR, email="ed@staff.example")
    client.force_login(user)
    call_command("forget_second_factors", "Ed@staff.example")
    assert "2" in capsys.readouterr().out
    assert client.get("/admin/").url.startswith("/accounts/login/")
    sign_in_by_code(client, "ed@staff.example")
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"


def test_forgetting_the_factors_of_nobody_says_so():
    with pytest.raises(CommandError, match="Nobody"):
        call_command("forget_second_factors", "who@staff.example")
