"""What makes an empty database a site that editors can work in."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from accounts.roles import COUNCIL_EDITOR, ROLES, Role
from home.models import HomePage
from portal.models import SignOff
from register import wording

WORKFLOW = "Council sign-off"
SENTENCE = "Help and support for children and young people with special educational needs and disabilities, and for their families, in one place."


class UnknownPermissions(Exception):
    """Roles name permissions that no app has: an app is missing, or accounts/roles.py has a slip."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"accounts/roles.py names permissions that no app has: {', '.join(names)}. Run manage.py migrate first, or mend the name.")
        self.names = names


@transaction.atomic
def set_up_site(*, allow_missing: bool = False) -> list[str]:
    """Make what is not there yet: home page, site, roles with their rights, publishing workflow, the register's wording.

    Safe to run again: pages, names, wording and members stay; each role's rights become what accounts/roles.py says.
    Returns the permissions that no app has, which only `allow_missing` lets pass. Raises UnknownPermissions.
    """
    home = _home_page()
    _clear_what_wagtail_brought()
    known = _permissions()
    missing = sorted({name for role in ROLES for name in _grant(role, home, known)})
    if missing and not allow_missing:
        raise UnknownPermissions(missing)
    _workflow(home)
    wording.seed()
    return missing


def _home_page() -> HomePage:
    """The default site's home page; on a new database it takes the place of Wagtail's welcome page."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site and isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    root = Page.get_first_root_node()
    home = HomePage.objects.child_of(root).first() or root.add_child(instance=_new_home(root))
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": address.hostname or "localhost", "port": port, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME}
    )
    return home


def _new_home(root: Page) -> HomePage:
    locale, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    return HomePage(title=settings.WAGTAIL_SITE_NAME, slug="local-offer", sentence=SENTENCE, locale=locale)


def _clear_what_wagtail_brought() -> None:
    """Its welcome page, its two groups nobody is in, and its workflow: ours take their place."""
    welcome = Page.objects.child_of(Page.get_first_root_node()).filter(slug="home", content_type__model="page", numchild=0).first()
    if welcome:
        welcome.delete()
    Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states=None).delete()


def _grant(role: Role, home: HomePage, known: Mapping[str, Permission]) -> list[str]:
    """Give the role's group exactly its rights; the names of permissions that do not exist."""
    group, _made = Group.objects.get_or_create(name=role.name)
    group.permissions.set([known[name] for name in role.permissions if name in known])
    rights = [known[f"wagtailcore.{right}"] for right in role.page_rights]
    GroupPagePermission.objects.filter(group=group).exclude(page=home, permission__in=rights).delete()
    GroupPagePermission.objects.bulk_create([GroupPagePermission(group=group, page=home, permission=right) for right in rights], ignore_conflicts=True)
    library = Collection.get_first_root_node()
    rights = [known[f"{'wagtailimages' if right.endswith('image') else 'wagtaildocs'}.{right}"] for right in role.library_rights]
    GroupCollectionPermission.objects.filter(group=group).exclude(collection=library, permission__in=rights).delete()
    GroupCollectionPermission.objects.bulk_create([GroupCollectionPermission(group=group, collection=library, permission=right) for right in rights], ignore_conflicts=True)
    return [name for name in role.permissions if name not in known]


def _permissions() -> dict[str, Permission]:
    """By name, such as `accounts.change_user`."""
    found = Permission.objects.select_related("content_type").reverse()  # of two with one name the first in order stays
    return {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in found}


def _workflow(home: HomePage) -> None:
    """One step: a council editor who wrote none of it. For every page from the home page down."""
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    task = SignOff.objects.filter(name=WORKFLOW).first() or SignOff.objects.create(name=WORKFLOW)
    task.groups.set([Group.objects.get(name=COUNCIL_EDITOR)])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
