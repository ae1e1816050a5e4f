from home.models.pages import HomeCard, HomePage, InformationPage, NewsIndexPage, NewsPage
from home.models.site import Borough, CrisisLine, GlossaryTerm, SiteSettings

__all__ = ["Borough", "CrisisLine", "GlossaryTerm", "HomeCard", "HomePage", "InformationPage", "NewsIndexPage", "NewsPage", "SiteSettings"]
