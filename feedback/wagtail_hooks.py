from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from feedback.models import Comment
from feedback.surveys import actions, desk, paper_desk, text_desk
from feedback.surveys.viewset import SurveyViewSet
from home.spreadsheets import safe_cell


class CommentIndexView(IndexView):
    """The list of comments; what strangers wrote leaves as text that no spreadsheet runs."""

    custom_field_preprocess = {name: {"csv": safe_cell, "xlsx": safe_cell} for name in ("text", "words", "response")}


class CommentViewSet(ModelViewSet):
    """Editors read and answer comments; nobody writes one for a family here."""

    model = Comment
    icon = "comment"
    menu_label = _("Comments")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["__str__", "kind", "page", "service", "place", "words", "borough", "status", "created_at"]
    list_filter = ["status", "kind", "borough"]
    search_fields = ["text", "words", "response"]
    ordering = ["-created_at"]
    export_filename = "comments"
    list_export = ["created_at", "kind", "text", "words", "page", "service", "place", "borough", "status", "response"]
    inspect_view_enabled = True
    index_view_class = CommentIndexView


@hooks.register("register_admin_viewset")
def comments() -> CommentViewSet:
    return CommentViewSet("comments")


register_snippet(SurveyViewSet)


@hooks.register("register_admin_urls")
def survey_urls() -> list[URLPattern]:
    return [
        path("surveys/desk/<int:pk>/", desk.survey_desk, name="survey_desk"),
        path("surveys/desk/<int:pk>/numbers.<slug:kind>", desk.survey_file, name="survey_file"),
        path("surveys/desk/<int:pk>/open/", desk.survey_open, name="survey_open"),
        path("surveys/desk/<int:pk>/copy/", desk.survey_copy, name="survey_copy"),
        path("surveys/desk/<int:pk>/publish/", desk.survey_publish, name="survey_publish"),
        path("surveys/desk/<int:pk>/texts/", text_desk.survey_texts, name="survey_texts"),
        path("surveys/desk/<int:pk>/texts/<uuid:said>/", text_desk.survey_text, name="survey_text"),
        path("surveys/desk/<int:pk>/themes/<int:theme>/page/", text_desk.survey_theme_page, name="survey_theme_page"),
        path("surveys/desk/<int:pk>/paper/", paper_desk.survey_paper, name="survey_paper"),
        path("surveys/desk/<int:pk>/paper/enter/", paper_desk.survey_paper_enter, name="survey_paper_enter"),
        path("surveys/desk/<int:pk>/paper/<slug:day>/", paper_desk.survey_paper_print, name="survey_paper_print"),
    ]


@hooks.register("register_log_actions")
def surveys_in_the_history(registry: LogActionRegistry) -> None:
    registry.register_action(actions.OPENED, _("Open a survey"), _("Survey opened"))
    registry.register_action(actions.PUBLISHED, _("Publish totals"), _("Totals of the survey published"))
