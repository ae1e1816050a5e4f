"""What is done to a group of families. Its rules belong to the plan that organisations sign, so a changed group is a changed plan."""

from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError
from wagtail.log_actions import log

from accounts.models import User
from campaigns.groups.forms import GroupForm
from campaigns.models import CHANGEABLE, Segment
from campaigns.writing.actions import NotChangeable, changing


class InUse(Exception):
    """Messages are for this group."""


@transaction.atomic
def save(form: GroupForm, *, by: User) -> Segment:
    """Messages that can still change have another plan then, to be signed anew; others go to whom their signed plan names."""
    was = Segment.objects.select_for_update().filter(pk=form.instance.pk).values("name", "include", "leave_out").first()
    saved: Segment = form.save()
    log(instance=saved, action="wagtail.edit" if was else "wagtail.create", user=by)
    if was and was != {name: getattr(saved, name) for name in was}:
        for mailing in saved.mailings.filter(state__in=CHANGEABLE).order_by("pk"):
            with suppress(NotChangeable), changing(mailing, by=by):
                pass
    return saved


@transaction.atomic
def delete(segment: Segment, *, by: User) -> None:
    """Raises InUse."""
    log(instance=segment, action="wagtail.delete", user=by)
    try:
        segment.delete()
    except ProtectedError:
        raise InUse from None
