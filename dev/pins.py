"""Every direct dependency is really used: imported by our code, or named by a setting or a command.

`python -m dev.pins` ends with 1 and names each that is not.
"""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9._-]+)")


def main() -> None:
    unused = [name for source in ("requirements.in", "requirements-dev.in") for name in _direct(source) if not _is_used(name)]
    if unused:
        sys.exit(f"Nothing uses: {', '.join(unused)}. Take it out of the list, or use it.")
    print("Every direct dependency is used.")


def _direct(source: str) -> list[str]:
    lines = (ROOT / source).read_text().splitlines()
    return [match[1].lower() for line in lines if not line.startswith(("#", "-")) and (match := NAME.match(line))]


def _is_used(name: str) -> bool:
    modules = {module for module, owners in packages_distributions().items() if name in {_plain(owner) for owner in owners}}
    return bool(modules & IMPORTED) or name in WORDS or any(module in WORDS for module in modules) or name.startswith("types-") or name == "psycopg"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def _imported() -> set[str]:
    found = set()
    for path in _files("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


def _words() -> set[str]:
    """Words of the settings and of what runs tools: a package may be named there rather than imported."""
    text = "".join(path.read_text() for path in _files("Makefile", "pyproject.toml", "portal/settings.py", "Dockerfile", ".ci/run", "dev/mail"))
    return {part for word in re.findall(r"[\w./-]+", text) for part in (word, *re.split(r"[./]", word))}


IMPORTED, WORDS = _imported(), _words()

if __name__ == "__main__":
    main()
