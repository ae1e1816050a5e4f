"""How a cell of the editors' file is read."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from home.models import EVERY_ONE
from home.sheets import tidy
from localoffer import geo
from localoffer.editing import sentences
from localoffer.editing.cells import BETWEEN, FREE, LISTS
from localoffer.editing.columns import ONLY_TO_READ, Column, Unreadable
from localoffer.models import Provider
from localoffer.models.subject import FOR_EVERY

DEAREST = Decimal(999_999)
WITHOUT_ITS_ZERO = re.compile(r"[1-9]\d{8,9}", re.ASCII)
CUT_BY_A_SPREADSHEET = re.compile(r"\d(\.\d+)?e\+\d+", re.ASCII | re.IGNORECASE)


class Reader:
    """Reads cells; looks the word lists and providers up once."""

    @cached_property
    def _lists(self) -> dict[str, dict[str, Any]]:
        """By codes, and by names that only one row has: None stands for the others."""
        found: dict[str, dict[str, Any]] = {}
        for name, model in LISTS.items():
            rows: list[Any] = list(model._default_manager.all())
            names = Counter(tidy(row.name).casefold() for row in rows)
            codes = {str(row.slug if name == "boroughs" else row.code).casefold(): row for row in rows}
            found[name] = {tidy(row.name).casefold(): row if names[tidy(row.name).casefold()] == 1 else None for row in rows} | codes
        return found

    @cached_property
    def _providers(self) -> dict[str, list[Provider]]:
        found: dict[str, list[Provider]] = {}
        for provider in Provider.objects.only("name"):
            found.setdefault(tidy(provider.name).casefold(), []).append(provider)
        return found

    def read(self, column: Column, text: str) -> Any:
        """The field's value. Raises Unreadable."""
        if column.kind in READERS:
            return READERS[column.kind](text)
        if column.kind == "choice":
            return _choice(column, text)
        if column.kind == "list":
            return EVERY_ONE if column.field in FOR_EVERY and text.casefold() == EVERY_ONE else self._rows(column, text)
        if column.kind == "provider":
            return self._provider(text)
        if column.kind == ONLY_TO_READ:
            raise Unreadable(_("This column can’t be changed in a file. Open the service and change it there."))
        return text

    def _rows(self, column: Column, text: str) -> list[Any]:
        words = [word.strip() for word in text.split(BETWEEN.strip()) if word.strip()]
        if column.field in FOR_EVERY and EVERY_ONE in map(str.casefold, words):
            raise Unreadable(_("Name which ones, or write “every” alone."))
        unknown = [word for word in words if word.casefold() not in self._lists[column.field]]
        if unknown:
            raise Unreadable(_("“%s” is not in our list. Write the name as in the word list, with “;” between names.") % unknown[0][:60])
        found = {word: self._lists[column.field][word.casefold()] for word in words}
        if unclear := [word for word, row in found.items() if row is None]:
            raise Unreadable(_("“%s” stands in our list more than once. Write its code.") % unclear[0][:60])
        return list({row.pk: row for row in found.values()}.values())

    def _provider(self, text: str) -> Provider | None:
        if not text:
            return None
        found = self._providers.get(text.casefold(), [])
        if not found:
            raise Unreadable(_("There is no provider “%s”. Add it first: Directory → Providers.") % text[:60])
        if len(found) > 1:
            raise Unreadable(_("There are %(count)d providers called “%(name)s”. Choose one in the service’s form.") % {"count": len(found), "name": text[:60]})
        return found[0]


def _number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}(\.0+)?", text, re.ASCII):
        raise Unreadable(_("“%s” is not a whole number.") % text[:40])
    return int(text.partition(".")[0])


def _yes_no(text: str) -> bool:
    answer = text.casefold()
    if answer not in {"yes", "y", "true", "1", "no", "n", "false", "0"}:
        raise Unreadable(_("Write “yes” or “no”."))
    return answer in {"yes", "y", "true", "1"}


def _phone(text: str) -> str:
    """With the 0 at its beginning, which a spreadsheet takes away when it thinks that the phone number is a number."""
    if CUT_BY_A_SPREADSHEET.fullmatch(text):
        raise Unreadable(_("A spreadsheet has shortened this phone number to “%s”. Write it with spaces: 020 7946 0130.") % text[:40])
    if text and not any(letter.isdigit() for letter in text):
        raise Unreadable(_("“%s” is no phone number. Write it in digits.") % text[:40])
    return f"0{text}" if WITHOUT_ITS_ZERO.fullmatch(text) else text


def _postcode(text: str) -> str:
    try:
        return geo.as_written(text) if text else ""
    except geo.UnknownPostcode:
        raise Unreadable(_("“%s” is not a whole postcode. Write it like KT1 1EU.") % text[:40]) from None


def _money(text: str) -> Decimal | None:
    """An amount in pounds; None when there is none."""
    if not text or text.casefold() == FREE:
        return Decimal(0) if text else None
    try:
        amount = Decimal(text.removeprefix("£").replace(",", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= DEAREST:
        raise Unreadable(_("“%s” is no amount in pounds. Write “4.50” or “free”; what can’t be put as an amount goes into “for what”.") % text[:40])
    return amount.quantize(Decimal("0.01"))


def _choice(column: Column, text: str) -> str:
    for code, label in column.choices:
        if text.casefold() in {str(code).casefold(), str(label).casefold()}:
            return code
    if not text and column.of:  # a setting of which nobody has said it, or no setting at all
        return ""
    offered = ", ".join(f"“{label}”" for _code, label in column.choices)
    raise Unreadable(_("“%(given)s” is none of these: %(offered)s.") % {"given": text[:40], "offered": offered})


READERS: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "yes-no": _yes_no,
    "day": lambda text: sentences.day(text) if text else None,
    "phone": _phone,
    "postcode": _postcode,
    "money": _money,
    "time": sentences.read_time,
    "access": sentences.read_access,
}
