"""The line pictures that an editor can choose; each is an SVG symbol in `templates/components/icon/`."""

from django.utils.translation import gettext_lazy as _

ICONS = [
    ("plan", _("Plan")),
    ("school", _("School")),
    ("break", _("Short break")),
    ("health", _("Health")),
    ("money", _("Money")),
    ("adulthood", _("Becoming an adult")),
    ("people", _("People who help")),
    ("rights", _("Rights")),
    ("travel", _("Travel")),
    ("early-years", _("Early years")),
    ("care", _("Care")),
    ("start", _("Start here")),
    ("activities", _("Things to do")),
    ("information", _("Information")),
]
