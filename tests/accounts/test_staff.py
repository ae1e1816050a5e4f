"""Staff are added and changed in the admin, each rule where somebody could get round it."""

import pytest
from django.contrib.auth.models import Group
from django.utils import translation
from wagtail.users.models import UserProfile

from accounts import roles
from accounts.models import QueuedMail, User
from tests.accounts.factories import make_staff
from tests.factories import UserFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(site, client):
    set_up_desk()
    user = make_staff(roles.ADMINISTRATOR, email="admin@staff.example")
    client.force_login(user)
    return user


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def answers(**changes: object) -> dict[str, object]:
    return {"email": "New.Editor@staff.example", "first_name": "Jo", "last_name": "Green", "groups": [group(roles.PCF_EDITOR).pk], "is_active": "on"} | changes


def test_a_member_of_staff_is_added_with_a_role_and_without_a_password(administrator, client):
    assert client.get("/admin/users/new/").status_code == 200
    response = client.post("/admin/users/new/", answers())
    assert response.status_code == 302
    user = User.objects.get(email="new.editor@staff.example")
    assert [role.name for role in user.groups.all()] == [roles.PCF_EDITOR]
    assert not user.has_usable_password()
    assert user.needs_second_factor


def test_the_form_asks_for_no_password_and_no_username(administrator, client):
    form = client.get("/admin/users/new/").context["form"]
    assert list(form.fields) == ["email", "first_name", "last_name", "groups"]


def test_staff_without_a_role_are_not_made(administrator, client):
    response = client.post("/admin/users/new/", answers(groups=[]))
    assert response.context["form"].errors["groups"]
    assert not User.objects.filter(email="new.editor@staff.example").exists()


def test_the_same_address_twice_is_said_next_to_the_field(administrator, client):
    make_staff(roles.PCF_EDITOR, email="new.editor@staff.example")
    assert set(client.post("/admin/users/new/", answers()).context["form"].errors["email"]) == {"Someone with this e-mail address is here already."}
    other = make_staff(roles.PCF_EDITOR, email="other@staff.example")
    assert client.post(f"/admin/users/edit/{other.pk}/", answers()).context["form"].errors["email"]


def test_a_parent_who_comes_to_work_here_keeps_one_sign_in_and_the_form_tells_nobody_of_the_other(administrator, client, django_user_model):
    parent = UserFactory(email="new.editor@staff.example")
    before = parent.get_session_auth_hash()
    assert client.post("/admin/users/new/", answers()).status_code == 302
    user = django_user_model.objects.get(email="new.editor@staff.example")
    assert user.pk == parent.pk
    assert user.needs_second_factor
    assert user.get_session_auth_hash() != before


@pytest.mark.usefixtures("administrator")
def test_a_parent_who_was_made_staff_is_told_what_changed_and_what_to_do_if_they_did_not_expect_it(client):
    UserFactory(email="new.editor@staff.example")
    client.post("/admin/users/new/", answers())
    told = list(QueuedMail.objects.to("new.editor@staff.example"))
    assert [mail.subject for mail in told] == ["Your sign-in has changed"]
    for words in (
        "You are signed out everywhere",
        "we ask for a second step after the code",
        "What is yours here stays yours",
        "Did you not? Then do not set up",
        "/accounts/login/",
    ):
        assert words in told[0].text


@pytest.mark.usefixtures("administrator")
def test_a_parent_is_told_in_their_own_language_and_not_in_that_of_whoever_added_them(client, monkeypatch):
    UserProfile.objects.create(user=UserFactory(email="new.editor@staff.example"), preferred_language="cy")
    languages = []
    monkeypatch.setattr("accounts.granting.render_to_string", lambda template, _words: languages.append((template, translation.get_language())) or "")
    client.post("/admin/users/new/", answers())
    assert ("emails/accounts/sign_in_changed.txt", "cy") in languages


@pytest.mark.usefixtures("administrator")
def test_who_could_not_sign_in_before_is_told_of_no_change(client):
    client.post("/admin/users/new/", answers())
    assert User.objects.filter(email="new.editor@staff.example").exists()
    assert not QueuedMail.objects.to("new.editor@staff.example").exists()


def test_staff_are_found_by_name_and_by_a_part_of_their_address(administrator, client):
    for name in ("amal", "bo"):
        make_staff(roles.PCF_EDITOR, email=f"{name}@staff.example", first_name=name.title())
    for sought, found in (("Amal", {"amal"}), ("BO@", {"bo"}), ("@staff.example", {"amal", "bo"}), ("nobody", set())):
        page = client.get("/admin/users/", {"q": sought}).content.decode()
        assert {name for name in ("amal", "bo") if f"{name}@staff.example" in page} == found


def test_only_superusers_make_superusers(administrator, client):
    client.post("/admin/users/new/", answers(is_superuser="on"))
    user = User.objects.get(email="new.editor@staff.example")
    assert not user.is_superuser
    client.post(f"/admin/users/edit/{user.pk}/", answers(is_superuser="on"))
    user.refresh_from_db()
    assert not user.is_superuser
    client.force_login(make_staff(email="root@staff.example", is_superuser=True))
    client.post(f"/admin/users/edit/{user.pk}/", answers(is_superuser="on"))
    user.refresh_from_db()
    assert user.is_superuser


