"""Signing in as a browser does it."""

import json
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from accounts import texts
from accounts.crypto import decrypt
from accounts.mail import send_due
from accounts.models import User

LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/"


def code_in_mail() -> str:
    send_due()
    return re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", mail.outbox[-1].body).group(1)


def sign_in_by_code(client: Client, email: str):
    client.post(LOGIN, {"login": email})
    return client.post(CONFIRM, {"code": code_in_mail()})


def texts_sent() -> list[dict[str, str]]:
    """What the worker wrote to the texts' folder, the first first."""
    texts.send_due()
    folder = texts.folder()
    assert folder is not None, "ask for the fixture texts_on"
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def code_in_text() -> str:
    return re.search(r"\b([A-Z]{3}-[A-Z]{3})\b", texts_sent()[-1]["text"]).group(1)


def app_code(user: User) -> str:
    """What the authenticator app of the user shows now."""
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    return totp.format_hotp_value(totp.hotp_value(decrypt(kept), int(time.time()) // 30))
