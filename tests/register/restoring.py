"""A family that was erased after a backup, and what `apply_erasures` says of it."""

import json
from pathlib import Path

from django.core.management import call_command

from register import joining
from register.models import Consent, Family
from tests.register.factories import ChildFactory, FamilyFactory

UPDATES = joining.CHOICE_BY_KEY["choice-updates"]
AN_ID = "0b6f7c3e-5f0e-4a51-9a34-3f6d7a1c2b55"


def family_of(email: str = "amal@families.example", **values) -> Family:
    family = FamilyFactory(confirmed=True, email=email, **values)
    ChildFactory(family=family)
    return family


def again(capsys, **options) -> list[str]:
    """What `apply_erasures` says, line by line."""
    capsys.readouterr()
    call_command("apply_erasures", **options)
    return capsys.readouterr().out.splitlines()


def lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def stands(family: Family) -> bool:
    return Consent.objects.standing().filter(family=family, purpose="updates", channel="email").exists()
