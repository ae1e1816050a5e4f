"""The home page, information pages and news."""

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.url_routing import RouteResult

from home.atlas import atlas
from home.blocks import BodyBlock
from home.fields import DayField
from home.icons import ICONS
from home.models.boroughs import OfBoroughQuerySet
from home.models.site import Borough
from home.queries import readable

NEWS_PER_PAGE = 12


class HomePage(Page):
    """The front door: what a Local Offer is, the search, and what families come for."""

    sentence = models.CharField(_("what a Local Offer is, in one sentence"), max_length=250)
    example_searches = models.CharField(_("example searches"), max_length=200, blank=True, help_text=_("Up to four, with commas between."))
    register_title = models.CharField(_("register: title"), max_length=80, default="Join the SEND Register")
    register_text = models.TextField(_("register: what families get"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("sentence"),
        FieldPanel("example_searches"),
        InlinePanel("cards", heading=_("What families come for"), label=_("card"), max_num=9),
        MultiFieldPanel([FieldPanel("register_title"), FieldPanel("register_text")], heading=_("SEND Register")),
    ]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Straight to the page of that address, instead of level by level; Wagtail's own way when there is none."""
        known = atlas()
        address = f"{self.url_path}{''.join(f'{part}/' for part in path_components)}"
        page = known.at(address) if path_components else None
        found = RouteResult(page) if page else super().route(request, path_components)
        if known.needs_no_key(found.page):  # else Wagtail asks, in two queries, who may read it
            found.page.get_view_restrictions = PageViewRestriction.objects.none
        return found

    @property
    def examples(self) -> list[str]:
        return [words.strip() for words in self.example_searches.split(",") if words.strip()][:4]


class HomeCard(Orderable):
    """One thing that families come for."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="cards")
    title = models.CharField(_("title"), max_length=60)
    text = models.CharField(_("one line"), max_length=140)
    icon = models.CharField(_("picture"), max_length=20, choices=ICONS)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [FieldPanel(name) for name in ("title", "text", "icon", "page")]


class InformationPage(Page):
    """A standard page: accessibility statement, privacy, contact, complaints."""

    summary = models.CharField(_("summary"), max_length=250, help_text=_("One or two sentences, shown large at the top and in lists."))
    body = StreamField(BodyBlock(), verbose_name=_("body"))
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("checked_on")]

    class Meta:
        verbose_name = _("information page")


class NewsPageQuerySet(OfBoroughQuerySet):
    def newest_first(self) -> "NewsPageQuerySet":
        return self.order_by("-date", "-pk")


class NewsIndexPage(Page):
    """All news, newest first."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)

    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        news = readable(NewsPage.objects.child_of(self)).for_borough(Borough.objects.chosen(request.GET)).newest_first()
        page = Paginator(news.select_related("borough"), NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"news": page}


class NewsPage(Page):
    summary = models.CharField(_("summary"), max_length=250)
    date = DayField(_("date"))
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("borough"), help_text=_("Empty: news for everyone."))
    body = StreamField(BodyBlock(), verbose_name=_("body"))

    objects = PageManager.from_queryset(NewsPageQuerySet)()
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("date"), FieldPanel("borough"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news")
