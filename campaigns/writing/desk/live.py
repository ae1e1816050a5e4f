"""The preview beside the editor: it follows what is typed, before anything is saved. Wagtail's own panel draws it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.views.generic.preview import PreviewOnEdit
from wagtail.models.preview import PreviewableMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.utils.decorators import xframe_options_sameorigin_override

from campaigns.models import Message
from campaigns.writing import previews
from campaigns.writing.desk.panels import panel_of
from campaigns.writing.forms import TextForm
from register.models import Channel


@dataclass(frozen=True)
class Looks:
    """What Wagtail's panel asks of a thing it previews."""

    message: Message

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Each look by its name; the width is chosen apart, and a PDF can't follow what is typed."""
        looks = [previews.PLAIN] if self.message.channel == Channel.POST else [look for look in previews.looks_of(self.message) if look != previews.PHONE]
        return [(look.name, str(look.label)) for look in looks]

    @property
    def default_preview_mode(self) -> str:
        return self.preview_modes[0][0]

    preview_sizes = PreviewableMixin.DEFAULT_PREVIEW_SIZES
    default_preview_size = "mobile"


def panel(message: Message, request: HttpRequest, address: str) -> PreviewSidePanel:
    return PreviewSidePanel(Looks(message), request, preview_url=address)


class LivePreview(PreviewOnEdit):
    """Takes what is in the form and shows it; nothing is saved but the form's state, for its writer alone."""

    model = Message
    permission_policy = ModelPermissionPolicy(Message)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return super(PreviewOnEdit, self).dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[TextForm]:
        form: type[TextForm] = panel_of(self.object).get_form_class()
        return form

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self.get_form(self._get_form_data(self._get_form_state()))
        if not self.validate_form(form):
            return self.error_response()
        if form.is_bound:
            form.save(commit=False)
        modes = Looks(self.object)
        asked = request.GET.get("mode", modes.default_preview_mode)
        names = [name for name, _label in modes.preview_modes]
        look = next(each for each in previews.looks_of(self.object) if each.name == (asked if asked in names else names[0]))
        return previews.shown(self.object, look)
