"""What is kept beside families and about none of them: our words, our counts, and what staff and the clocks did."""

from django.utils.translation import gettext_lazy as _

from register.data_map.entry import AUDITORS, DUTY, KEPT, PUBLIC_TASK, STAFF, Entry

ABOUT_NOBODY = (
    Entry("Wording", ("id", "key", "kind", "about", "order"), _("Nothing about you: where our words stand"), _("To edit the words"), PUBLIC_TASK, STAFF, KEPT),
    Entry(
        "WordingVersion",
        ("id", "wording", "number", "title", "text", "note", "made_at", "made_by"),
        _("Nothing about you: the exact words we showed"),
        _("To know what you agreed to"),
        DUTY,
        STAFF,
        KEPT,
    ),
    Entry(
        "RetentionRun", ("id", "at", "as_of", "is_dry", "counts"), _("Nothing about you: how much was deleted in time"), _("To show that we delete in time"), DUTY, AUDITORS, KEPT
    ),
    Entry(
        "Export",
        ("id", "at", "who", "why", "columns", "filters", "kind", "rows"),
        _("Nothing about you: which files were made of the register, by whom and why"),
        _("To know where data went"),
        DUTY,
        AUDITORS,
        KEPT,
    ),
    Entry(
        "Anomaly",
        ("id", "who", "kind", "hour", "count", "at"),
        _("Nothing about you: hours in which somebody here looked at much"),
        _("So that nobody looks without a reason"),
        DUTY,
        AUDITORS,
        KEPT,
    ),
    Entry(
        "Figures",
        ("id", "at", "families", "numbers"),
        _("Nothing about you: how many families and children there were, rounded, with small numbers left out"),
        _("To show the council and the forum who has joined"),
        PUBLIC_TASK,
        _("Staff who may see totals"),
        KEPT,
    ),
    Entry(
        "Baseline",
        ("id", "dimension", "numbers", "of", "source", "counted_on", "by", "at"),
        _("Nothing about you: how many families there are here, as the council counts them"),
        _("To see if we reach every group of families"),
        PUBLIC_TASK,
        _("Staff who may see totals"),
        KEPT,
    ),
    Entry(
        "WordingSignOff",
        ("id", "version", "organisation", "is_approved", "reason", "at", "by"),
        _("Nothing about you: who signed our words"),
        _("To show that council and forum speak together"),
        DUTY,
        STAFF,
        KEPT,
    ),
)
