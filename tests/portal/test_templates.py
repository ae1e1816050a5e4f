"""What every template has to keep."""

import re

from portal import env

TEMPLATES = env.ROOT / "templates"
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def test_a_form_that_is_included_alone_gets_its_token():
    """`only` leaves the token behind, and the form would be refused: a part with a form is handed it by name. One that may do without it says `if`."""
    texts = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    with_token = {name for name, text in texts.items() if "csrf_token" in text and "{% if csrf_token %}" not in text}
    missing = [
        f"{outer} includes {name}"
        for outer, text in texts.items()
        for name, rest in INCLUDE.findall(text)
        if name in with_token and rest.rstrip().endswith("only") and "csrf_token=" not in rest
    ]
    assert missing == []
    assert "register/admin/draft.html" in with_token