def test_an_administrator_changes_the_roles_of_others_but_not_their_own(administrator, client):
    other = make_staff(roles.PCF_EDITOR, email="other@staff.example")
    client.post(f"/admin/users/edit/{other.pk}/", answers(email=other.email, groups=[group(roles.COUNCIL_EDITOR).pk]))
    assert [role.name for role in other.groups.all()] == [roles.COUNCIL_EDITOR]
    client.post(f"/admin/users/edit/{administrator.pk}/", answers(email=administrator.email, groups=[group(roles.REGISTER_OFFICER).pk]))
    assert [role.name for role in administrator.groups.all()] == [roles.ADMINISTRATOR]
    assert User.objects.get(pk=administrator.pk).first_name == "Jo"


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_actions_on_many_users_at_once_are_closed(administrator, client, action):
    address = f"/admin/bulk/accounts/user/{action}/?id={administrator.pk}"
    assert client.get(address).status_code == 404
    assert client.post(address, {"role": group(roles.REGISTER_OFFICER).pk, "mark_as_active": "True"}).status_code == 404
    assert [role.name for role in administrator.groups.all()] == [roles.ADMINISTRATOR]


def test_families_are_not_listed_and_not_found(administrator, client):
    family = UserFactory(email="private@families.example")
    assert b"private@families.example" not in client.get("/admin/users/").content
    assert b"private@families.example" not in client.get("/admin/users/?q=private").content
    for page in ("edit", "delete", "history", "usage"):
        assert client.get(f"/admin/users/{page}/{family.pk}/").status_code == 404, page


def test_a_superuser_is_out_of_an_administrators_reach(administrator, client):
    root = make_staff(email="root@staff.example", is_superuser=True)
    for page in ("edit", "delete"):
        client.get(f"/admin/users/{page}/{root.pk}/")
        client.post(f"/admin/users/{page}/{root.pk}/", answers(email="mine@staff.example"))
    root.refresh_from_db()
    assert root.email == "root@staff.example"


def test_whoever_leaves_or_gets_another_address_is_signed_out(administrator, client, django_user_model):
    other = make_staff(roles.PCF_EDITOR, email="other@staff.example")
    for changes in ({"email": "changed@staff.example"}, {"is_active": ""}):
        before = django_user_model.objects.get(pk=other.pk).get_session_auth_hash()
        client.post(f"/admin/users/edit/{other.pk}/", answers(email=other.email) | changes)
        assert django_user_model.objects.get(pk=other.pk).get_session_auth_hash() != before, changes
    assert not django_user_model.objects.get(pk=other.pk).needs_second_factor
    assert b"other@staff.example" not in client.get("/admin/users/").content
    assert client.post("/admin/users/new/", answers(email=other.email)).status_code == 302, "who comes back is added as anybody is"


@pytest.mark.parametrize("role", [roles.PCF_EDITOR, roles.COUNCIL_EDITOR, roles.ANALYST, roles.REGISTER_OFFICER])
def test_nobody_else_sees_or_changes_staff(site, client, role):
    set_up_desk()
    me = make_staff(role, email="me@staff.example")
    client.force_login(me)
    for address in ("/admin/users/", "/admin/users/new/", f"/admin/users/edit/{me.pk}/", "/admin/groups/"):
        assert client.get(address).status_code == 302, address
    client.post("/admin/users/new/", answers())
    assert not User.objects.filter(email="new.editor@staff.example").exists()


def test_the_list_costs_the_same_for_one_and_for_twenty(administrator, client, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(60) as queries:
            client.get("/admin/users/")
        return len(queries)

    client.get("/admin/users/")
    one = count()
    for n in range(19):
        make_staff(roles.PCF_EDITOR, email=f"e{n}@staff.example", has_second_factor=False)
    assert count() == one


def test_somebody_of_a_provider_has_a_role_and_is_not_staff():
    editor = make_staff(roles.PCF_EDITOR, email="editor@staff.example", has_second_factor=False)
    root = make_staff(email="root@staff.example", is_superuser=True, has_second_factor=False)
    both = make_staff(roles.PROVIDER, roles.ANALYST, email="both@staff.example", has_second_factor=False)
    coach = make_staff(roles.PROVIDER, email="coach@club.example", has_second_factor=False)
    UserFactory(email="parent@families.example")
    assert set(User.objects.staff()) == {editor, root, both}
    assert set(User.objects.with_role()) == {editor, root, both, coach}
    assert set(User.objects.without_second_factor()) == {editor, root, both}
    assert coach.needs_second_factor


def test_people_of_providers_are_kept_in_the_list_of_accounts(administrator, client):
    make_staff(roles.PROVIDER, email="coach@club.example")
    page = client.get("/admin/users/").content.decode()
    assert "Staff and providers" in page
    assert "coach@club.example" in page
