"""What a mailing is judged by: chosen before anybody signs, since the plan names it, and fixed once all have."""

from contextlib import suppress

from django.utils import timezone

from accounts.models import User
from campaigns import actions
from campaigns.models import Mailing


def propose(mailing: Mailing) -> None:
    """Give the campaign its first day, which marks it on every chart of the statistics, and whole weeks before and after it where nobody has chosen any."""
    campaign = mailing.campaign
    if campaign.starts_on is None and mailing.send_from:
        campaign.starts_on = timezone.localdate(mailing.send_from)
        campaign.save(update_fields=["starts_on"])
    with suppress(actions.NothingToPropose, actions.NoFirstDay):
        actions.propose_windows(campaign=campaign)


def fix(mailing: Mailing, *, by: User) -> None:
    """From now on each change of the windows is kept with its reason."""
    with suppress(actions.NothingToFix):
        actions.fix_windows(campaign=mailing.campaign, by=by)
