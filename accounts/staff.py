"""Staff and the people of providers in the admin: who has which roles. Families who can sign in are never listed: they are personal data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.usage import UsageView
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import bulk_actions, users

from accounts import actions, granting
from accounts.models import User
from accounts.roles import READS_PERSONAL_DATA

FIELDS = ["email", "first_name", "last_name", "groups", "is_superuser"]


class StaffForm(UserCreationForm):
    """A new member of staff: name, e-mail address, at least one role. The sign-in code goes to the address.

    `is_known`: they can sign in already, as a family does; nobody but them hears so.
    """

    error_messages = UserCreationForm.error_messages | {"duplicate_username": _("Someone with this e-mail address is here already.")}

    class Meta(UserCreationForm.Meta):
        fields = FIELDS

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.waiting = by, list[Group]()
        self.is_known = False
        self.order_fields(FIELDS)
        self.fields["groups"].label = _("Roles")
        self.fields["groups"].help_text = ""
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)  # Wagtail has taken it away already from somebody's own form

    def clean_email(self) -> str:
        """In small letters. A family's own sign-in is the one its parent works with, too: the form neither refuses the address nor tells whose it is."""
        email = str(self.cleaned_data["email"]).lower()
        if self.instance.pk is None and (family := User.objects.families().filter(email=email).first()):
            self.instance: User = family
            self.is_known = True
            family.last_login, family.is_active = None, True
            family.set_unusable_password()  # a new one, which ends their sessions: they prove who they are anew
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "groups" in self.fields and not cleaned.get("groups") and not cleaned.get("is_superuser"):
            self.add_error("groups", _("Choose at least one role."))
        return cleaned

    def clean_groups(self) -> QuerySet[Group]:
        """Refuses a role that reads personal data while nobody is there to approve it."""
        groups = self.cleaned_data["groups"]
        try:
            granting.waiting_of(self.instance, groups, by=self.by)
        except granting.NobodyToApprove:
            told = _("Nobody can approve a role that reads personal data yet: a second person has to. Make somebody else an auditor or an administrator first.")
            raise forms.ValidationError(told) from None
        return groups

    def _save_m2m(self) -> None:
        """Roles go by `granting`: some of them wait for a second person."""
        groups = self.cleaned_data.pop("groups", None)
        super()._save_m2m()
        if groups is not None:
            self.waiting = granting.set_roles(self.instance, groups, by=self.by)
        if "is_superuser" in self.changed_data:
            granting.say_superuser(self.instance, by=self.by)
        if self.is_known:
            granting.say_sign_in_changed(self.instance)


class StaffEditForm(StaffForm, UserEditForm):
    """Nobody changes their own roles; a change of address or leaving ends every session. Who leaves keeps the sign-in that their family may have here."""

    class Meta(UserEditForm.Meta):
        fields = [*FIELDS, "is_active"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if by == self.instance and not by.is_superuser:
            del self.fields["groups"]
        if "is_active" in self.fields:
            self.fields["is_active"].label = _("Works here")
            self.fields["is_active"].help_text = _("Take the tick away when somebody leaves: every role is taken away, and they are signed out. What they wrote keeps their name.")

    def clean_email(self) -> str:
        """Whoever reads personal data keeps their address: with another one, somebody else could sign in as them."""
        email = super().clean_email()
        if email != self.instance.email and self.instance.groups.filter(name__in=READS_PERSONAL_DATA).exists():
            raise forms.ValidationError(_("Somebody with this role keeps their address. Make a new member of staff for the new address, and ask for the role there."))
        return email

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        user = super().save(commit)
        if commit and not user.is_active:
            granting.take_all(user, by=self.by)
        if commit and {"email", "is_active"} & set(self.changed_data):
            actions.end_sessions(user)
        return user


class OnlyStaff:
    """A family's sign-in is not found here, and a superuser is out of an administrator's reach."""

    request: HttpRequest

    def get_object(self, *args: Any) -> User:
        user = super().get_object(*args)  # type: ignore[misc]
        if not User.objects.with_role().filter(pk=user.pk).exists():
            raise Http404
        if user.is_superuser and not self.request.user.is_superuser:
            raise PermissionDenied
        return user


class StaffIndexView(users.IndexView):
    page_title = _("Staff and providers")
    add_item_label = _("Add a member of staff")

    search_fields = ("first_name", "last_name")

    def get_base_queryset(self) -> models.QuerySet[User]:
        return User.objects.with_role().prefetch_related("groups")

    def get_delete_url(self, instance: User) -> None:
        return None

    def search_queryset(self, queryset: models.QuerySet[User]) -> models.QuerySet[User]:
        """By name, or by a part of the address: no database can look into an encrypted one, and staff are few."""
        if not self.is_searching:
            return queryset
        sought = self.search_query.lower()
        with_address = [user.pk for user in queryset.only("email") if sought in user.staff_email]
        return super().search_queryset(queryset) | queryset.filter(pk__in=with_address)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url),
            Column("email", label=_("E-mail")),
            Column("roles", accessor=_roles, label=_("Roles")),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]


class GivesRoles:
    """Hands the form whoever fills it in, and says which roles wait for a second person."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}  # type: ignore[misc]

    def form_valid(self, form: StaffForm) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        for group in form.waiting:
            messages.warning(self.request, _("%(role)s reads personal data: a second person has to approve it before it is theirs.") % {"role": group})
        return response


class StaffCreateView(GivesRoles, users.CreateView):
    page_title = _("Add a member of staff")


class StaffEditView(GivesRoles, OnlyStaff, users.EditView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"can_delete": False}

    def get_success_url(self) -> str:
        """Back to the list when they left: they have no page here any more."""
        is_here = User.objects.with_role().filter(pk=self.object.pk).exists()
        return str(super().get_success_url()) if is_here else reverse("wagtailusers_users:index")


class StaffDeleteView(users.DeleteView):
    """Closed: what somebody wrote keeps its writer's name, and their family its sign-in."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class StaffHistoryView(OnlyStaff, users.HistoryView):
    pass


class StaffUsageView(OnlyStaff, UsageView):
    pass


class StaffViewSet(users.UserViewSet):
    menu_label = _("Staff and providers")
    ordering = ("last_name", "first_name", "pk")
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
