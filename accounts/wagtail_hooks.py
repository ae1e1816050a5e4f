from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts import role_views, staff

# After Wagtail's own, so that ours stand in their place.
for action in (staff.ClosedAssignRole, staff.ClosedDelete, staff.ClosedSetActive):
    hooks.register("register_bulk_action", action, order=100)


class RolesMenuItem(MenuItem):
    """For who checks roles and who gives them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.view_rolechange")


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("roles/", role_views.roles, name="accounts_roles"),
        path("roles/<int:request_id>/<slug:what>/", role_views.answer, name="accounts_role_answer"),
    ]


@hooks.register("register_admin_menu_item")
def roles_entry() -> MenuItem:
    return RolesMenuItem(_("Roles given"), reverse("accounts_roles"), name="roles-given", icon_name="key", order=450)
