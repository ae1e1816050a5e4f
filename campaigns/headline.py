"""The published figures of the first SEND Register campaign, as totals: no day of it is known, and none is made up."""

from django.db import transaction

from analytics.models import Evaluation
from analytics.phrases import Metric
from campaigns.models import Campaign

CODE = "SENDR1"
SOURCE = "SEND Register launch, first council, month before and month of campaign, as published"
NOTE = "Only the two monthly totals were published. The months are taken to be equally long."
PUBLISHED = {Metric.SESSIONS: (1_473, 2_234), Metric.PAGE_VIEWS: (4_181, 10_793)}


@transaction.atomic
def make_headline_campaign() -> Campaign:
    """The campaign with its two evaluations; calling it again changes nothing that was edited since."""
    campaign, _made = Campaign.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "SEND Register launch",
            "summary": "The council and the parent carer forum told families about the new SEND Register together: by letter, through schools, and on social media.",
        },
    )
    for metric, (before, after) in PUBLISHED.items():
        Evaluation.objects.get_or_create(campaign=campaign, metric=metric, defaults={"total_before": before, "total_after": after, "source": SOURCE, "note": NOTE})
    return campaign
