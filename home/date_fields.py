"""Days in the editors' forms."""

from typing import Any

from wagtail.admin.widgets import AdminDateInput


class DayInput(AdminDateInput):
    """Leaves what was typed: Wagtail's calendar puts today in the place of a day that it cannot read, and nobody is told."""

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"validateOnBlur": False}
