from wagtail import hooks

from accounts import staff

# After Wagtail's own, so that ours stand in their place.
for action in (staff.ClosedAssignRole, staff.ClosedDelete, staff.ClosedSetActive):
    hooks.register("register_bulk_action", action, order=100)
