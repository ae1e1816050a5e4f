"""The desk: what somebody who signs in can do something about today, by what they may do."""

from django.http import HttpRequest

from portal.dashboard import editors, register, specialists, surveys
from portal.dashboard.panel import Panel

PANELS: tuple[type[Panel], ...] = (
    editors.WaitingForMe,
    editors.WordsToSign,
    editors.MyDrafts,
    editors.ProposedChanges,
    editors.OverdueForReview,
    editors.LeftToFillIn,
    editors.NewComments,
    surveys.Surveys,
    editors.NotUseful,
    editors.NothingFound,
    specialists.Promises,
    register.SignUps,
    register.RegisterWaits,
    register.Cards,
    specialists.RolesToApprove,
    register.Looks,
    register.Exports,
    register.Complaints,
    specialists.RecentCampaigns,
    specialists.NotMeasured,
    specialists.StaffWithoutSecondFactor,
    specialists.NotSaidYet,
)


def panels_for(request: HttpRequest) -> list[Panel]:
    """The panels that somebody with these permissions can do something with."""
    return [panel for panel in (kind() for kind in PANELS) if panel.is_for(request.user)]
