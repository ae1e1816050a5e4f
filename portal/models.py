"""The step of the publishing workflow in which somebody else says yes, and the packs for inspectors."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState

from accounts.models import User
from portal.inspection.models import InspectionPack

__all__ = ["InspectionPack", "SignOff", "has_words_in", "unpublished_words_of"]


class SignOff(AbstractGroupApprovalTask):
    """Approval by a member of the chosen roles who wrote none of it: nobody approves what they wrote.

    Who only sends a page back, or reads it, may have written it.
    """

    class Meta:
        verbose_name = _("sign-off by somebody else")

    def get_actions(self, obj: models.Model, user: User) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if actions and has_words_in(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Ask again at the moment itself: words that come with an approval are saved after Wagtail asked `get_actions`.

        Such words stay a draft that waits at this step; `portal.wagtail_hooks` tells who wrote them.
        """
        if action_name == "approve" and has_words_in(task_state.workflow_state.content_object, user):
            return
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(revision__object_id__in=unpublished_words_of(user).values("object_id"))

    @classmethod
    def get_description(cls) -> str:
        return gettext("A member of the chosen roles approves, but never one who wrote a part of it.")


def has_words_in(page: models.Model, user: User | AnonymousUser) -> bool:
    """Whether the user saved a version of the page that families do not see yet."""
    return unpublished_words_of(user).filter(object_id=str(page.pk)).exists()


def unpublished_words_of(user: User | AnonymousUser) -> models.QuerySet[Revision]:
    """The versions of pages that the user saved and families do not see yet: newer than the page's published one."""
    page = Page.objects.filter(pk=Cast(models.OuterRef("object_id"), models.BigIntegerField()))
    revisions = Revision.objects.page_revisions().filter(user_id=user.pk).annotate(live_id=models.Subquery(page.values("live_revision_id")[:1]))
    return revisions.filter(models.Q(live_id=None) | models.Q(pk__gt=models.F("live_id")))
