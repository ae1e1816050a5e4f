"""The list of all messages, a campaign's own page, and what is planned for them."""

from dataclasses import dataclass
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import EditView
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.models import Campaign, Mailing, Message
from campaigns.writing import actions, language_checks, word_checks
from campaigns.writing.desk import signed_anew
from campaigns.writing.desk.pages import STAYS, mailing_of, may_delete_all, may_read, may_start, show, staff_of, trail
from campaigns.writing.forms import PlanForm, StartForm
from campaigns.writing.problems import Problem, name_of, problems
from register.models import Channel

PLAN = ObjectList(
    [
        MultiFieldPanel([FieldPanel("purpose"), FieldPanel("segment"), FieldPanel("survey")], heading=gettext_lazy("What it is about, and for whom")),
        FieldPanel("organisations", widget=CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("sender_name"), FieldPanel("reply_to")], heading=gettext_lazy("Who it is from")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("send_from"), FieldPanel("send_until")]),
                FieldRowPanel([FieldPanel("earliest"), FieldPanel("latest")]),
                FieldPanel("on_quiet_days"),
                FieldPanel("on_doubt"),
            ],
            heading=gettext_lazy("When it is sent"),
        ),
    ],
    base_form_class=PlanForm,
)


@dataclass(frozen=True)
class Row:
    """One message in the list of its campaign, with what an editor wants to know of it before opening it."""

    message: Message
    name: str
    age: int | None
    length: word_checks.texting.Length | None
    found: list[Problem]

    @property
    def errors(self) -> int:
        return sum(each.is_error for each in self.found)

    @property
    def warnings(self) -> int:
        return len(self.found) - self.errors


@require_safe
@may_read
def mailings(request: HttpRequest) -> HttpResponse:
    """Every campaign's messages, the newest change first."""
    return show(request, "mailings", _("Messages"), mailings=Mailing.objects.select_related("campaign").prefetch_related("messages__language", "organisations"))


@require_http_methods(["GET", "HEAD", "POST"])
@may_start
def start(request: HttpRequest) -> HttpResponse:
    """The messages of a campaign that has none, or of a new one."""
    form = StartForm(request.POST) if request.method == "POST" else StartForm(initial={"campaign": request.GET.get("campaign")})
    if form.is_valid():
        mailing = actions.start(campaign=form.cleaned_data["campaign"], name=form.cleaned_data["name"], by=staff_of(request))
        messages.success(request, _("Started. Look through the plan, then write the first message."))
        return redirect("mailing_plan", mailing.pk)
    return show(request, "start", _("New messages"), form=form)


@require_safe
@may_read
def of_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """From a campaign to its messages, or to where they are begun."""
    mailing = Mailing.objects.filter(campaign=pk).first()
    if mailing:
        return redirect("mailing_words", mailing.pk)
    campaign = Campaign.objects.filter(pk=pk).first()
    if campaign and request.user.has_perm("campaigns.add_mailing"):
        return redirect(f"{reverse('mailing_start')}?campaign={campaign.pk}")
    messages.info(request, _("This campaign has no messages."))
    return redirect("mailings")


@require_safe
@may_read
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a campaign's messages, and everything that is wrong with them."""
    found = mailing_of(pk)
    every = problems(found)
    rows = [_row(message, every) for message in found.messages.select_related("language", "mailing__campaign")]
    context = {"rows": rows, "problems": every, "errors": sum(each.is_error for each in every), "writers": found.writers.all(), "signers": found.organisations.all()}
    return show(request, "mailing", str(found), mailing=found, **context)


def _row(message: Message, every: list[Problem]) -> Row:
    mine = [each for each in every if each.message == message.pk]
    length = word_checks.length_of(message) if message.channel == Channel.TEXT and message.text else None
    return Row(message, name_of(message), language_checks.age_of(message), length, mine)


@require_http_methods(["GET", "HEAD", "POST"])
@may_delete_all
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of messages that nobody was asked to sign."""
    found = mailing_of(pk)
    if request.method != "POST":
        return show(request, "delete_all", _("Delete these messages"), mailing=found)
    try:
        actions.delete_mailing(found, by=staff_of(request))
    except actions.WasReviewed:
        messages.error(request, _("These messages were shown to organisations to sign. They stay. You can cancel them."))
        return redirect("mailing_words", pk)
    messages.success(request, _("Deleted. The campaign is still there."))
    return redirect("mailings")


class PlanView(EditView):
    """What is planned for all messages of a campaign."""

    model = Mailing
    permission_policy = ModelPermissionPolicy(Mailing)
    panel = PLAN.bind_to_model(Mailing)
    edit_url_name = "mailing_plan"
    index_url_name = "mailings"
    header_icon = "mail"
    page_title = gettext_lazy("Plan")
    success_message = gettext_lazy("The plan is saved.")

    def get_success_message(self) -> str:
        return f"{super().get_success_message()} {signed_anew.told(self.as_it_was)}".strip()

    @cached_property
    def as_it_was(self) -> Mailing:
        return mailing_of(self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*trail(self.object), {"url": "", "label": _("Plan")}]

    def get_success_url(self) -> str:
        return reverse("mailing_words", args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        return []

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission("change") and not self.as_it_was.is_changeable:
            return _stays(request, self.as_it_was)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def save_instance(self) -> Mailing:
        return actions.save_plan(form=self.form, by=staff_of(self.request))

    def form_valid(self, form: PlanForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except actions.NotChangeable:
            return _stays(self.request, form.instance)


def _stays(request: HttpRequest, found: Mailing) -> HttpResponse:
    messages.error(request, STAYS)
    return redirect("mailing_words", found.pk)
