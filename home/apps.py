from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Site"

    def ready(self) -> None:
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.documents.models import Document
        from wagtail.images.models import Image
        from wagtail.models import Page, PageViewRestriction, Site

        from analytics.models import Annotation, Import, Indicator, IndicatorCorrection, IndicatorYear
        from home import page_cache
        from home.models import Borough, CrisisLine, GlossaryTerm, SiteSettings

        page_cache.watch(Page, PageViewRestriction, Site, Redirect, Document, Image, Borough, SiteSettings, CrisisLine, GlossaryTerm)
        page_cache.watch(Annotation, Import, Indicator, IndicatorYear, IndicatorCorrection)
        page_cache.watch_content()
