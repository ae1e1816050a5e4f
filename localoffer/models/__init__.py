from localoffer.models.pages import GuidancePage, NewToSendPage, PathwayPage, SectionPage
from localoffer.models.services import AccessFact, Category, CostOption, Location, Need, Provider, Service, ServiceContact
from localoffer.models.vocabulary import AgePhase, Topic

__all__ = [
    "AccessFact",
    "AgePhase",
    "Category",
    "CostOption",
    "GuidancePage",
    "Location",
    "Need",
    "NewToSendPage",
    "PathwayPage",
    "Provider",
    "SectionPage",
    "Service",
    "ServiceContact",
    "Topic",
]
