from localoffer.models.editing import Merge, NotTheSame, OldAddress, Sheet
from localoffer.models.events import EventIndexPage, EventPage
from localoffer.models.feeds import Feed, FeedRow, ImportedRecord
from localoffer.models.freshness import CheckReminder, Proposal
from localoffer.models.pages import GuidancePage, NewToSendPage, PathwayPage, SectionPage
from localoffer.models.parts import AccessFact, CostOption, Schedule, SendAnswer, ServiceAtLocation, ServiceContact, SettingFacts
from localoffer.models.places import Location, Postcode, Provider, Ward
from localoffer.models.services import Service
from localoffer.models.vocabulary import AgePhase, Category, Language, Need, SendQuestion, Topic

__all__ = [
    "AccessFact",
    "AgePhase",
    "Category",
    "CheckReminder",
    "CostOption",
    "EventIndexPage",
    "EventPage",
    "Feed",
    "FeedRow",
    "GuidancePage",
    "ImportedRecord",
    "Language",
    "Location",
    "Merge",
    "Need",
    "NewToSendPage",
    "NotTheSame",
    "OldAddress",
    "PathwayPage",
    "Postcode",
    "Proposal",
    "Provider",
    "Schedule",
    "SectionPage",
    "SendAnswer",
    "SendQuestion",
    "Service",
    "ServiceAtLocation",
    "ServiceContact",
    "SettingFacts",
    "Sheet",
    "Topic",
    "Ward",
]
