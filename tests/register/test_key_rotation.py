"""A new field key: everything is written anew under it, nobody notices, and the old one can go."""

import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from accounts import crypto, key_rotation
from accounts.fields import EncryptedTextField, KeyedHashField
from accounts.insert_only import InsertOnlyModel
from accounts.key_rotation import look, rotate
from accounts.models import User
from register import actions, complaining, keys, taking_apart
from register.answers import Contact
from register.key_rotation import MADE, SHORT_LIVED, TEXT_GONE, WITHOUT_KEY, keyed_tables
from register.models import Card, Child, Confirmation, DataComplaint, Family, SavedForm, Suppression
from tests.factories import UserFactory
from tests.register.factories import ChildFactory, FamilyFactory
from tests.register.test_officers_merging import household, put_together


def stored(row: models.Model, column: str) -> str:
    """As the database has it."""
    with connection.cursor() as cursor:
        key = row._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(f'SELECT "{column}" FROM "{row._meta.db_table}" WHERE "{row._meta.pk.column}" = %s', [key])  # noqa: S608 - the models' own names
        return cursor.fetchone()[0]


def said(capsys) -> str:
    both = capsys.readouterr()
    return both.out + both.err


def older() -> int:
    return sum(look(table, lambda words: None).older for table in keyed_tables())


def test_after_a_rotation_the_new_key_alone_opens_everything(parent, new_key, old_key_goes, capsys):
    family = parent.joins()
    new_key()
    call_command("rotate_keys")
    assert "Under an older key: 0." in said(capsys)
    old_key_goes()
    kept = Family.objects.with_email("amal@families.example").get()
    assert (kept.first_name, kept.last_name, kept.email, kept.postcode) == ("Amal", "Okonjo", "amal@families.example", "LK1 2AB")
    assert Child.objects.get().nickname == "Bee"
    assert User.objects.get(email="amal@families.example") == kept.account
    assert Confirmation.objects.filter(email_hash=keys.email_hash("amal@families.example")).get().email == family.email
    assert parent.browser.get("/register/my-family/").status_code == 302, "a session is not written anew: who is signed in signs in again"
    parent.browser.force_login(kept.account)
    assert parent.browser.get("/register/my-family/").status_code == 200


def test_second_factors_go_on_working_under_the_new_key_alone(db, new_key, old_key_goes):
    user = UserFactory()
    TOTP.activate(user, "SECRETSECRET")
    RecoveryCodes.activate(user)
    codes = Authenticator.objects.get(type="recovery_codes").wrap()
    codes.validate_code(codes.get_unused_codes()[0])
    unused = codes.get_unused_codes()
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {"secret_is_none": 1}})
    Authenticator.objects.create(user=UserFactory(), type="recovery_codes", data={"migrated_codes": [crypto.encrypt("one"), crypto.encrypt("two")]})
    new_key()
    call_command("rotate_keys")
    old_key_goes()
    assert crypto.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == "SECRETSECRET"
    assert Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes() == unused, "a code that was used stays used"
    assert Authenticator.objects.exclude(user=user).get().wrap().get_unused_codes() == ["one", "two"]
    assert Authenticator.objects.get(pk=passkey.pk).data == passkey.data


def test_a_dry_run_counts_and_changes_nothing(db, new_key, capsys):
    child = ChildFactory()
    before = stored(child, "nickname")
    new_key()
    call_command("rotate_keys", dry_run=True)
    words = said(capsys)
    assert "Child: 1 row, 0 written anew, 1 under an older key" in words
    assert "nothing was changed" in words
    assert stored(child, "nickname") == before


def test_a_second_run_writes_nothing(db, new_key, capsys):
    ChildFactory()
    new_key()
    call_command("rotate_keys")
    child = Child.objects.get()
    before = stored(child, "nickname")
    said(capsys)
    call_command("rotate_keys")
    assert "Child: 1 row, 0 written anew" in said(capsys)
    assert stored(child, "nickname") == before


def test_merges_cards_and_complaints_open_under_the_new_key_alone(register, new_key, old_key_goes, capsys):
    """A copy of a record in a merge is one text: its hashes are made anew when it is taken out again."""
    officer, pair = UserFactory(), (household(email="amal@families.example"), household(email="amal@work.example", phone="+447700900123", first_name="Amira"))
    ChildFactory(family=pair[1])
    card = Card.objects.create(family=pair[1], child=pair[1].children.first(), name="Bee on the card")
    complaint = complaining.complain(form_id=uuid.uuid4(), family=pair[0], to=Contact(pair[0].email, ""), what_happened="My address was wrong.", wanted="Put it right.")
    row = put_together(pair, officer)
    new_key()
    call_command("rotate_keys")
    assert "Under an older key: 0." in said(capsys)
    old_key_goes()
    assert Card.objects.get(pk=card.pk).name == "Bee on the card"
    assert DataComplaint.objects.get(pk=complaint.pk).what_happened == "My address was wrong."
    _stays, goes = taking_apart.undo(row, by=officer, why="The family asked us to")
    assert goes.first_name == "Amira"
    assert goes.household_hash == keys.household_hash("Okonjo", "LK1 2AB")
    assert (goes.email_hash, goes.phone_hash) == (keys.email_hash("amal@work.example"), keys.phone_hash("+447700900123"))


def test_an_empty_text_stays_empty(db, new_key):
    child = ChildFactory(nickname="")
    new_key()
    call_command("rotate_keys")
    assert stored(child, "nickname") == ""


