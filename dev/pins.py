"""The lists of direct dependencies and our code agree: each pin is used, and each module from outside that we import has a pin.

Used means imported, or named by a setting or a command. Code that runs on a site may import only what requirements.in lists;
tests and `dev/` may import what requirements-dev.in lists too. `python -m dev.pins` ends with 1 and names what is wrong.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"^([A-Za-z0-9._-]+)")
SKIPPED = {"node_modules", "var"}  # and whatever begins with a dot
FOR_DEVELOPERS = {"tests", "dev"}
DRIVERS = {"psycopg"}  # Django loads it by the kind of database
OWNERS = {module: {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners} for module, owners in packages_distributions().items()}


def main() -> None:
    live, developers = _pins("requirements.in"), _pins("requirements-dev.in")
    site, tools = _imported(in_dev=False), _imported(in_dev=True)
    problems = [f"Nothing uses {pin}: take it out of the list, or use it." for pin in sorted(live | developers) if not _is_used(pin, site.keys() | tools.keys())]
    problems += [f"{site[module]} imports {module}: add it to requirements.in." for module in _without_pin(site, live)]
    problems += [f"{tools[module]} imports {module}: add it to requirements-dev.in." for module in _without_pin(tools, live | developers)]
    if problems:
        sys.exit("\n".join(problems))
    print("Every direct dependency is used, and every import from outside is a direct dependency.")


def _pins(source: str) -> set[str]:
    lines = (ROOT / source).read_text().splitlines()
    return {re.sub(r"[-_.]+", "-", match[1]).lower() for line in lines if not line.startswith(("#", "-")) and (match := NAME.match(line))}


def _is_used(pin: str, imported: set[str]) -> bool:
    modules = {module for module, owners in OWNERS.items() if pin in owners}
    words = _words()
    return bool(modules & (imported | words)) or pin in words or pin in DRIVERS or pin.startswith("types-")


def _without_pin(imported: dict[str, Path], pins: set[str]) -> list[str]:
    ours = {path.name.removesuffix(".py") for path in ROOT.iterdir()}
    return sorted(module for module in imported.keys() - ours - sys.stdlib_module_names if not OWNERS.get(module, set()) & pins)


def _imported(*, in_dev: bool) -> dict[str, Path]:
    """The first part of every absolute import, with a file that has it: of what runs on a site, or of tests and tools."""
    found: dict[str, Path] = {}
    for path in sorted(_python_files(ROOT)):
        where = path.relative_to(ROOT)
        if (where.parts[0] in FOR_DEVELOPERS) is in_dev:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0]: where for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module.split(".")[0]] = where
    return found


def _python_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in SKIPPED:
            continue
        if path.is_dir():
            yield from _python_files(path)
        elif path.suffix == ".py":
            yield path


def _words() -> set[str]:
    """Words of the settings and of what runs tools: a package may be named there rather than imported."""
    text = "".join((ROOT / name).read_text() for name in ("Makefile", "pyproject.toml", "portal/settings.py", "Dockerfile", "dev/mail"))
    return {part for word in re.findall(r"[\w./-]+", text) for part in (word, *re.split(r"[./]", word))}


if __name__ == "__main__":
    main()
