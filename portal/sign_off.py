"""What the page's form says about sign-off to somebody who can't give it, because they wrote a part of the page."""

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, Revision

from accounts.models import User
from portal.models import SignOff, has_words_in


def say_who_signs_off(request: HttpRequest, page: Page) -> None:
    """Only to somebody who could sign off what others write: it is they who look for the button."""
    task, user = page.current_workflow_task, request.user
    if request.method != "GET" or not isinstance(task, SignOff) or not isinstance(user, User) or not user.groups.filter(pk__in=task.groups.values("pk")).exists():
        return
    if not has_words_in(page, user):
        return
    if names := [str(other) for other in _others(task, page)]:
        messages.info(request, _("You wrote a part of this page, so somebody else signs it off. Who can: %(names)s.") % {"names": ", ".join(names)})
    else:
        messages.warning(request, _("You wrote a part of this page, so somebody else must sign it off. Nobody else can at the moment: ask an administrator to add a colleague."))


def show_where_it_is(request: HttpRequest, page: Page) -> None:
    """After a sign-off that made the page public: the way to it."""
    if request.POST.get("workflow-action-name") != "approve":
        return
    page = Page.objects.get(pk=page.pk)
    if page.live and not page.has_unpublished_changes:
        messages.success(request, format_html(_("Families can read “{}” now."), page.title), buttons=[messages.button(page.get_url(request), _("See it"), new_window=False)])


def _others(task: SignOff, page: Page) -> list[User]:
    """Who can sign the page off: colleagues in the task's roles who wrote none of what families don't see yet."""
    writers = Revision.objects.page_revisions().filter(object_id=str(page.pk), pk__gt=page.live_revision_id or 0, user__isnull=False).values("user_id")
    return list(User.objects.filter(is_active=True, groups__in=task.groups.all()).exclude(pk__in=writers).distinct().order_by("last_name", "first_name", "pk"))
