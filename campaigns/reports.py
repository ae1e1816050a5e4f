"""Did the campaign work? What the campaign's page shows, from the evaluations that were fixed for it."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.chart_files import TYPES
from analytics.evaluation import Decomposition, InvalidCounts, decompose
from analytics.models import Evaluation
from analytics.phrases import Metric
from analytics.sentences import decomposition
from campaigns.brought import brought
from campaigns.fixing import Fixing, fixing
from campaigns.links.report import LinkRow, by_link, headings
from campaigns.models import Campaign
from campaigns.parts import Part, counted, part_of
from campaigns.report_rows import rows_of
from campaigns.surroundings import surroundings


@dataclass(frozen=True)
class Report:
    campaign: Campaign
    parts: list[Part]
    split: Decomposition | None
    brought: list[tuple[str, str]]
    sent: list[tuple[str, str]]
    others: list[Campaign]
    fixing: Fixing
    by_link: list[LinkRow] = field(default_factory=list)
    picture_kinds: tuple[str, ...] = tuple(TYPES)

    @property
    def said_of_links(self) -> str:
        """What a visit is here, and what is not in it."""
        return " ".join(
            (
                _("A visit counts when a browser that came with the code showed its first page."),
                _("Robots, previews of mail programs and staff are not in it, nor are people who have no JavaScript or do not want to be counted: more people may have come."),
                _("“Hidden” is fewer than 5, or a number that would give such a one away."),
            )
        )

    @property
    def link_headings(self) -> tuple[str, ...]:
        return headings()

    @property
    def can_propose(self) -> bool:
        return len(self.parts) < len(Metric)

    @property
    def unchecked(self) -> str:
        return _("A before and after cannot say why something changed. Other news, a change to the website, staff, or robots that call themselves browsers may have played a part.")

    @property
    def split_sentence(self) -> str:
        return decomposition(self.split) if self.split else ""

    @property
    def split_sum(self) -> str:
        """As in 2.58 = 1.52 × 1.70."""
        split = self.split
        return f"{split.page_views_ratio:.2f} = {split.sessions_ratio:.2f} × {split.pages_a_session_ratio:.2f}" if split else ""


def report(campaign: Campaign) -> Report:
    """Sessions first: they are the headline; page views show how much each visit read."""
    site = Site.objects.get(is_default_site=True)
    evaluations = sorted(campaign.evaluations.all(), key=lambda evaluation: list(Metric).index(Metric(evaluation.metric)))
    links = list(campaign.links.all())
    around = surroundings(site, campaign, evaluations)
    parts: list[Part] = []
    for evaluation in evaluations:
        said = frozenset(each for part in parts for each in part.beside)
        parts.append(replace(part_of(site, evaluation, around), said_above=said))
    split = _split({part.evaluation.metric: part for part in parts})
    return Report(
        campaign, parts, split, brought(site, campaign, links), rows_of(campaign), _others(campaign, evaluations), fixing(campaign, evaluations), by_link(site, campaign, links)
    )


def _others(campaign: Campaign, evaluations: list[Evaluation]) -> list[Campaign]:
    """Campaigns that ran on a day of the windows; where no windows are known, on a day of this one."""
    days = [day for each in evaluations for window in each.windows or () for day in window] or [day for day in (campaign.starts_on, campaign.ends_on) if day]
    return list(Campaign.objects.overlapping(min(days), max(days)).exclude(pk=campaign.pk)) if days else []


def _split(parts: dict[str, Part]) -> Decomposition | None:
    """None unless both numbers are known for the same time."""
    views, sessions = parts.get(Metric.PAGE_VIEWS), parts.get(Metric.SESSIONS)
    if views is None or sessions is None or views.result is None or sessions.result is None:
        return None
    of_views, of_sessions = counted(views), counted(sessions)
    if of_views[1] != of_sessions[1]:
        return None
    try:
        return decompose(*of_views[0], *of_sessions[0], *of_views[1])
    except InvalidCounts:
        return None
