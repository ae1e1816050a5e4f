"""The desk of messages in Wagtail's admin: its addresses and menu entries, words to start from, organisations that sign, and what the log says of tests."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from accounts.models import User
from campaigns.groups import urls as group_urls
from campaigns.models import MessageTemplate, Organisation
from campaigns.writing.desk import urls
from campaigns.writing.trying_out import TESTED


class MessagesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("campaigns.view_mailing"))


class TemplateViewSet(ModelViewSet):
    model = MessageTemplate
    icon = "doc-full"
    menu_label = _("Words to start from")
    menu_order = 323
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "about"]
    search_fields = ["name", "about"]
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "about", "subject", "body", "text")])


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Who signs messages")
    menu_order = 60
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "kind", "delegate", "deputy", "is_active"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("delegate"), FieldPanel("delegate_position")]),
            FieldRowPanel([FieldPanel("deputy"), FieldPanel("deputy_position")]),
            FieldPanel("is_active"),
        ]
    )


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [*urls.urlpatterns, *group_urls.urlpatterns]


@hooks.register("register_admin_viewset")
def viewsets() -> list[ModelViewSet]:
    return [TemplateViewSet("message_template", url_prefix="messages/templates"), OrganisationViewSet("organisation", url_prefix="messages/organisations")]


@hooks.register("register_admin_menu_item")
def messages_item() -> MenuItem:
    return MessagesMenuItem(_("Messages"), reverse_lazy("mailings"), name="messages", icon_name="mail", order=322)


@hooks.register("register_log_actions")
def tests_in_the_log(registry: LogActionRegistry) -> None:
    """Who sent what to whom, to try it out."""

    @registry.register_action(TESTED)
    class Tested(LogFormatter):
        label = _("Send a test of a message")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            people = User.objects.filter(pk__in=log_entry.data.get("to", []))
            return gettext("Test of “%(message)s” sent to %(names)s") % {"message": log_entry.data.get("message", ""), "names": ", ".join(map(str, people))}
