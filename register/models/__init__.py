"""The only home of personal data. Nothing outside register, campaigns and portal may import this."""

from register.models.access import AccessLogEntry
from register.models.card import Card, CardLine, CardRefusal, CardState
from register.models.child import Child, GrownUp, Setting, SupportStage
from register.models.complaint import DataComplaint, Outcome
from register.models.confirmation import Confirmation, Suppression
from register.models.consent import CHOICES, WAYS_TO_JOIN, Channel, Choice, Consent, How, Purpose, choices_for
from register.models.contact import Format, Lack, Reach, TakingPart
from register.models.equality import ANSWERS, EqualityAnswer, EqualityQuestion, EthnicGroup, YesNo
from register.models.erasure import Erasure
from register.models.family import Family, Relationship
from register.models.figures import Baseline, Dimension, Figures
from register.models.leaver import Leaver, WhyLeft
from register.models.officer import Anomaly, Export, FamilyMerge, FamilyNote, KnownApart, NoteCategory
from register.models.retention import RetentionRun
from register.models.saved_form import Proof, SavedForm
from register.models.to_count import ToCount
from register.models.wording import Organisation, Wording, WordingSignOff, WordingVersion

__all__ = [
    "ANSWERS",
    "CHOICES",
    "WAYS_TO_JOIN",
    "AccessLogEntry",
    "Anomaly",
    "Baseline",
    "Card",
    "CardLine",
    "CardRefusal",
    "CardState",
    "Channel",
    "Child",
    "Choice",
    "Confirmation",
    "Consent",
    "DataComplaint",
    "Dimension",
    "EqualityAnswer",
    "EqualityQuestion",
    "Erasure",
    "EthnicGroup",
    "Export",
    "Family",
    "FamilyMerge",
    "FamilyNote",
    "Figures",
    "Format",
    "GrownUp",
    "How",
    "KnownApart",
    "Lack",
    "Leaver",
    "NoteCategory",
    "Organisation",
    "Outcome",
    "Proof",
    "Purpose",
    "Reach",
    "Relationship",
    "RetentionRun",
    "SavedForm",
    "Setting",
    "SupportStage",
    "Suppression",
    "TakingPart",
    "ToCount",
    "WhyLeft",
    "Wording",
    "WordingSignOff",
    "WordingVersion",
    "YesNo",
    "choices_for",
]
