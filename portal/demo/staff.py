"""The demo staff's addresses; asks nothing of Django, so that `make run` can print them."""

DOMAIN = "demo.example"


def address(role: str) -> str:
    """The e-mail address that the demo's member of staff in `role` signs in with."""
    return f"{role.lower().replace(' ', '.')}@{DOMAIN}"
