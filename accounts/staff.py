"""Staff and the people of providers in the admin: who has which roles. Families who can sign in are never listed: they are personal data."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import bulk_actions, users

from accounts import actions
from accounts.models import User

FIELDS = ["email", "first_name", "last_name", "groups", "is_superuser"]


class StaffForm(UserCreationForm):
    """A new member of staff: name, e-mail address, at least one role. The sign-in code goes to the address."""

    class Meta(UserCreationForm.Meta):
        fields = FIELDS

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(FIELDS)
        self.fields["groups"].label = _("Roles")
        self.fields["groups"].help_text = ""
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)  # Wagtail has taken it away already from somebody's own form

    def clean_email(self) -> str:
        """In small letters, as the sign-in compares it."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "groups" in self.fields and not cleaned.get("groups") and not cleaned.get("is_superuser"):
            self.add_error("groups", _("Choose at least one role."))
        return cleaned


class StaffEditForm(StaffForm, UserEditForm):
    """Nobody changes their own roles; a change of address or leaving ends every session."""

    class Meta(UserEditForm.Meta):
        fields = [*FIELDS, "is_active"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if by == self.instance and not by.is_superuser:
            del self.fields["groups"]

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        user = super().save(commit)
        if commit and {"email", "is_active"} & set(self.changed_data):
            actions.end_sessions(user)
        return user


class OnlyStaff:
    """A family's sign-in is not found here, and a superuser is out of an administrator's reach."""

    request: HttpRequest

    def get_object(self, *args: Any) -> User:
        user = super().get_object(*args)  # type: ignore[misc]
        if not user.needs_second_factor:
            raise Http404
        if user.is_superuser and not self.request.user.is_superuser:
            raise PermissionDenied
        return user


class StaffIndexView(users.IndexView):
    page_title = _("Staff and providers")
    add_item_label = _("Add a member of staff")

    def get_base_queryset(self) -> models.QuerySet[User]:
        return User.objects.with_role().prefetch_related("groups")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("roles", accessor=_roles, label=_("Roles")),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]


class StaffCreateView(users.CreateView):
    page_title = _("Add a member of staff")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class StaffEditView(OnlyStaff, users.EditView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}


class StaffDeleteView(OnlyStaff, users.DeleteView):
    pass


class StaffHistoryView(OnlyStaff, users.HistoryView):
    pass


class StaffUsageView(OnlyStaff, UsageView):
    pass


class StaffViewSet(users.UserViewSet):
    menu_label = _("Staff and providers")
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView
    history_view_class = StaffHistoryView
    usage_view_class = StaffUsageView
    copy_view_enabled = False
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        return StaffEditForm if for_update else StaffForm


class Closed:
    """Wagtail's actions on many users at once know none of the rules above."""

    def __init__(self, request: HttpRequest, model: type[models.Model]) -> None:
        self.request, self.model = request, model

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        raise Http404


class ClosedAssignRole(Closed, bulk_actions.AssignRoleBulkAction):
    pass


class ClosedDelete(Closed, bulk_actions.DeleteBulkAction):
    pass


class ClosedSetActive(Closed, bulk_actions.SetActiveStateBulkAction):
    pass


def _roles(user: User) -> str:
    names = [group.name for group in user.groups.all()]
    return ", ".join([str(_("Superuser")), *names] if user.is_superuser else names)
