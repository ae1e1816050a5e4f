from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns import admin_views
from campaigns.desk import urls as desk_urls
from campaigns.forms import CampaignForm
from campaigns.links import urls as links_urls
from campaigns.models import Campaign
from campaigns.writing import hooks as writing_hooks  # noqa: F401 - its own entries

WHAT_TO_DO = _(
    "You need not fill this in. Fill in the first and the last day above, save, and open “Did it work?” in the list of campaigns. "
    "There “Propose the windows” chooses the weeks for sessions and for page views. Fix them before the campaign begins."
)
EVALUATION_PANELS = [
    FieldPanel("metric"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("before_start"), FieldPanel("before_end")]), FieldRowPanel([FieldPanel("after_start"), FieldPanel("after_end")])],
        heading=_("By day"),
        help_text=_("Whole weeks that touch. “Before” ends on the day before the campaign, “after” begins on its first day. Take 4 weeks on each side at least, and 8 at most."),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("total_before"), FieldPanel("total_after")]),
            FieldRowPanel([FieldPanel("days_before"), FieldPanel("days_after")]),
            FieldPanel("source"),
        ],
        heading=_("Or by totals, where the days are not known"),
        help_text=_("Two numbers that somebody published. The result is less sure: how much days differ is not known. Leave the days above empty."),
    ),
    FieldPanel("note"),
]


class CampaignViewSet(ModelViewSet):
    model = Campaign
    icon = "history"
    menu_label = _("Campaigns")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    edit_view_class = admin_views.CampaignEditView
    list_display = [
        "name",
        "code",
        "starts_on",
        "ends_on",
        TitleColumn("messages", label=_("Messages"), accessor="messages_question", get_url=lambda campaign: reverse("campaign_messages", args=[campaign.pk])),
        TitleColumn("report", label=_("Report"), accessor="report_question", get_url=lambda campaign: reverse("campaign_report", args=[campaign.pk])),
        TitleColumn("links", label=_("To print"), accessor="links_words", get_url=lambda campaign: reverse("campaign_links", args=[campaign.pk])),
    ]
    search_fields = ["name", "code"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("target_page"),
            FieldPanel("target_place"),
            FieldPanel("cost"),
            FieldPanel("owner"),
            InlinePanel("evaluations", panels=EVALUATION_PANELS, heading=_("Before and after"), label=_("number to compare"), max_num=2, help_text=WHAT_TO_DO),
            FieldPanel("reason"),
        ],
        base_form_class=CampaignForm,
    )


@hooks.register("register_admin_viewset")
def campaign_viewset() -> CampaignViewSet:
    return CampaignViewSet("campaign", url_prefix="campaigns")


@hooks.register("register_admin_urls")
def campaign_urls() -> list[URLPattern]:
    return [
        path("reports/campaigns/<int:pk>/", admin_views.campaign_report, name="campaign_report"),
        path("reports/campaigns/<int:pk>/report.<slug:kind>", admin_views.campaign_file, name="campaign_file"),
        path("reports/campaigns/<int:pk>/<slug:metric>/chart.<slug:kind>", admin_views.campaign_chart, name="campaign_chart"),
        path("reports/campaigns/<int:pk>/propose/", admin_views.propose_windows, name="campaign_propose_windows"),
        path("reports/campaigns/<int:pk>/fix/", admin_views.fix_windows, name="campaign_fix_windows"),
        *desk_urls.urlpatterns,
        *links_urls.urlpatterns,
    ]
