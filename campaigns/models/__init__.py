from campaigns.models.campaign import ALPHABET, CODE_LENGTH, Campaign, new_code, read_code
from campaigns.models.delivery import (
    DEAD_LETTERS,
    OPEN,
    AudienceSnapshot,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    StoredReceipt,
    Throttle,
)
from campaigns.models.mailing import CHANGEABLE, REACHED_FROM, Mailing, MailingState, Message
from campaigns.models.organisation import Organisation
from campaigns.models.segment import RULES, Segment, normal_rules
from campaigns.models.signing import MailingVersion, RequiredSignature, SignOff, digest_of
from campaigns.models.template import MessageTemplate
from campaigns.models.windows import WindowStep

__all__ = [
    "ALPHABET",
    "CHANGEABLE",
    "CODE_LENGTH",
    "DEAD_LETTERS",
    "OPEN",
    "REACHED_FROM",
    "RULES",
    "AudienceSnapshot",
    "Campaign",
    "Delivery",
    "DeliveryEvent",
    "DeliveryState",
    "Mailing",
    "MailingState",
    "MailingVersion",
    "Message",
    "MessageTemplate",
    "Organisation",
    "RequiredSignature",
    "Segment",
    "SignOff",
    "StoredReceipt",
    "Throttle",
    "WindowStep",
    "digest_of",
    "new_code",
    "normal_rules",
    "read_code",
]
