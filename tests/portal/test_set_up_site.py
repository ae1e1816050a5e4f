import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site, Workflow, WorkflowPage

from accounts import roles
from home.models import HomePage
from portal import actions
from portal.models import SignOff

pytestmark = pytest.mark.django_db


def set_up() -> None:
    actions.set_up_site(allow_missing=True)


def test_a_new_database_becomes_a_site_with_our_home_page_only():
    set_up()
    site = Site.objects.get()
    assert site.is_default_site
    assert isinstance(site.root_page.specific, HomePage)
    assert [page.slug for page in Page.objects.filter(depth=2)] == ["local-offer"]
    assert site.hostname == "testserver"


def test_every_role_is_a_group_and_wagtails_own_groups_are_gone():
    set_up()
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in roles.ROLES}
    assert [workflow.name for workflow in Workflow.objects.all()] == [actions.WORKFLOW]


def test_forum_editors_write_and_only_council_editors_publish():
    set_up()
    rights = {name: set(Group.objects.get(name=name).page_permissions.values_list("permission__codename", flat=True)) for name in (roles.PCF_EDITOR, roles.COUNCIL_EDITOR)}
    assert rights[roles.PCF_EDITOR] == {"add_page", "change_page"}
    assert "publish_page" in rights[roles.COUNCIL_EDITOR]
    assert set(Group.objects.exclude(name__in=rights).values_list("page_permissions", flat=True)) == {None}


def test_the_workflow_covers_every_page_and_asks_council_editors():
    set_up()
    home = HomePage.objects.get()
    assert home.get_workflow().name == actions.WORKFLOW
    task = SignOff.objects.get()
    assert [group.name for group in task.groups.all()] == [roles.COUNCIL_EDITOR]
    assert home.get_workflow().tasks.get().specific == task


def test_running_it_again_changes_nothing():
    set_up()
    before = snapshot()
    set_up()
    assert snapshot() == before


def snapshot():
    groups = {
        group.name: (
            sorted(group.permissions.values_list("pk", flat=True)),
            sorted(group.page_permissions.values_list("pk", flat=True)),
            sorted(group.collection_permissions.values_list("pk", flat=True)),
        )
        for group in Group.objects.all()
    }
    pages = list(Page.objects.order_by("pk").values_list("pk", "path"))
    return groups, pages, list(Site.objects.values()), list(WorkflowPage.objects.values()), list(SignOff.objects.values("pk", "name"))


def test_what_an_editor_renamed_stays_renamed():
    set_up()
    home = HomePage.objects.get()
    home.title, home.slug = "Larkmere Local Offer", "larkmere"
    home.save_revision().publish()
    set_up()
    assert HomePage.objects.get().title == "Larkmere Local Offer"


def test_rights_somebody_clicked_together_go_back_to_what_the_role_says():
    set_up()
    group = Group.objects.get(name=roles.PCF_EDITOR)
    group.page_permissions.create(page=HomePage.objects.get(), permission=Permission.objects.get(codename="publish_page", content_type__app_label="wagtailcore"))
    group.permissions.add(Permission.objects.get(codename="change_user", content_type__app_label="accounts"))
    set_up()
    assert set(group.page_permissions.values_list("permission__codename", flat=True)) == {"add_page", "change_page"}
    assert not group.permissions.filter(codename="change_user").exists()


def test_a_group_of_the_councils_own_named_like_wagtails_stays_when_somebody_is_in_it(django_user_model):
    Group.objects.get(name="Editors").user_set.add(django_user_model.objects.create_user("ed@council.example"))
    set_up()
    assert Group.objects.filter(name="Editors").exists()


def test_a_permission_that_no_app_has_is_named_and_nothing_is_changed(monkeypatch):
    slip = roles.Role(roles.ANALYST, permissions=("home.chnage_borough",))
    monkeypatch.setattr(actions, "ROLES", (roles.Role(roles.COUNCIL_EDITOR), slip))
    with pytest.raises(CommandError, match=r"home\.chnage_borough"):
        call_command("set_up_site")
    assert not HomePage.objects.exists()
    assert not Group.objects.filter(name=roles.ANALYST).exists()


def test_missing_permissions_can_be_let_pass_and_are_listed(monkeypatch, capsys):
    slip = roles.Role(roles.ANALYST, permissions=("home.chnage_borough", "home.change_borough"))
    monkeypatch.setattr(actions, "ROLES", (roles.Role(roles.COUNCIL_EDITOR), slip))
    call_command("set_up_site", allow_missing=True)
    assert "home.chnage_borough" in capsys.readouterr().err
    assert list(Group.objects.get(name=roles.ANALYST).permissions.values_list("codename", flat=True)) == ["change_borough"]
