"""The Nu HTML checker over every public page, once for all of them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from portal import env
from tests.browser.conftest import IS_REQUIRED, NOT_RUN
from tests.browser.state import State, reach
from tests.browser.states import STATES

CHECKER = env.ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def what_is_missing() -> str:
    if not shutil.which("java"):
        return "the HTML checker needs java, which was not found"
    return "" if CHECKER.exists() else "vnu-jar is not there (run `make install`)"


def source_of(page: Page, state: State) -> str:
    """The HTML as it was sent, before any script touched it."""
    documents = []
    page.on("response", lambda answer: documents.append(answer) if answer.request.is_navigation_request() and not 300 <= answer.status < 400 else None)
    page.goto(state.path)
    reach(page, state)
    last = documents[-1]
    assert last.status == state.status, f"{state.name}: {last.status}"
    return last.text()


def test_every_page_is_valid_html(context_of: Callable[..., BrowserContext], tmp_path: Path) -> None:
    if missing := what_is_missing():
        (pytest.fail if IS_REQUIRED else pytest.skip)(f"{NOT_RUN}: {missing}")
    for state in STATES:
        context = context_of()
        name = re.sub(r"[^a-z0-9]+", "-", state.name.lower())
        (tmp_path / f"{name}.html").write_text(source_of(context.new_page(), state), encoding="utf-8")
        context.close()
    command = ["java", "-Xss8m", "-jar", str(CHECKER), "--format", "json", "--errors-only", "--stdout", *map(str, sorted(tmp_path.glob("*.html")))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    problems = [f"{Path(m['url']).stem}, line {m.get('lastLine')}: {m['message']}: {m.get('extract', '').strip()[:160]}" for m in json.loads(done.stdout)["messages"]]
    assert len(list(tmp_path.glob("*.html"))) == len(STATES)
    assert not problems, "\n".join(problems)
