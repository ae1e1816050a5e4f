"""Rules that every row obeys, the data map, and totals that give nobody away."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction
from django.utils import timezone

from register import actions, data_map, joining, keys
from register.answers import ChildAnswers, Person, SignUp
from register.models import Child, Confirmation, Consent, Family
from register.models.child import age_of
from tests.factories import UserFactory
from tests.register.factories import ChildFactory, FamilyFactory
from tests.register.markers import ALLOWED, ENCRYPTED, ON_ITS_WAY, SENT


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_month": 13},
        {"birth_month": 0},
        {"birth_year": 1066},
        {"support_stage": "guessed"},
    ],
)
def test_a_child_that_cannot_be_is_refused_by_the_database(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChildFactory(**wrong)


def test_a_sign_in_belongs_to_a_confirmed_family_only(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyFactory(account=UserFactory())


def test_one_address_is_one_confirmed_family_however_often_someone_signs_up(db):
    FamilyFactory(email="amal@families.example")
    FamilyFactory(email="amal@families.example", confirmed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyFactory(email="amal@families.example", confirmed_at=timezone.now())


def test_a_form_is_one_family(db):
    form_id = uuid.uuid4()
    FamilyFactory(form_id=form_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyFactory(form_id=form_id)


def test_encrypted_texts_cannot_be_searched_by_mistake(db):
    FamilyFactory()
    for lookup in ({"first_name": "Amal"}, {"first_name__icontains": "am"}, {"email__in": ["a"]}):
        with pytest.raises(FieldError):
            Family.objects.filter(**lookup).exists()


def test_only_a_familys_own_answers_can_be_changed(db):
    family = FamilyFactory(confirmed=True)
    with pytest.raises(ValueError, match="email_hash"):
        actions.change(family, email_hash="0" * 64)


@pytest.mark.parametrize(
    ("year", "month", "on", "age"),
    [(2019, 3, dt.date(2026, 2, 28), 6), (2019, 3, dt.date(2026, 3, 1), 7), (2020, 2, dt.date(2024, 2, 29), 4), (2026, 12, dt.date(2026, 11, 22), -1)],
)
def test_age_counts_from_the_first_of_the_birthdays_month(year, month, on, age):
    assert age_of(year, month, on) == age


def test_references_are_random_easy_to_say_and_found_as_people_type_them(db):
    made = {keys.new_reference() for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("AEIOUL01")
    family = FamilyFactory()
    assert Family.objects.found_by(f" {family.reference.replace('-', '').lower()} ").get() == family


def test_joining_by_code_makes_one_family_with_its_child_and_consents(register):
    sign_up = SignUp(uuid.uuid4(), Person("Amal", "Okonjo", "parent", "amal@families.example"), [ChildAnswers("", 3, 2019, "not-sure")])
    family = joining.join(sign_up)
    with pytest.raises(joining.AlreadySent) as refused:
        joining.join(sign_up)
    assert refused.value.family == family
    assert Child.objects.count() == Confirmation.objects.count() == 1
    assert not Consent.objects.exists()


def test_every_field_of_the_register_is_in_the_data_map():
    """A field nobody can say the purpose of must not be there."""
    mapped = [(entry.model, field) for entry in data_map.DATA_MAP for field in entry.fields]
    assert len(mapped) == len(set(mapped)), "once each"
    there = {(model.__name__, field.name) for model in apps.get_app_config("register").get_models() for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
    on_the_way = {("Journey", name) for name in ("answers", "refused", "form_id", "source", "reference", "by")} | {("NewChild", name) for name in ("id", "answers")}
    assert {pair for pair in mapped if "." not in pair[0]} == there | on_the_way


def test_what_stands_of_a_family_outside_the_register_is_in_the_data_map_too():
    elsewhere = {(apps.get_model(entry.model)._meta.db_table, field) for entry in data_map.DATA_MAP if "." in entry.model for field in entry.fields}
    assert elsewhere == ALLOWED | ON_ITS_WAY | ENCRYPTED | SENT


def test_the_data_map_knows_what_is_encrypted():
    for model in apps.get_app_config("register").get_models():
        for field in model._meta.concrete_fields:
            entry = next(entry for entry in data_map.DATA_MAP if entry.model == model.__name__ and field.name in entry.fields)
            if type(field).__name__ == "EncryptedTextField":
                assert entry.is_encrypted, field
