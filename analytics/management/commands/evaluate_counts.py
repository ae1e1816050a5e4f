import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.evaluation import InvalidCounts, evaluate_cases


class Command(BaseCommand):
    help = (
        "Evaluate the cases of a JSON file (id, function, inputs) and print the results by id."
        " A case that cannot be evaluated is answered with a sentence that says why."
        " The format: docs/evaluation.md."
    )
    # The statistics need no database, no address and no template, so none of these is checked.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help='a JSON object with a list called "cases"')

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            results = evaluate_cases(_read(file))
        except InvalidCounts as refusal:
            raise CommandError(f"{file} cannot be evaluated. {refusal}") from refusal
        self.stdout.write(json.dumps(results, indent=2, allow_nan=False))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not UTF-8 text, so it is not JSON.") from error
    except RecursionError as error:
        raise CommandError(f"{file} is nested too deeply to be read.") from error
    except ValueError as error:
        raise CommandError(f"{file} is not JSON: {error}.") from error
