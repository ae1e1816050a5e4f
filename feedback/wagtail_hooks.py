from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from feedback.models import Comment
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
