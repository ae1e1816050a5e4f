"""For which paragraphs of Schedule 2 of the SEND Regulations 2014 each starter page was written."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

CONTENT = Path(__file__).with_name("content")
WRITTEN_FOR = re.compile(r"^schedule2: *\[([\d, ]*)\]", re.MULTILINE)
INFORMATION = "information"
# In short, not the words of the law.
SCHEDULE_2: Final = {
    1: _("Education and training in the area: early years, schools, colleges, alternative provision"),
    2: _("Education and training outside the area that families here may use"),
    3: _("Support in mainstream schools, special schools and alternative provision, and how it is paid for"),
    4: _("How needs are found, how families are asked, and how moves between phases are supported"),
    5: _("How children are taught, how lessons are adapted, and how progress is looked at"),
    6: _("Where schools’ SEN information reports and other details are"),
    7: _("Where the accessibility strategy is"),
    8: _("Apprenticeships"),
    9: _("Training providers"),
    10: _("Preparing for adulthood: work, a home, a part in the community"),
    11: _("Support in higher education, with Disabled Students’ Allowance"),
    12: _("Health care, and support for medical conditions in schools and nurseries"),
    13: _("Social care, moving to adult services, and the Care Act’s information and advice"),
    14: _("Travel to school and college, and help with its cost"),
    15: _("Information, advice and support: SENDIASS, parent carer forums, groups, childcare, leisure"),
    16: _("Complaints about education, health and care in the offer"),
    17: _("Complaints about other services in the offer"),
    18: _("What must be true before a family gets a service"),
    19: _("How to ask for an EHC needs assessment, and personal budgets"),
    20: _("Where the list of approved independent institutions (section 41) is"),
    21: _("The right of appeal"),
    22: _("Mediation"),
    23: _("Sorting out disagreements"),
}


@cache
def paragraphs() -> dict[str, list[int]]:
    """By the address of the page below the home page, as "money/grants"."""
    return {_address(path): _numbers(path) for path in sorted(CONTENT.glob("*/*.yaml")) if path.stem != "section"}


def _address(path: Path) -> str:
    if path.parent.name == INFORMATION:
        return path.stem
    return f"{path.parent.name}/{path.stem.partition('-')[2]}"


def _numbers(path: Path) -> list[int]:
    found = WRITTEN_FOR.search(path.read_text(encoding="utf-8"))
    return [int(number) for number in found[1].split(",") if number.strip()] if found else []
