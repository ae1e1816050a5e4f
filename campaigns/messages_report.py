"""What a campaign's messages did, for its report: how many went out and arrived, and how many answered the survey they asked for."""

from django.db.models import Count
from django.utils.translation import gettext as _

from analytics.phrases import few
from campaigns import surveying
from campaigns.models import Campaign, DeliveryState, Mailing, Message
from feedback.surveys.report import report_rows
from register.models import Channel

ARRIVED = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)


def rows(campaign: Campaign) -> list[tuple[str, str]]:
    """Each number with its name; none where nothing was sent. Fewer than five are not told apart."""
    mailing = Mailing.objects.select_related("survey").filter(campaign=campaign).exclude(snapshots=None).first()
    if mailing is None:
        return []
    taken = dict(mailing.deliveries.filter(state__in=ARRIVED).order_by().values_list("state").annotate(Count("pk")))
    found = [
        (_("Messages on the list of recipients"), few(sum(snapshot.size for snapshot in mailing.snapshots.all()))),
        (_("Messages that left"), few(sum(taken.values()))),
        (_("Messages that carriers say were delivered"), few(taken.get(DeliveryState.DELIVERED, 0))),
    ]
    return [*found, *_by_kind(mailing), *(report_rows(mailing.survey, batch=surveying.batch_of(mailing)) if mailing.survey else [])]


def _by_kind(mailing: Mailing) -> list[tuple[str, str]]:
    """By channel and time, where there is more than one kind."""
    kinds = mailing.deliveries.filter(state__in=ARRIVED).order_by("wave", "channel").values_list("wave", "channel").annotate(Count("pk"))
    if len(kinds) < 2:
        return []
    return [(_("%(when)s, %(channel)s") % {"when": Message.Wave(wave).label, "channel": str(Channel(channel).label).lower()}, few(count)) for wave, channel, count in kinds]
