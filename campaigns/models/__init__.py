from campaigns.models.campaign import Campaign, Place
from campaigns.models.carrying import PrintBatch, Throttle
from campaigns.models.codes import ALPHABET, CODE_LENGTH, GivenCode, new_code, read_code
from campaigns.models.delivery import (
    DEAD_LETTERS,
    OPEN,
    AudienceSnapshot,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    StoredReceipt,
)
from campaigns.models.flyers import MOST_POINTS, Flyer
from campaigns.models.links import TrackedLink
from campaigns.models.mailing import CHANGEABLE, REACHED_FROM, Mailing, MailingState, Message
from campaigns.models.organisation import Organisation
from campaigns.models.segment import RULES, Segment, normal_rules
from campaigns.models.signing import MailingVersion, RequiredSignature, SignOff, digest_of, read_fingerprint
from campaigns.models.template import MessageTemplate
from campaigns.models.windows import WindowStep

__all__ = [
    "ALPHABET",
    "CHANGEABLE",
    "CODE_LENGTH",
    "DEAD_LETTERS",
    "MOST_POINTS",
    "OPEN",
    "REACHED_FROM",
    "RULES",
    "AudienceSnapshot",
    "Campaign",
    "Delivery",
    "DeliveryEvent",
    "DeliveryState",
    "Flyer",
    "GivenCode",
    "Mailing",
    "MailingState",
    "MailingVersion",
    "Message",
    "MessageTemplate",
    "Organisation",
    "Place",
    "PrintBatch",
    "RequiredSignature",
    "Segment",
    "SignOff",
    "StoredReceipt",
    "Throttle",
    "TrackedLink",
    "WindowStep",
    "digest_of",
    "new_code",
    "normal_rules",
    "read_code",
    "read_fingerprint",
]
