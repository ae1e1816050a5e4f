"""The step of the publishing workflow in which somebody else says yes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState

from accounts.models import User


class SignOff(AbstractGroupApprovalTask):
    """Approval by a member of the chosen roles who wrote none of it: nobody approves what they wrote.

    Who only sends a page back, or reads it, may have written it.
    """

    class Meta:
        verbose_name = _("sign-off by somebody else")

    def get_actions(self, obj: models.Model, user: User) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if actions and has_unpublished_words_of(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(pk__in=[state.pk for state in states.select_related("revision") if has_unpublished_words_of(state.revision.content_object, user)])

    @classmethod
    def get_description(cls) -> str:
        return _("A member of the chosen roles approves, but never one who wrote a part of it.")


def has_unpublished_words_of(thing: models.Model, user: User) -> bool:
    """True when the user saved any version since the one that families see."""
    return revisions_since_live(thing).filter(user=user).exists()


def revisions_since_live(thing: models.Model) -> models.QuerySet[Revision]:
    """Every version newer than the published one; all versions of something never published."""
    revisions = Revision.objects.for_instance(thing)
    return revisions.filter(pk__gt=thing.live_revision_id) if thing.live_revision_id else revisions
