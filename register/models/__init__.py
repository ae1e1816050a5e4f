"""The only home of personal data. Nothing outside register, campaigns and portal may import this."""

from register.models.access import AccessLogEntry
from register.models.child import Child, GrownUp, SupportStage
from register.models.consent import CHOICES, Channel, Choice, Consent, How, Purpose
from register.models.erasure import Erasure
from register.models.family import Confirmation, Family, Relationship, Suppression
from register.models.retention import RetentionRun
from register.models.saved_form import Proof, SavedForm
from register.models.wording import Organisation, Wording, WordingSignOff, WordingVersion

__all__ = [
    "CHOICES",
    "AccessLogEntry",
    "Channel",
    "Child",
    "Choice",
    "Confirmation",
    "Consent",
    "Erasure",
    "Family",
    "GrownUp",
    "How",
    "Organisation",
    "Proof",
    "Purpose",
    "Relationship",
    "RetentionRun",
    "SavedForm",
    "SupportStage",
    "Suppression",
    "Wording",
    "WordingSignOff",
    "WordingVersion",
]
