"""Which version of the portal this is: pages that an earlier version made are not shown, nor read back."""

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

MADE_OF = {".html", ".svg", ".txt", ".css", ".py", ".mo"}


@cache
def build() -> str:
    """The same for each process of one version, and another for each other: from the code, the templates and the names of the static files."""
    digest = hashlib.blake2b(str(getattr(staticfiles_storage, "manifest_hash", "")).encode(), digest_size=8)
    for path in sorted(_files()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> list[Path]:
    root = Path(settings.BASE_DIR)
    folders = [root / "templates", *(Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == root)]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in MADE_OF]
    return [*found, *root.glob("requirements.txt")]