def test_a_value_that_no_key_opens_is_named_without_its_content_and_the_others_are_written(db, new_key, capsys):
    spoilt, whole = ChildFactory(), ChildFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_child SET nickname = 'unreadable-secret' WHERE id = %s", [Child._meta.pk.get_db_prep_value(spoilt.pk, connection)])
    before = stored(whole, "nickname")
    new_key()
    with pytest.raises(CommandError, match="1 value can be opened by no key"):
        call_command("rotate_keys")
    words = said(capsys)
    assert words.count(f"Child {spoilt.pk}: no key opens nickname") == 1
    assert "unreadable-secret" not in words
    assert stored(whole, "nickname") != before
    assert stored(spoilt, "nickname") == "unreadable-secret", "nothing is thrown away: the key may be found again"


def test_the_rest_of_a_row_with_one_spoilt_value_is_written(db, new_key, old_key_goes):
    family = FamilyFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_family SET email = 'spoilt'")
    new_key()
    with pytest.raises(CommandError):
        call_command("rotate_keys")
    old_key_goes()
    kept = Family.objects.defer("email").get()
    assert (kept.first_name, kept.email_hash) == ("Amal", family.email_hash), "of an address that can't be read the hash stays as it was"


def test_what_a_family_changes_in_the_middle_is_kept(db, new_key, monkeypatch):
    family = FamilyFactory(confirmed=True)
    new_key()
    really = key_rotation._write

    def the_family_is_faster(*arguments):
        actions.change(Family.objects.get(), first_name="Changed")
        return really(*arguments)

    monkeypatch.setattr(key_rotation, "_write", the_family_is_faster)
    call_command("rotate_keys")
    family.refresh_from_db()
    assert (family.first_name, family.last_name) == ("Changed", "Okonjo")
    assert older() == 0


def test_who_still_writes_with_the_old_key_is_noticed(db, new_key, monkeypatch, settings, capsys):
    """A web process that was not started again."""
    ChildFactory()
    new_key()
    really = key_rotation.look

    def somebody_writes_meanwhile(table, tell):
        if table.model is Child:
            child = Child.objects.get()
            both, settings.FIELD_KEYS = settings.FIELD_KEYS, settings.FIELD_KEYS[1:]
            child.save()
            settings.FIELD_KEYS = both
        return really(table, tell)

    monkeypatch.setattr("register.management.commands.rotate_keys.look", somebody_writes_meanwhile)
    with pytest.raises(CommandError, match="start web and worker again"):
        call_command("rotate_keys")
    assert "Leave the older keys in FIELD_KEYS" in said(capsys)


def test_two_confirmed_families_under_one_address_are_left_for_a_person(db, new_key, capsys):
    """They can have come together only while two processes had different keys: the database could not see it."""
    one = FamilyFactory(confirmed=True, email="amal@families.example")
    new_key()
    two = FamilyFactory(confirmed=True, email="amal@families.example", account=None)
    with pytest.raises(CommandError):
        call_command("rotate_keys")
    assert f"Family {one.pk}: left as it is, another row has the same" in said(capsys)
    assert {family.first_name for family in Family.objects.all()} == {"Amal"}
    assert two.email_hash != one.email_hash


def test_many_rows_are_read_a_few_at_a_time(db, new_key, monkeypatch):
    monkeypatch.setattr(key_rotation, "AT_ONCE", 2)
    for _ in range(5):
        ChildFactory()
    new_key()
    (table,) = [table for table in keyed_tables() if table.model is Child]
    told = []
    assert rotate(table, told.append) == 5
    assert told == ["Child: 2 looked at, 2 written anew", "Child: 4 looked at, 4 written anew", "Child: 5 looked at, 5 written anew"]
    assert older() == 5, "their families wait for their own table"


@pytest.mark.parametrize("leavers", [0, 2])
def test_the_end_says_if_the_old_key_may_go(db, new_key, capsys, leavers):
    ChildFactory()
    for number in range(leavers):
        Suppression.objects.create(contact_hash=f"{number:064}", made_at="2027-05-03T12:00:00Z")
    new_key()
    call_command("rotate_keys")
    words = said(capsys)
    assert ("The older keys may be taken out of FIELD_KEYS." in words) is not leavers
    assert ("addresses that left: 2, the newest of 3 May 2027. Without the key that made them an import does not see" in words) is bool(leavers)
    assert "half a day" in words


def test_with_one_key_there_is_none_to_take_out(db, capsys):
    ChildFactory()
    call_command("rotate_keys")
    words = said(capsys)
    assert "there is none to take out" in words
    assert "0 written anew" in words


def test_every_encrypted_column_of_the_project_is_written_anew():
    there = {(model, field.name) for model in apps.get_models(include_auto_created=True) for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)}
    assert {(Family, "email"), (Child, "nickname"), (SavedForm, "state")} <= there
    assert there <= {(table.model, name) for table in keyed_tables() for name in table.columns}


def test_no_table_that_only_grows_has_an_encrypted_column():
    """It could not be written anew."""
    assert not [table.name for table in keyed_tables() if issubclass(table.model, InsertOnlyModel)]


def test_every_hash_is_made_anew_or_it_is_said_why_not():
    there = {
        (model, field.name)
        for app in ("register", "accounts")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_hash") and not isinstance(field, KeyedHashField)
    }
    declared = [(each.model, each.column) for each in (*MADE, *TEXT_GONE)] + [*WITHOUT_KEY, *SHORT_LIVED]
    assert len(declared) == len(set(declared)), "once each"
    assert set(declared) == there
    for each in MADE:
        for text in each.texts:
            assert isinstance(each.model._meta.get_field(text), EncryptedTextField)
