"""Families for tests, and staff in a role with a second factor."""

import uuid
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.roles import ROLES
from register import actions, cards, keys
from register.models import Card, Child, Choice, Family, Organisation, Wording, WordingSignOff, WordingVersion
from tests.factories import UserFactory


class FamilyFactory(DjangoModelFactory):
    """A family that has not confirmed; `confirmed=True` gives it a sign-in."""

    form_id = factory.LazyFunction(uuid.uuid4)
    first_name = "Amal"
    last_name = "Okonjo"
    relationship = "parent"
    email = factory.Sequence(lambda n: f"amal{n}@families.example")
    email_hash = factory.LazyAttribute(lambda family: keys.email_hash(family.email))
    phone_hash = factory.LazyAttribute(lambda family: keys.phone_hash(family.phone))
    phone = ""
    postcode = "LK1 2AB"

    class Meta:
        model = Family
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, confirmed: bool = False, **kwargs):
        if confirmed:
            kwargs.setdefault("confirmed_at", timezone.now())
            kwargs.setdefault("said_at", kwargs["confirmed_at"])
            if "account" not in kwargs:
                kwargs["account"] = User.objects.filter(email=kwargs["email"]).first() or UserFactory(email=kwargs["email"])
        return super()._create(model_class, *args, **kwargs)


class ChildFactory(DjangoModelFactory):
    family = factory.SubFactory(FamilyFactory)
    nickname = "Bee"
    birth_month = 3
    birth_year = 2019
    support_stage = "sen-support"

    class Meta:
        model = Child


def staff(role: str, *extra: str) -> User:
    """A member of staff with this role as `accounts.roles` has it (and `extra` permissions), who has set up a second factor."""
    group, _ = Group.objects.get_or_create(name=role)
    wanted = [name for each in ROLES if each.name == role for name in each.permissions] + list(extra)
    for name in wanted:
        app, codename = name.split(".")
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
    user = UserFactory(email=f"{role.lower().replace(' ', '.')}.{uuid.uuid4().hex[:6]}@council.example")
    user.groups.add(group)
    with_second_factor(user)
    return user


def with_second_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


def says_yes(family: Family, choice: Choice, **more: Any) -> None:
    """Says yes to the words of now, as the button does."""
    actions.choose(family, choice, is_given=True, read=WordingVersion.objects.current([choice.key]).get().code, **more)


def asks_for_card(family: Family, child: Child, **asked: Any) -> Card:
    """Asks in the words of now, as the page does."""
    return cards.ask(family, child, read=WordingVersion.objects.current([cards.CARD_CHOICE.key]).get().code, **asked)


def reworded(wording: Wording, *, title: str, text: str) -> WordingVersion:
    """A version that the council and the forum have both signed."""
    newest = wording.versions.order_by("-number").first()
    version = WordingVersion.objects.create(wording=wording, number=newest.number + 1, title=title, text=text, made_by="writer@council.example")
    for each in Organisation:
        WordingSignOff.objects.create(version=version, organisation=each, is_approved=True, by=f"{each}@council.example")
    return version
