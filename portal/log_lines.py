"""What is written to the log, and what stands there of an address that is itself a secret: whoever has a mailed link can do what it does."""

import logging
import re
from typing import Any

# Where such addresses begin. Nothing that follows is written, whether it leads anywhere or not.
SECRET = re.compile(r"(/(?:register/(?:confirm|come-back|still-right|card)|services/check|messages|surveys/[^\s/?]+|admin/password_reset/confirm)/)[^\s?]+", re.IGNORECASE)

LEVELS = {
    # These tell of each page and task.
    "django_tasks": "WARNING",
    "wagtail": "WARNING",
    # It tells of each question to Elasticsearch, and of each that failed: search.engines.breaker says that once a minute.
    "elastic_transport": "ERROR",
    # It repeats Notify's answer, which may name a number: accounts.outgoing says it without.
    "notifications_python_client": "ERROR",
}
# Django's own, which name the path of whatever is refused and of what failed.
OF_PATHS = ("django.request", "django.security.csrf")


class WithoutSecrets(logging.Filter):
    """Lets every line through, without the secret in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_secret(record.getMessage()), ()
        return True


def without_secret(text: str) -> str:
    return SECRET.sub(r"\1…", text)


def setting(level: str) -> dict[str, Any]:
    """`settings.LOGGING`: a line an event, to standard output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "filters": {"without_secrets": {"()": WithoutSecrets}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": least} for name, least in LEVELS.items()} | {name: {"filters": ["without_secrets"]} for name in OF_PATHS},
    }
