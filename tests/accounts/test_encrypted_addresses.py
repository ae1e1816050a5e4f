"""The address somebody signs in with is encrypted, and still found by whoever knows it."""

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return UserFactory(email="Sam@Families.example")


def test_no_row_shows_the_address_and_no_question_to_the_database_holds_it(sam, django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as queries:
        for search in ({"email": "sam@families.example"}, {"email__iexact": " SAM@families.example"}, {"email__in": ["x@y.example", "sam@families.example"]}):
            assert User.objects.get(**search).email == "sam@families.example"
        assert not User.objects.exclude(email="sam@families.example").exists()
    assert not any("families.example" in query["sql"].lower() for query in queries.captured_queries)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_user")
        assert "families.example" not in str(cursor.fetchall()).lower()


def test_what_would_look_into_the_address_is_refused_instead_of_finding_nothing():
    with pytest.raises(FieldError):
        User.objects.filter(email__icontains="families").exists()


def test_who_has_moved_is_found_by_the_new_address_only(sam):
    sam.email = "sam@new.example"
    sam.save(update_fields=["email"])
    assert not User.objects.filter(email="sam@families.example").exists()
    assert User.objects.get(email="sam@new.example") == sam


def test_an_address_is_one_person_s_in_any_case_of_letters_and_two_without_one_are_two(sam):
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="SAM@families.example")
    for phone in ("+447700900001", "+447700900002"):
        assert UserFactory(email="", phone=phone).email is None


def test_an_address_that_an_older_key_wrote_is_found(sam, settings):
    settings.FIELD_KEYS = ["n" * 32, *settings.FIELD_KEYS]
    assert User.objects.get(email="sam@families.example") == sam
