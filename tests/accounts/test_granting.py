"""A role that reads personal data is nobody's before a second person has said yes, and every change of roles is written down."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import granting, roles
from accounts.insert_only import InsertOnly
from accounts.models import QueuedMail, RoleChange, RoleRequest, User
from register import access
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(site, client, settings):
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"
    set_up_desk()
    user = make_staff(roles.ADMINISTRATOR, email="admin@staff.example")
    client.force_login(user)
    return user


@pytest.fixture
def auditor(administrator):
    return make_staff(roles.AUDITOR, email="dpo@staff.example")


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def adds(client, *names: str, email: str = "new@staff.example"):
    """An administrator fills in the form for a new member of staff."""
    return client.post("/admin/users/new/", {"email": email, "first_name": "Jo", "last_name": "Green", "groups": [group(name).pk for name in names]})


def has(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_an_officer_made_by_an_administrator_reads_nothing_before_the_auditor_has_approved(administrator, auditor, client):
    adds(client, roles.REGISTER_OFFICER, roles.PCF_EDITOR)
    officer = User.objects.get(email="new@staff.example")
    assert has(officer) == {roles.PCF_EDITOR}
    assert not access.may(officer, access.READ_FAMILIES)
    asked = RoleRequest.objects.get()
    client.force_login(auditor)
    assert "new@staff.example is to be: Register officer" in client.get(reverse("accounts_roles")).content.decode()
    client.post(reverse("accounts_role_answer", args=[asked.pk, "approve"]))
    assert access.may(officer, access.READ_FAMILIES)
    assert list(RoleChange.objects.order_by("pk").values_list("role", "what", "by")) == [
        (roles.PCF_EDITOR, "given", administrator.email),
        (roles.REGISTER_OFFICER, "asked", administrator.email),
        (roles.REGISTER_OFFICER, "approved", auditor.email),
    ]
    assert set(QueuedMail.objects.values_list("recipient", flat=True)) == {auditor.email}


def test_who_asked_and_whose_role_it_is_can_not_approve_it(administrator, auditor, client):
    adds(client, roles.REGISTER_OFFICER, roles.ADMINISTRATOR)
    asked = RoleRequest.objects.get()
    client.post(reverse("accounts_role_answer", args=[asked.pk, "approve"]))
    for user in (administrator, asked.user):
        with pytest.raises(granting.NotTheirs):
            granting.approve(asked, by=user)
    assert RoleRequest.objects.exists() and roles.REGISTER_OFFICER not in has(asked.user)


def test_somebody_whose_role_still_waits_is_in_the_list_of_staff_and_the_request_can_be_taken_back(administrator, auditor, client):
    adds(client, roles.REGISTER_OFFICER)
    user = User.objects.get(email="new@staff.example")
    assert "new@staff.example" in client.get("/admin/users/").content.decode()
    assert client.get(f"/admin/users/edit/{user.pk}/").status_code == 200
    client.post(f"/admin/users/edit/{user.pk}/", {"email": user.email, "first_name": "Jo", "last_name": "Green", "is_active": "on", "groups": [group(roles.ANALYST).pk]})
    assert has(user) == {roles.ANALYST}
    assert not RoleRequest.objects.exists()


def test_the_auditor_can_refuse(administrator, auditor, client):
    adds(client, roles.REGISTER_OFFICER)
    asked = RoleRequest.objects.get()
    client.force_login(auditor)
    client.post(reverse("accounts_role_answer", args=[asked.pk, "refuse"]))
    client.post(reverse("accounts_role_answer", args=[asked.pk, "approve"]))
    assert has(asked.user) == set()
    assert RoleChange.objects.first().what == "refused"


def test_without_an_auditor_a_different_administrator_approves_but_not_one_made_for_it(administrator, client):
    make_staff(roles.REGISTER_OFFICER, email="first@staff.example")
    other = make_staff(roles.ADMINISTRATOR, email="other@staff.example")
    adds(client, roles.ADMINISTRATOR, email="puppet@staff.example")
    adds(client, roles.REGISTER_OFFICER)
    asked = RoleRequest.objects.get()
    with pytest.raises(granting.NotTheirs):
        granting.approve(asked, by=User.objects.get(email="puppet@staff.example"))
    granting.approve(asked, by=other)
    assert has(asked.user) == {roles.REGISTER_OFFICER}


def test_a_new_address_does_not_make_an_approver_of_who_was_made_administrator_by_who_asks(administrator, client):
    make_staff(roles.REGISTER_OFFICER, email="first@staff.example")
    make_staff(roles.ADMINISTRATOR, email="other@staff.example")
    adds(client, roles.ADMINISTRATOR, email="puppet@staff.example")
    adds(client, roles.REGISTER_OFFICER)
    puppet, asked = User.objects.get(email="puppet@staff.example"), RoleRequest.objects.get()
    for user, address in ((puppet, "renamed@staff.example"), (administrator, "asker@staff.example")):
        user.email = address
        user.save(update_fields=["email"])
    assert puppet not in granting.approvers(asked)
    with pytest.raises(granting.NotTheirs):
        granting.approve(asked, by=puppet)


def test_the_page_of_what_waits_costs_the_same_however_much_waits(administrator, auditor, client, count_queries):
    client.force_login(auditor)
    page = reverse("accounts_roles")

    def asks(number: int) -> None:
        RoleRequest.objects.create(user=make_staff(email=f"new{number}@staff.example"), group=group(roles.REGISTER_OFFICER), asked_by=administrator)

    asks(0)
    count_queries(page)
    one = count_queries(page)
    for number in range(1, 10):
        asks(number)
    assert count_queries(page) == one
    assert client.get(page).content.decode().count("/approve/") == 10


@pytest.mark.parametrize("has_auditor", [True, False])
def test_who_is_told_of_a_request_is_who_may_answer_it(administrator, client, has_auditor):
    make_staff(roles.REGISTER_OFFICER, email="first@staff.example")
    make_staff(roles.ADMINISTRATOR, email="other@staff.example")
    make_staff(email="root@staff.example", is_superuser=True)
    adds(client, roles.ADMINISTRATOR, email="puppet@staff.example")
    if has_auditor:
        make_staff(roles.AUDITOR, email="dpo@staff.example")
    adds(client, roles.REGISTER_OFFICER)
    asked = RoleRequest.objects.get()
    may = {user for user in User.objects.all() if granting.answerable([asked], by=user)}
    assert may == set(granting.approvers(asked)) and may


class TestAnEmptyInstallation:
    def test_the_first_officer_and_the_first_auditor_are_there_at_once(self, site, client):
        set_up_desk()
        client.force_login(make_staff(email="root@staff.example", is_superuser=True))
        for number, role in enumerate((roles.REGISTER_OFFICER, roles.AUDITOR)):
            adds(client, role, email=f"first{number}@staff.example")
            assert has(User.objects.get(email=f"first{number}@staff.example")) == {role}
        assert RoleChange.objects.count() == 2

    def test_the_second_officer_needs_somebody_to_approve(self, administrator, client):
        adds(client, roles.REGISTER_OFFICER, email="first@staff.example")
        page = adds(client, roles.REGISTER_OFFICER).content.decode()
        assert "Nobody can approve a role that reads personal data yet" in page
        assert not User.objects.filter(email="new@staff.example").exists()


def test_an_administrator_can_not_take_over_an_officer_by_giving_them_another_address(administrator, client):
    officer = make_staff(roles.REGISTER_OFFICER, email="officer@staff.example")
    answers = {"first_name": "Jo", "last_name": "Green", "is_active": "on", "groups": [group(roles.REGISTER_OFFICER).pk]}
    page = client.post(f"/admin/users/edit/{officer.pk}/", answers | {"email": "mine@staff.example"}).content.decode()
    assert "keeps their address" in page
    officer.refresh_from_db()
    assert officer.email == "officer@staff.example"


def test_a_role_that_is_taken_away_is_gone_at_once_and_told(administrator, auditor, client):
    officer = make_staff(roles.REGISTER_OFFICER, email="officer@staff.example")
    answers = {"first_name": "Jo", "last_name": "Green", "is_active": "on", "email": officer.email, "groups": [group(roles.ANALYST).pk]}
    client.post(f"/admin/users/edit/{officer.pk}/", answers)
    assert has(officer) == {roles.ANALYST}
    assert {(change.role, change.what) for change in RoleChange.objects.all()} == {(roles.REGISTER_OFFICER, "taken"), (roles.ANALYST, "given")}
    assert QueuedMail.objects.to(auditor.email).count() == 2


def test_nobody_tidies_the_log_of_roles(administrator, client):
    adds(client, roles.ANALYST)
    row = RoleChange.objects.get()
    for change in (row.save, row.delete, RoleChange.objects.all().delete):
        with pytest.raises(InsertOnly):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_rolechange SET what = 'taken'")


def test_permissions_of_the_register_are_not_offered_where_groups_are_edited(administrator, client):
    client.force_login(make_staff(email="root@staff.example", is_superuser=True))
    page = client.get(f"/admin/groups/edit/{group(roles.PCF_EDITOR).pk}/").content.decode()
    found = {permission.codename for permission in group(roles.REGISTER_OFFICER).permissions.filter(content_type__app_label="register")}
    assert found
    for codename in found:
        pk = group(roles.REGISTER_OFFICER).permissions.get(codename=codename).pk
        assert f'name="permissions" value="{pk}"' not in page, codename
