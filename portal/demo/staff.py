"""The demo staff's desks and addresses; asks nothing of Django, so that `make run` can print them."""

from accounts.roles import COUNCIL_EDITOR, ROLES, SIGNATORY

DOMAIN = "demo.example"
# Nobody signs off what they wrote, so the council has two editors.
COLLEAGUE = "Second council editor"
# Who signs messages to families, for each organisation; the desk “Signatory” is the forum's deputy.
SIGNERS = ("Forum chair", "Council director", "NHS director", "Provider manager")
_BESIDE = {COUNCIL_EDITOR: (COLLEAGUE,), SIGNATORY: SIGNERS}
# Who sits where: the name of the desk, and the role there.
DESKS = [(role.name, role) for role in ROLES] + [(desk, role) for role in ROLES for desk in _BESIDE.get(role.name, ())]


def address(desk: str) -> str:
    """The e-mail address that the demo's member of staff at `desk` signs in with."""
    return f"{desk.lower().replace(' ', '.')}@{DOMAIN}"
