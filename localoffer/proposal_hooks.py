"""What the editors' admin shows of proposals: the menu, the history's words, and who may propose for a provider."""

from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import PROVIDER
from localoffer import proposal_admin
from localoffer.freshness.actions import APPROVED, CONFIRMED


class ProviderForm(WagtailAdminModelForm):
    """Only people with the role Provider can be joined: families who sign in are listed nowhere."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        people: ModelMultipleChoiceField = self.fields["members"]
        people.queryset = User.objects.filter(groups__name=PROVIDER, is_active=True)


provider_panels = ObjectList(
    [*(FieldPanel(name) for name in ("name", "description", "website", "email", "phone")), FieldPanel("members", widget=CheckboxSelectMultiple)], base_form_class=ProviderForm
)


@hooks.register("register_admin_urls")
def proposal_addresses() -> list[URLPattern]:
    return proposal_admin.urls()


@hooks.register("register_admin_menu_item")
def proposals_item() -> MenuItem:
    return proposal_admin.ProposalsMenuItem(_("Proposed changes"), reverse_lazy("proposals"), name="proposals", icon_name="clipboard-list", order=205)


@hooks.register("register_log_actions")
def freshness_in_the_history(registry: LogActionRegistry) -> None:
    """Lines of a service's history that say which provider it was."""

    @registry.register_action(CONFIRMED)
    class Confirmed(LogFormatter):
        label = _("Confirm that all is right")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return gettext("Checked by %s: all of it is right") % log_entry.data.get("who", "")

    @registry.register_action(APPROVED)
    class Approved(LogFormatter):
        label = _("Approve a proposed change")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            fields = ", ".join(log_entry.data.get("fields", []))
            return gettext("Approved what this provider proposed: %s") % log_entry.data.get("who", "") + (f" ({fields})" if fields else "")
