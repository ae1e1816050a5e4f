"""Writing one message: begin it, change its words, copy it, delete it, keep its words for others."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic import EditView
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.models import Mailing, Message
from campaigns.writing import actions
from campaigns.writing.desk import live, signed_anew
from campaigns.writing.desk.pages import STAYS, THERE_ALREADY, mailing_of, may_add, may_delete, may_keep, message_of, show, staff_of, trail
from campaigns.writing.desk.panels import panel_of
from campaigns.writing.forms import NewMessageForm, TemplateForm, TextForm, WhichForm
from campaigns.writing.language_checks import age_of
from campaigns.writing.problems import name_of, problems_of
from campaigns.writing.word_checks import length_of
from register.models import Channel


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Which message it is to be, and which words it begins with."""
    mailing = mailing_of(pk)
    if not mailing.is_changeable:
        return stays(request, mailing)
    form = NewMessageForm(request.POST or None, mailing=mailing, initial={"channel": request.GET.get("channel", Channel.EMAIL)})
    if request.method == "POST" and form.is_valid():
        made = _made(request, mailing, lambda: actions.add_message(mailing=mailing, which=form.which, template=form.cleaned_data["template"], by=staff_of(request)))
        return redirect("message_edit", made.pk) if made else redirect("mailing_words", pk)
    return show(request, "form", _("New message"), mailing=mailing, form=form, press=_("Go on to the words"))


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same words, for another language, format, time or channel."""
    source = message_of(pk)
    mailing = source.mailing
    if not mailing.is_changeable:
        return stays(request, mailing)
    first = {"channel": source.channel, "language": source.language_id, "reading_format": source.reading_format, "wave": source.wave}
    form = WhichForm(request.POST or None, mailing=mailing, source=source, initial=first)
    if request.method == "POST" and form.is_valid():
        made = _made(request, mailing, lambda: actions.copy_message(source, which=form.which, by=staff_of(request)))
        return redirect("message_edit", made.pk) if made else redirect("mailing_words", mailing.pk)
    intro = _("Change one thing at least: there is one message for each channel, language, format and time.")
    return show(request, "form", _("Copy: %(message)s") % {"message": name_of(source)}, mailing=mailing, form=form, press=_("Copy"), intro=intro)


def _made(request: HttpRequest, mailing: Mailing, make: Any) -> Message | None:
    """None, with words for the editor, where somebody was quicker."""
    try:
        made: Message = make()
    except actions.NotChangeable:
        messages.error(request, STAYS)
    except actions.IsThereAlready:
        messages.error(request, THERE_ALREADY)
    else:
        return made
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@may_delete
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    message = message_of(pk)
    mailing, name = message.mailing, name_of(message)
    if not mailing.is_changeable:
        return stays(request, mailing)
    if request.method != "POST":
        return show(request, "delete", _("Delete: %(message)s") % {"message": name}, mailing=mailing, message=message)
    try:
        actions.delete_message(message, by=staff_of(request))
    except actions.NotChangeable:
        return stays(request, mailing)
    messages.success(request, _("Deleted: %(message)s") % {"message": name})
    return redirect("mailing_words", mailing.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_keep
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words, for the next campaign and for the other organisations' editors."""
    message = message_of(pk)
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.keep_as_template(message, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Kept as words to start from: %(name)s") % {"name": made})
            return redirect("message_edit" if message.mailing.is_changeable else "message_look", *[message.pk])
    intro = _("Whoever starts a message can begin with these words. Later changes here change no message.")
    return show(request, "form", _("Keep these words: %(message)s") % {"message": name_of(message)}, mailing=message.mailing, form=form, press=_("Keep"), intro=intro)


class MessageView(EditView):
    """The words of one message, with what the checks found beside them and a preview that follows."""

    model = Message
    permission_policy = ModelPermissionPolicy(Message)
    template_name = "campaigns/writing/edit.html"
    edit_url_name = "message_edit"
    delete_url_name = "message_delete"
    index_url_name = "mailings"
    header_icon = "mail"
    page_title = gettext_lazy("Writing")
    success_message = gettext_lazy("Saved. What the checks say now stands beside the words.")

    def get_success_message(self) -> str:
        return f"{super().get_success_message()} {signed_anew.told(self.message.mailing)}".strip()

    def get_panel(self) -> Any:
        return panel_of(self.message)

    @cached_property
    def message(self) -> Message:
        return message_of(self.kwargs["pk"])

    def get_object(self, queryset: Any = None) -> Message:
        return self.message

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*trail(self.message.mailing), {"url": "", "label": name_of(self.message)}]

    def get_page_subtitle(self) -> str:
        return name_of(self.message)

    def get_success_url(self) -> str:
        return reverse("message_edit", args=[self.message.pk])

    def get_success_buttons(self) -> list[object]:
        return [messages.button(reverse("message_look", args=[self.message.pk]), _("Preview"))]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        pk = [self.message.pk]
        steps = (("message_copy", _("Copy"), "copy", 10), ("message_test", _("Send a test"), "mail", 12), ("message_keep", _("Keep these words for others"), "doc-full", 14))
        return [*(Button(label, url=reverse(name, args=pk), icon_name=icon, priority=order) for name, label, icon, order in steps), *super().header_more_buttons]

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([live.panel(self.message, self.request, reverse("message_live", args=[self.message.pk]))])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = message_of(self.message.pk)
        found = problems_of(stored)
        errors = sum(each.is_error for each in found)
        told: dict[str, Any] = {"problems": found, "errors": errors, "hints": len(found) - errors, "age": age_of(stored), "message": stored}
        if stored.channel == Channel.TEXT and stored.text:
            told["length"] = length_of(stored)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | told

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("change") and not self.message.mailing.is_changeable:
            return stays(request, self.message.mailing)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A form that lost its blocks on the way is no form: Wagtail reads them without asking."""
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except MultiValueDictKeyError as problem:
            raise BadRequest from problem
        return response

    def save_instance(self) -> Message:
        return actions.save_message(form=self.form, by=staff_of(self.request))

    def form_valid(self, form: TextForm) -> HttpResponse:
        """Somebody may have been quicker between the form's check and its saving."""
        try:
            return super().form_valid(form)
        except actions.NotChangeable:
            return stays(self.request, self.message.mailing)
        except actions.IsThereAlready:
            form.add_error(None, THERE_ALREADY)
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            return self.form_invalid(form)


def stays(request: HttpRequest, mailing: Mailing) -> HttpResponse:
    messages.error(request, STAYS)
    return redirect("mailing_words", mailing.pk)
