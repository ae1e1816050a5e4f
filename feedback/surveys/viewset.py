"""The list of surveys, and the form in which one is built."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from feedback.models import Survey
from feedback.surveys.desk_forms import SurveyForm
from home.date_fields import DayInput

HOW_TO_ASK = _(
    "Short is kind: ten questions at most. Ask one thing in each. The number of a question is its place here, from 1. "
    "Behind the cogwheel of a question or an answer: pictures for easy read, and comparing with all families."
)
PANELS = [
    FieldPanel("title"),
    FieldPanel("slug"),
    FieldPanel("intro"),
    FieldRowPanel([FieldPanel("language"), FieldPanel("layout")]),
    FieldPanel("questions", help_text=HOW_TO_ASK),
    FieldPanel("closing_words"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("opens_on", widget=DayInput), FieldPanel("closes_on", widget=DayInput)]), FieldPanel("is_for_everybody")], heading=_("Who can answer, and when")
    ),
]


class SurveyIndexView(IndexView):
    list_display = (
        TitleColumn("title", label=_("Survey"), sort_key="title", get_url=lambda survey: reverse("survey_desk", args=[survey.pk])),
        Column("state", label=_("State")),
        "opens_on",
        "closes_on",
    )
    default_ordering = "-closes_on"


class SurveyViewSet(SnippetViewSet):
    model = Survey
    icon = "form"
    menu_label = _("Surveys")
    menu_order = 211
    add_to_admin_menu = True
    admin_url_namespace = "survey_admin"
    base_url_path = "surveys"
    copy_view_enabled = False
    index_view_class = SurveyIndexView
    search_fields = ["title"]
    edit_handler = ObjectList(PANELS, base_form_class=SurveyForm)
