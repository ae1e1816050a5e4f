"""The demo staff's desks and addresses; asks nothing of Django, so that `make run` can print them."""

from accounts.roles import COUNCIL_EDITOR, ROLES

DOMAIN = "demo.example"
# Nobody signs off what they wrote, so the council has two editors.
COLLEAGUE = "Second council editor"
# Who sits where: the name of the desk, and the role there.
DESKS = [(role.name, role) for role in ROLES] + [(COLLEAGUE, role) for role in ROLES if role.name == COUNCIL_EDITOR]


def address(desk: str) -> str:
    """The e-mail address that the demo's member of staff at `desk` signs in with."""
    return f"{desk.lower().replace(' ', '.')}@{DOMAIN}"
