from home.models.pages import HomeCard, HomePage, InformationPage, NewsIndexPage, NewsPage
from home.models.site import EVERY_ONE, Borough, CrisisLine, GlossaryTerm, SiteSettings

__all__ = ["EVERY_ONE", "Borough", "CrisisLine", "GlossaryTerm", "HomeCard", "HomePage", "InformationPage", "NewsIndexPage", "NewsPage", "SiteSettings"]
