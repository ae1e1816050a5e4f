"""Who or what changed a service, in words, in its history and above an old version of it."""

from collections.abc import Container
from functools import cached_property, partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import MultipleUserFilter, UserModelMultipleChoiceField
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.models import ModelLogEntry
from wagtail.snippets.views.snippets import EditView, HistoryView

from accounts.models import User
from localoffer import versions
from localoffer.freshness.actions import CONFIRMED
from localoffer.models import Service


def who(entry: ModelLogEntry, colleagues: Container[int]) -> str:
    """The person, or what it was that changed the service by itself. `colleagues` are the keys of `User.objects.colleagues()`."""
    if entry.user_id:
        return entry.user.name_for_staff(colleagues) if entry.user else _("somebody who left")
    if entry.action == versions.BY_FEED:
        return _("the import from %s") % entry.data.get("words", "")
    if entry.action == CONFIRMED:
        return _("%s, by the link that we mailed") % (entry.data.get("who") or _("the provider"))
    return _("the portal")


def colleagues() -> frozenset[int]:
    return frozenset(User.objects.colleagues().values_list("pk", flat=True))


class PeopleField(UserModelMultipleChoiceField):
    @cached_property
    def colleagues(self) -> frozenset[int]:
        return colleagues()

    def label_from_instance(self, obj: User) -> str:
        return obj.name_for_staff(self.colleagues)


class PeopleFilter(MultipleUserFilter):
    field_class = PeopleField


class ServiceHistoryFilterSet(HistoryFilterSet):
    user = PeopleFilter(label=gettext_lazy("By whom"), widget=CheckboxSelectMultiple)


class ServiceHistoryView(HistoryView):
    filterset_class = ServiceHistoryFilterSet

    @cached_property
    def columns(self) -> list[Any]:
        said = Column("who", label=gettext_lazy("By whom"), accessor=partial(who, colleagues=colleagues()), width="25%")
        return [said if column.name == "user" else column for column in super().columns]


class ServiceRevertView(RevisionsRevertMixin, EditView):
    view_name = "revisions_revert"

    def get_warning_message(self) -> SafeString:
        entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Service), object_id=str(self.object.pk), revision=self.revision)
        entry = entries.select_related("user").first()
        if entry and entry.action == versions.BEFORE:
            words = _("You see this {what} as it was before <b>{when}</b>, when it was changed here for the first time. Saving brings that back.")
            return format_html(words, what=capfirst(Service._meta.verbose_name), when=self._when)
        return format_html(
            _("You see this {what} as it was <b>{when}</b>, when it was changed by {who}. Saving brings that back."),
            what=capfirst(Service._meta.verbose_name),
            when=self._when,
            who=who(entry, colleagues()) if entry else _("the portal"),
        )

    @property
    def _when(self) -> str:
        return date_format(timezone.localtime(self.revision.created_at), "j F Y, H:i")
