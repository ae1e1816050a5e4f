"""Every piece of data the register keeps: what for, on which lawful basis, who reads it, and until when.

The council's data protection officer signs this off before families join; a test holds every model field to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

PUBLIC_TASK = _("Public task (Children and Families Act 2014, sections 22 to 32): knowing who lives here with SEND, and telling them what there is")
CONSENT = _("Your consent, which you can take back at any time")
DUTY = _("Legal duty (UK GDPR articles 5, 7, 17 and 32): showing that we did what you asked, and keeping your data safe")

COMPLAINTS = _("Legal duty (Data Protection Act 2018, section 164A): taking complaints about data, and answering them")

FAMILY_ONLY = _("You, and register officers with a reason that is written down")
TOTALS_TOO = _("You, register officers with a reason that is written down, and others only as totals")
MACHINE = _("Nobody: only the portal uses it")
AUDITORS = _("The people who check how data is used; you can ask for it")
STAFF = _("Everyone who edits the register's words")

AS_LONG_AS_YOU_STAY = _("Until you leave; 7 days if you do not confirm")
ON_THE_WAY = _("Until you send them or stop; if you just go away, half a day after your last answer")
SIX_YEARS = _("Six years after our answer, also if you leave the register")
SEVEN_DAYS = _("7 days")
KEPT = _("Kept, because it names nobody")


@dataclass(frozen=True)
class Entry:
    """One field or several of one model that share all answers. `what` is the family's word for them.

    The models `Journey` and `NewChild` are no tables: they are what one browser's session holds before a form is sent (`register.journey`, `register.adding`).
    A model with a dot in its name is another app's: what it may hold of a family is named field by field.
    """

    model: str
    fields: tuple[str, ...]
    what: Text
    purpose: Text
    basis: Text
    readers: Text
    kept_until: Text
    is_encrypted: bool = False


DATA_MAP = (
    Entry(
        "Journey",
        ("answers",),
        _("Your answers before you send them"),
        _("To keep them from one question to the next"),
        PUBLIC_TASK,
        MACHINE,
        ON_THE_WAY,
        is_encrypted=True,
    ),
    Entry(
        "NewChild",
        ("id", "answers"),
        _("Your answers about one more child, before you have answered all"),
        _("To keep them from one question to the next"),
        PUBLIC_TASK,
        MACHINE,
        ON_THE_WAY,
        is_encrypted=True,
    ),
    Entry(
        "Journey",
        ("form_id", "source", "reference", "by"),
        _("The form's own number, the code you came with, and your reference once it is sent"),
        _("To record a form only once, and to show you your reference"),
        PUBLIC_TASK,
        MACHINE,
        ON_THE_WAY,
    ),
    Entry(
        "Family", ("first_name", "last_name"), _("Your name"), _("To write to you and to know you when you call"), PUBLIC_TASK, FAMILY_ONLY, AS_LONG_AS_YOU_STAY, is_encrypted=True
    ),
    Entry(
        "Family",
        ("email",),
        _("Your e-mail address"),
        _("To check that it is you, to sign you in, and to send what you chose"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "Family",
        ("postcode",),
        _("Your postcode, if you gave it"),
        _("To tell you about help near you, and to see where help is missing"),
        PUBLIC_TASK,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry("Family", ("borough", "ward"), _("Your council and the part of it you live in"), _("To send you what is for your area"), PUBLIC_TASK, TOTALS_TOO, AS_LONG_AS_YOU_STAY),
    Entry(
        "Family",
        ("phone", "can_be_texted", "phone_confirmed_at"),
        _("Your phone number, if you gave it"),
        _("To call you back, and to text you what you chose"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "Family",
        ("address", "has_address"),
        _("Your postal address, if you asked for something by post"),
        _("To post you what you chose"),
        CONSENT,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "Family",
        ("reach", "language", "needs_interpreter", "reading_format"),
        _("How you like to hear from us"),
        _("To write and talk to you in a way that is easy for you"),
        PUBLIC_TASK,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry("Family", ("topics", "taking_part"), _("What you are interested in"), _("To send you what you care about"), CONSENT, TOTALS_TOO, AS_LONG_AS_YOU_STAY),
    Entry("Family", ("wants_less", "paused_until"), _("If you asked for fewer messages, or a pause"), _("To do as you asked"), CONSENT, FAMILY_ONLY, AS_LONG_AS_YOU_STAY),
    Entry("Family", ("bounced_at",), _("That our mail to you came back"), _("To ask you for a new address"), PUBLIC_TASK, FAMILY_ONLY, AS_LONG_AS_YOU_STAY),
    Entry(
        "Family",
        ("joined_how", "paper_date", "taken_by"),
        _("How you joined and, if somebody here wrote it down for you, who"),
        _("To be able to show how you joined"),
        DUTY,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Family",
        ("equality",),
        _("Your three answers about equality, if you gave them, before you confirm"),
        _("To count them, once you have joined"),
        CONSENT,
        MACHINE,
        _("Until you confirm, or 7 days: then they are parted from you"),
        is_encrypted=True,
    ),
    Entry(
        "EqualityAnswer",
        ("id", "question", "answer", "borough", "quarter"),
        _("Answers about equality, each on its own. They name nobody, so we can’t find yours again"),
        _("To see if we reach every group of families"),
        CONSENT,
        _("Others only as totals"),
        KEPT,
    ),
    Entry(
        "Family",
        ("relationship",),
        _("Who you are to the child"),
        _("To use the right words, and to write to young people themselves"),
        PUBLIC_TASK,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry("Family", ("account",), _("Your sign-in"), _("To show your page to you and to nobody else"), PUBLIC_TASK, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry(
        "Family",
        ("id", "reference", "form_id"),
        _("Your reference and our own numbers"),
        _("To find your record without your name, and to record a form only once"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Family",
        ("email_hash", "phone_hash", "household_hash", "form_digest"),
        _("Scrambled forms of your e-mail address, your number, your name with your postcode, and your form"),
        _("To find your record, which itself is encrypted, and to notice when a family or a form comes twice"),
        PUBLIC_TASK,
        MACHINE,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Family",
        ("said_at", "asked_again_at", "stopped_at"),
        _("When you last told us that all is right, and when we asked"),
        _("To keep nothing longer than you want"),
        DUTY,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry("Family", ("created_at", "asked_at", "confirmed_at"), _("When you joined"), _("To delete in time what was not confirmed"), PUBLIC_TASK, TOTALS_TOO, AS_LONG_AS_YOU_STAY),
    Entry("Family", ("source_code",), _("Which letter or poster brought you here, as a code"), _("To learn which letters work"), PUBLIC_TASK, TOTALS_TOO, AS_LONG_AS_YOU_STAY),
    Entry("Child", ("own_choice_asked_at",), _("When we asked if your child wants to choose for themselves"), _("To ask once"), DUTY, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry("Child", ("id", "family"), _("Our own numbers for your child"), _("To keep your child's answers with yours"), PUBLIC_TASK, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry(
        "Child",
        ("nickname",),
        _("Your child's first name or nickname, if you gave it"),
        _("To tell your children apart on your page"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "Child",
        ("birth_month", "birth_year"),
        _("Your child's month and year of birth"),
        _("To tell you about help for your child's age"),
        PUBLIC_TASK,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Child",
        ("support_stage", "needs", "needs_not_said", "setting"),
        _("Your child's needs and help now, and the kind of school"),
        _("To tell you about the right help, and to see what is missing"),
        PUBLIC_TASK,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Child",
        ("setting_name",),
        _("The name of your child's school, nursery or college, if you gave it"),
        _("To know which schools families come from, and to help when you call"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "Consent",
        ("id", "family", "purpose", "channel", "is_given", "wording", "how", "at"),
        _("Your choices and how they came to be"),
        _("To do only what you chose, and to be able to show it"),
        CONSENT,
        TOTALS_TOO,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "Confirmation",
        ("id", "family", "kind", "token_hash", "code_hash", "tries", "email", "email_hash", "phone", "phone_hash", "made_at", "expires_at", "used_at"),
        _("The links and codes we sent you"),
        _("To make sure that the address is yours"),
        PUBLIC_TASK,
        MACHINE,
        SEVEN_DAYS,
        is_encrypted=True,
    ),
    Entry(
        "Suppression",
        ("id", "contact_hash", "made_at"),
        _("After you left: a scrambled form of your address and your number"),
        _("So that an old copy does not bring you back by mistake"),
        DUTY,
        MACHINE,
        KEPT,
    ),
    Entry(
        "Erasure",
        ("id", "at", "kind", "family_id", "child_id", "purpose", "channel"),
        _("When you left, took out a child or took back a choice: the day and a random number"),
        _("So that an old copy does not undo it by mistake"),
        DUTY,
        MACHINE,
        KEPT,
    ),
    Entry(
        "AccessLogEntry",
        ("id", "at", "who", "action", "reference", "why"),
        _("Who looked at your record, when and why"),
        _("So that nobody looks without a reason"),
        DUTY,
        AUDITORS,
        KEPT,
    ),
    Entry(
        "Card",
        ("id", "family", "child", "number", "code", "name", "lines", "state", "refusal", "asked_at", "printed_at", "posted_at", "valid_until"),
        _("A disability awareness card, if you asked for one: the first name, what stands on it, and where it is on its way"),
        _("To make the card and to post it; whoever checks it learns only if it is valid and until when"),
        CONSENT,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry(
        "DataComplaint",
        ("id", "form_id", "reference", "family", "email", "email_hash", "phone", "phone_hash", "what_happened", "wanted", "received_at"),
        _("A complaint about data, if you made one, and how to reach you about it"),
        _("To look into it and to answer you"),
        COMPLAINTS,
        _("You, and the people who check how data is used; each opening is written down"),
        SIX_YEARS,
        is_encrypted=True,
    ),
    Entry(
        "DataComplaint",
        ("acknowledge_by", "acknowledged_at", "acknowledged_by", "outcome", "answer", "answered_at", "answered_by"),
        _("When and how we answered it, and who did"),
        _("To be able to show that we answered in time"),
        COMPLAINTS,
        _("You, and the people who check how data is used; each opening is written down"),
        SIX_YEARS,
        is_encrypted=True,
    ),
    Entry(
        "FamilyNote",
        ("id", "family", "category", "due_on", "at", "by", "done_at", "done_by"),
        _("Notes from a fixed list, such as “asked to be called back”. Nobody writes about your child there"),
        _("To know what you asked for on the phone"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "FamilyMerge",
        ("id", "kept", "kept_reference", "old_reference", "gone_id", "account_id", "at", "by"),
        _("If you joined twice: your old reference, and who put the two records together"),
        _("So that both references find your record"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "FamilyMerge",
        ("swallowed",),
        _("If you joined twice: both records as they were"),
        _("To take them apart again if that was wrong"),
        PUBLIC_TASK,
        MACHINE,
        _("30 days"),
        is_encrypted=True,
    ),
    Entry(
        "KnownApart",
        ("id", "first", "second", "at", "by"),
        _("That you are not the same family as another one that looks like yours"),
        _("So that nobody puts two families, or two homes, together by mistake"),
        PUBLIC_TASK,
        FAMILY_ONLY,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "accounts.User",
        ("email",),
        _("Your e-mail address, a second time: the one you sign in with"),
        _("To send you a code and know you by it"),
        PUBLIC_TASK,
        MACHINE,
        AS_LONG_AS_YOU_STAY,
    ),
    Entry(
        "accounts.User",
        ("phone", "phone_hash"),
        _("Your mobile number, if you sign in with it; once encrypted, and once as a code that nobody can read back"),
        _("To send you a code and know you by it"),
        PUBLIC_TASK,
        MACHINE,
        AS_LONG_AS_YOU_STAY,
        is_encrypted=True,
    ),
    Entry("account.EmailAddress", ("email",), _("The same, as our sign-in keeps it"), _("To sign you in"), PUBLIC_TASK, MACHINE, AS_LONG_AS_YOU_STAY),
    Entry(
        "accounts.QueuedMail",
        ("recipient", "subject", "text", "html", "headers"),
        _("An e-mail to you on its way: your address, your reference and the link in it"),
        _("To send it, and to try again when your mailbox does not answer"),
        PUBLIC_TASK,
        MACHINE,
        _("Until it is sent; 7 days if it can’t be"),
    ),
    Entry(
        "accounts.QueuedText",
        ("number", "text"),
        _("A text message to you on its way: your number and our words"),
        _("To send it"),
        PUBLIC_TASK,
        MACHINE,
        _("Until it is sent; 7 days if it can’t be"),
    ),
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
        "GrownUp",
        ("id", "birth_year", "support_stage", "borough"),
        _("A number: that a young person grew up. It names nobody"),
        _("To know how many families there were"),
        PUBLIC_TASK,
        TOTALS_TOO,
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
        "SavedForm",
        ("id", "form_id", "token_hash", "email_hash", "state", "mails", "tries", "saved_at", "expires_at"),
        _("Your answers, if you save the form and come back later"),
        _("To go on from the link that we mail you"),
        PUBLIC_TASK,
        MACHINE,
        _("Until you send the form; 7 days if you do not"),
        is_encrypted=True,
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


def for_families() -> Iterable[Entry]:
    """What is about a family, for its own page and the privacy page."""
    about_nobody = {"Wording", "WordingVersion", "WordingSignOff", "RetentionRun", "Figures", "Baseline", "Export", "Anomaly"}
    return [entry for entry in DATA_MAP if entry.model not in about_nobody]
