"""The environment tests run in, set before Django reads its settings. A variable that is set already wins."""

import os
from pathlib import Path

import pytest

# Tests empty the cache, so each worker has a Redis database of its own: 1 to 15 of the 16 that there are, for 0 is what people look at.
MOST_ON_REDIS = 15

for name, value in {
    "SECRET_KEY": "tests-only-" + "k" * 60,
    "FIELD_KEYS": "tests-only-" + "f" * 40,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1,other.example",
    "SITE_URL": "http://testserver",
    "HTTPS": "false",
    "DEBUG": "false",
    "DEMO": "false",
    "TRUSTED_PROXIES": "0",
    "SECRET_KEY_FALLBACKS": "",
    "DATABASE_URL": "",  # empty here means that .env cannot fill it
    "CACHE_URL": "",
    "SEARCH_URL": "",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "",
    "TEXT_URL": "",
    "NOTIFY_API_KEY": "",
    "NOTIFY_TEMPLATE_ID": "",
    "NOTIFY_EMAIL_TEMPLATE_ID": "",
    "NOTIFY_LETTER_TEMPLATE_ID": "",
    "RECEIPT_TOKEN": "",
    "MEDIA_ROOT": "",
    "ERASURE_LEDGER": "",
    "LOG_LEVEL": "WARNING",
    "VAR_DIR": str(Path(__file__).resolve().parent.parent / "var" / "tests" / "main"),
}.items():
    os.environ.setdefault(name, value)
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # it was started with the variables set above
    os.environ["VAR_DIR"] = str(Path(os.environ["VAR_DIR"]) / worker)
    if os.environ.get("CACHE_URL"):
        os.environ["CACHE_URL"] = f"{os.environ['CACHE_URL'].rsplit('/', 1)[0]}/{int(worker.removeprefix('gw')) + 1}"
Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)

from portal import settings  # noqa: E402 - it reads the environment set above

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # plain names, no collectstatic
settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
settings.WHITENOISE_AUTOREFRESH = True  # type: ignore[attr-defined]
if settings.ON_SQLITE:  # a test database need not outlive a power cut
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """On Redis no more workers than it has databases for; else as many as pytest-xdist likes."""
    return MOST_ON_REDIS if os.environ.get("CACHE_URL") and (os.cpu_count() or 1) > MOST_ON_REDIS else None


def pytest_configure(config: pytest.Config) -> None:
    workers = config.getoption("numprocesses", None)
    if os.environ.get("CACHE_URL") and isinstance(workers, int) and workers > MOST_ON_REDIS:
        raise pytest.UsageError(f"On Redis {MOST_ON_REDIS} workers are the most: each needs a database of its own. Ask for -n {MOST_ON_REDIS}.")
