"""What leads to nobody, or says nothing by itself."""

from django.utils.translation import gettext_lazy as _

from register.data_map.entry import AS_LONG_AS_YOU_STAY, CONSENT, CONSENT_APART, DUTY, FAMILY_ONLY, KEPT, MACHINE, PUBLIC_TASK, TOTALS_TOO, Entry

COUNTED = (
    Entry(
        "Family",
        ("equality",),
        _("Your three answers about equality, if you gave them, before you confirm"),
        _("To count them, once you have joined"),
        CONSENT,
        MACHINE,
        _("Until you confirm: then they are parted from you. If you do not: {unconfirmed} days, or {assisted} days if one of us wrote it down for you"),
        is_encrypted=True,
    ),
    Entry(
        "EqualityAnswer",
        ("id", "question", "answer", "borough", "quarter"),
        _("Answers about equality, each on its own. They name nobody, so we can’t find yours again"),
        _("To see if we reach every group of families"),
        CONSENT_APART,
        _("Others only as totals"),
        KEPT,
    ),
    Entry(
        "ToCount",
        ("id", "kind", "said"),
        _("Your answers about equality, why you left, or that a young person grew up, before they are counted. They are kept apart from your record"),
        _("To count them only together with those of other families, so that nobody can tell whose they are"),
        PUBLIC_TASK,
        MACHINE,
        _("Until those of five families can be counted at once"),
        is_encrypted=True,
    ),
)

AFTERWARDS = (
    Entry(
        "Suppression",
        ("id", "contact_hash", "made_at"),
        _("After you left: a scrambled form of your address and your number or, if you only got letters, of your last name and postcode"),
        _("So that an old copy, or an old paper form, does not bring you back by mistake"),
        DUTY,
        MACHINE,
        KEPT,
    ),
    Entry(
        "Erasure",
        ("id", "at", "kind", "family_id", "child_id", "other_id", "purpose", "channel"),
        _("When you left, or took out or took back a child, a choice, a card, an address or a number: the day and a random number"),
        _("So that an old copy does not undo it by mistake"),
        DUTY,
        MACHINE,
        KEPT,
    ),
    Entry(
        "Leaver",
        ("id", "reason", "quarter", "borough"),
        _("After you left: that a family left, in which quarter of the year, and why if you told us. It names nobody"),
        _("To learn why families leave"),
        PUBLIC_TASK,
        _("Others only as totals"),
        KEPT,
    ),
    Entry(
        "GrownUp",
        ("id", "birth_year", "support_stage", "borough"),
        _("A number: that a young person grew up. It names nobody"),
        _("To know how many families there were"),
        PUBLIC_TASK,
        TOTALS_TOO,
        KEPT,
    ),
)

OWN_NUMBERS = (
    Entry(
        "Family",
        ("id", "reference", "form_id"),
        _("Your reference and our own numbers"),
        _("To find your record without your name, and to record a form only once"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry("Child", ("id", "family"), _("Our own numbers for your child"), _("To keep your child's answers with yours"), PUBLIC_TASK, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry("Family", ("account",), _("Your sign-in"), _("To show your page to you and to nobody else"), PUBLIC_TASK, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry(
        "Family",
        ("email_hash", "phone_hash", "household_hash", "first_half_hash", "last_half_hash", "form_digest"),
        _("Scrambled forms of your e-mail address, your number, your name with your postcode, and your form"),
        _("To find your record, which itself is encrypted, and to notice when a family or a form comes twice"),
        PUBLIC_TASK,
        MACHINE,
        AS_LONG_AS_YOU_STAY,
    ),
)
