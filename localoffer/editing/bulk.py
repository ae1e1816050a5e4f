"""What editors do to the services they ticked: each first shows what will change, then changes all or nothing."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction

from home.models import EVERY_ONE, Borough
from localoffer.editing import actions
from localoffer.editing.filters import narrowed
from localoffer.editing.forms import BoroughsForm, CheckByForm, CheckedForm, NeedsForm, OwnerForm, WordsForm
from localoffer.models import Category, Need, Service

MOST = 1_000
SHOWN = 100
EVERY = {"needs": _("every need"), "boroughs": _("every borough")}


class ServiceBulkAction(BulkAction):
    """`values` are what every service gets; a form may ask for more."""

    template_name = "wagtailadmin/services/bulk.html"
    values: ClassVar[dict[str, Any]] = {}
    question: ClassVar[Any]
    fields: ClassVar[tuple[str, ...]]  # what changes, as the page before the change shows it

    @classproperty
    def models(cls) -> list[type[Service]]:  # noqa: N805
        return [Service]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("localoffer.change_service"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        """Everything in the list as it is filtered: Wagtail's own answer would be every service there is."""
        return narrowed(self.request.GET).values_list("pk", flat=True)

    @classmethod
    def get_queryset(cls, model: type[Service], object_ids: Iterable[str]) -> list[Service]:  # noqa: ARG003 (Wagtail passes it)
        keys = [key for key in object_ids if _is_key(key)]
        return list(Service.objects.whole().filter(pk__in=keys[: MOST + 1]).order_by("name", "pk"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        services = [item["item"] for item in context["items"]]
        headings = [Service._meta.get_field(name).verbose_name for name in self.fields]
        lines = [(service, [_now(service, name) for name in self.fields]) for service in services[:SHOWN]]
        counts = {"total": len(services), "more": max(0, len(services) - SHOWN), "too_many": len(services) > MOST, "most": MOST}
        return context | {"question": self.question, "button": self.display_name, "headings": headings, "lines": lines, **counts}

    def prepare_action(self, objects: list[Service], objects_without_access: object) -> Any:
        if not objects or len(objects) > MOST:
            return self.render_to_response(self.get_context_data(form=self.cleaned_form))
        return None

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user, "values": self.values | self.fields_of(self.cleaned_form.cleaned_data)}

    def fields_of(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The services' fields, from the form's answers."""
        return answers

    @classmethod
    def execute_action(cls, objects: list[Service], **kwargs: Any) -> tuple[int, int]:
        return actions.change(objects, **kwargs), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext("%d service was changed.", "%d services were changed.", num_parent_objects) % num_parent_objects


def _now(service: Service, name: str) -> Any:
    """What the field says now, in words."""
    if Service._meta.get_field(name).many_to_many:
        return EVERY[name] if service.is_for_every(name) else ", ".join(row.name for row in getattr(service, name).all()) or "–"
    value = getattr(service, f"get_{name}_display", lambda: getattr(service, name))()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value or "–"


def _is_key(given: object) -> bool:
    try:
        uuid.UUID(str(given))
    except ValueError:
        return False
    return True


class SetCheckBy(ServiceBulkAction):
    display_name = _("Check again by")
    action_type = "check-by"
    fields = ("verify_by",)
    aria_label = _("Set the day by which the chosen services are checked again")
    question = _("By when should these services be checked again?")
    action_priority = 10
    form_class = CheckByForm


class MarkChecked(ServiceBulkAction):
    display_name = _("Checked today")
    action_type = "checked"
    fields = ("checked_on", "checked_by", "verify_by")
    aria_label = _("Say that the chosen services were checked today")
    question = _("Were all of these services checked today? Families will see the date.")
    action_priority = 20
    form_class = CheckedForm

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user, **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: list[Service], **kwargs: Any) -> tuple[int, int]:
        return actions.mark_checked(objects, **kwargs), 0


class SetOwner(ServiceBulkAction):
    display_name = _("Who keeps it right")
    action_type = "owner"
    fields = ("owner_team", "owner_email")
    aria_label = _("Set the team and mailbox that keep the chosen services right")
    question = _("Who keeps these services right?")
    action_priority = 30
    form_class = OwnerForm


class Hide(ServiceBulkAction):
    display_name = _("Hide")
    action_type = "hide"
    fields = ("is_published",)
    aria_label = _("Hide the chosen services from families")
    question = _("Hide these services from families? Nothing is lost, and they can be shown again.")
    action_priority = 40
    values: ClassVar[dict[str, Any]] = {"is_published": False}


class Show(ServiceBulkAction):
    display_name = _("Show")
    action_type = "show"
    fields = ("is_published",)
    aria_label = _("Show the chosen services to families")
    question = _("Show these services to families? What has ended stays hidden.")
    action_priority = 50
    values: ClassVar[dict[str, Any]] = {"is_published": True}


class End(ServiceBulkAction):
    """Stands where Wagtail has "Delete"."""

    display_name = _("End")
    action_type = "delete"
    fields = ("status",)
    aria_label = _("End the chosen services")
    question = _("Have these services ended? Families no longer find them. Their history stays, and they can be opened again.")
    action_priority = 60
    classes: ClassVar[set[str]] = {"serious"}
    values: ClassVar[dict[str, Any]] = {"status": Service.Status.ENDED}


class ChangeWords(ServiceBulkAction):
    """Rows of a word list: added to what the services have, put in its place, or taken away."""

    form_class = WordsForm
    name: ClassVar[str]
    word_list: ClassVar[type[Model]]

    @classproperty
    def fields(cls) -> tuple[str, ...]:  # noqa: N805
        return (cls.name,)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"model": self.word_list, "label": self.display_name}

    def get_execution_context(self) -> dict[str, Any]:
        answers = self.cleaned_form.cleaned_data
        return {"by": self.request.user, "name": self.name, "how": answers["how"], "words": EVERY_ONE if answers.get("every") else list(answers["words"])}

    @classmethod
    def execute_action(cls, objects: list[Service], **kwargs: Any) -> tuple[int, int]:
        return actions.change_words(objects, **kwargs), 0


class ChangeNeeds(ChangeWords):
    display_name = _("Needs")
    action_type = "needs"
    name = "needs"
    word_list = Need
    aria_label = _("Change which needs the chosen services are for")
    question = _("Which needs are these services for?")
    action_priority = 32
    form_class = NeedsForm


class ChangeKinds(ChangeWords):
    display_name = _("Kinds of help")
    action_type = "kinds"
    name = "categories"
    word_list = Category
    aria_label = _("Change which kinds of help the chosen services are")
    question = _("Which kinds of help are these services?")
    action_priority = 34


class ChangeBoroughs(ChangeWords):
    display_name = _("Boroughs")
    action_type = "boroughs"
    name = "boroughs"
    word_list = Borough
    aria_label = _("Change which boroughs the chosen services are for")
    question = _("For families of which boroughs are these services?")
    action_priority = 36
    form_class = BoroughsForm


ACTIONS = (SetCheckBy, MarkChecked, SetOwner, ChangeNeeds, ChangeKinds, ChangeBoroughs, Hide, Show, End)
