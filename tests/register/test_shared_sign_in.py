"""The sign-in that a parent shares with their work, and the encrypted address: found by its hash, however it was written."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.functional import lazystr

from accounts import roles
from accounts.models import User
from register.models import Family
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk
from tests.register.factories import FamilyFactory

pytestmark = pytest.mark.django_db


class TestAParentWhoWorksHere:
    @pytest.fixture
    def administrator(self, site, client):
        set_up_desk()
        user = make_staff(roles.ADMINISTRATOR, email="admin@staff.example")
        client.force_login(user)
        return user

    @pytest.fixture
    def family(self, administrator, client):
        """Joined and signed in; then its parent is added to the staff, by the form."""
        family = FamilyFactory(confirmed=True, email="jo@families.example")
        User.objects.filter(pk=family.account_id).update(last_login=timezone.now())
        assert client.post("/admin/users/new/", self.answers()).status_code == 302
        return family

    def answers(self, **changes: object) -> dict[str, object]:
        return {"email": "jo@families.example", "first_name": "Jo", "last_name": "Green", "groups": [Group.objects.get(name=roles.PCF_EDITOR).pk]} | changes

    def test_the_list_of_staff_does_not_say_that_they_signed_in_before_they_were_added(self, family, client):
        """Who had never a sign-in here reads "never"; so an administrator learns who is in the register by typing addresses."""
        page = client.get("/admin/users/")
        assert next(user for user in page.context["object_list"] if user.pk == family.account_id).last_login is None

    def test_when_they_leave_the_job_and_are_made_inactive_the_family_still_signs_in(self, family, client):
        assert client.post(f"/admin/users/edit/{family.account_id}/", self.answers()).status_code == 302  # the box "active" is not ticked
        account = Family.objects.get(pk=family.pk).account
        assert account.is_active
        assert not account.needs_second_factor
        assert client.get("/admin/users/").content.count(b"jo@families.example") == 0, "and nothing says that they have a sign-in still"

    def test_nobody_is_deleted_in_the_admin(self, family, administrator, client):
        User.objects.filter(pk=administrator.pk).update(is_superuser=True)
        assert client.post(f"/admin/users/delete/{family.account_id}/").status_code == 404
        assert Family.objects.get(pk=family.pk).account is not None, "in the register, and nobody can sign in for it any more"


class TestWrittenWithoutItsHash:
    @pytest.fixture
    def sam(self):
        return User.objects.create_user("old@families.example")

    def test_by_a_question(self, sam):
        User.objects.filter(pk=sam.pk).update(email="new@families.example")
        assert not User.objects.filter(email="old@families.example").exists(), "a code for the old address opens the page of who moved"

    def test_in_bulk_it_is_refused(self, sam):
        sam.email = "new@families.example"
        with pytest.raises(ValueError, match="save each user"):
            User.objects.bulk_update([sam], ["email"])

    def test_on_a_row_that_was_read_in_part(self, sam):
        read = User.objects.only("email").get(pk=sam.pk)
        read.email = "new@families.example"
        read.save()
        assert User.objects.filter(email="new@families.example").exists()

    def test_twice(self, sam):
        other = User.objects.create_user("two@families.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=other.pk).update(email="old@families.example")


class TestLookedFor:
    @pytest.fixture
    def sam(self):
        return User.objects.create_user("sam@families.example")

    def test_nobody_among_several_is_left_out_as_elsewhere_in_django(self, sam):
        assert list(User.objects.filter(email__in=[None, "sam@families.example"])) == [sam]

    def test_a_question_in_a_question_is_refused_in_words(self, sam):
        with pytest.raises(FieldError):
            User.objects.filter(email__in=User.objects.values("email")).exists()

    def test_a_lazy_text_is_a_text(self, sam):
        assert User.objects.filter(email=lazystr("sam@families.example")).exists(), "each of its letters was looked for"


def test_a_user_who_is_looked_over_before_it_is_saved_is_all_right():
    user = User(email="sam@families.example")
    user.full_clean()
    user.save()
    assert User.objects.get(email="sam@families.example") == user


def test_no_index_is_made_of_what_is_different_each_time():
    """Ciphertext is never equal to any other: `unique` there makes an index (two on PostgreSQL, 48 MB for 100,000) that can't refuse anything."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, User._meta.db_table)
    assert [name for name, each in found.items() if each["columns"] == ["email"] and (each["unique"] or each["index"])] == []
