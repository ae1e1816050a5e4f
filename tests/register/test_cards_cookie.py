"""What an officer's browser keeps of a card: nothing."""

import pytest
from django.urls import reverse

from register.models import Card
from tests.register.factories import ChildFactory, FamilyFactory, asks_for_card, staff

pytestmark = pytest.mark.django_db


def test_what_was_done_with_a_card_is_told_without_a_cookie(register, client):
    child = ChildFactory(family=FamilyFactory(confirmed=True, address="1 Lark Lane", has_address=True))
    asks_for_card(child.family, child, name="Bee", lines=[])
    card = Card.objects.get()
    client.force_login(staff("Register officer"))
    client.post(reverse("register_card", args=[card.pk]), {"step": "check"})
    card.refresh_from_db()
    assert card.state == "checked"
    assert "messages" not in client.cookies, "signed, not encrypted: the browser holds the number (docs/decisions/register-who-reads.md: the cookie holds only the session's key)"
