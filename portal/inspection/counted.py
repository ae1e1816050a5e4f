"""What the site counts of its use: statistics, campaigns, and searches that found nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import SiteDay
from analytics.models.totals import Totals
from analytics.phrases import number
from analytics.reports import Overview, overview
from analytics.spans import Span
from analytics.tables import Table
from campaigns.models import Campaign
from campaigns.reports import report
from portal.inspection.parts import Occasion, Part, day, of_table
from search import gaps

# Whole weeks, so that the weeks before are the same weeks of the year before.
DAYS = 364
MOST_CAMPAIGNS = 60


def statistics(occasion: Occasion) -> list[Part]:
    end = occasion.today - dt.timedelta(days=1)
    found = overview(occasion.site, end - dt.timedelta(days=DAYS - 1), end)
    others = [of_table(table) for table in found.tables]
    return [_beside(found), _months(occasion, end), *others, _not_counted(found), _definitions(found)]


def _beside(found: Overview) -> Part:
    """These 52 weeks beside the 52 before; what can't be compared is said."""
    heads = (_("Weeks"), _("Page views"), _("Sessions"), _("Pages a session"), _("Days measured in whole"))
    rows, said = [], []
    if found.spans:
        rows = [_span(_("The last 52 weeks"), found.spans.this), _span(_("The 52 weeks before"), found.spans.before)]
        said = found.spans.sentences[:1]
    days = _("%(missing)s days were not measured and %(partial)s only in part. A day that was not measured is missing, never 0.")
    imported = [_("Some days come from other systems: %(files)s.") % {"files": "; ".join(found.sources)}] if found.sources else []
    measured = days % {"missing": number(found.days_missing), "partial": number(found.days_partial)}
    return of_table(Table(_("This year beside the last"), heads, rows, empty=_("Nothing was measured.")), *said, measured, *imported)


def _span(name: str, span: Span) -> tuple[str, ...]:
    dates = _("%(name)s (%(start)s to %(end)s)") % {"name": name, "start": day(span.start), "end": day(span.end)}
    pages = f"{span.pages_a_session:.1f}" if span.pages_a_session else "–"
    measured = _("%(whole)s of %(days)s") % {"whole": span.days_whole, "days": span.days}
    return dates, number(span.totals.views), number(span.totals.sessions), pages, measured


def _months(occasion: Occasion, end: dt.date) -> Part:
    sums: dict[dt.date, list[Totals]] = defaultdict(list)
    for row in SiteDay.objects.between(occasion.site, end - dt.timedelta(days=2 * DAYS - 1), end):
        sums[row.day.replace(day=1)].append(Totals(row.views, row.sessions))
    rows = [
        (formats.date_format(month, "F Y"), number(sum(totals.views for totals in days)), number(sum(totals.sessions for totals in days)), number(len(days)))
        for month, days in sorted(sums.items())
    ]
    note = _("The first and the last month may be in these weeks only in part.")
    return of_table(Table(_("By month"), (_("Month"), _("Page views"), _("Sessions"), _("Days measured")), rows, empty=_("Nothing was measured."), note=note))


def _not_counted(found: Overview) -> Part:
    rows = [(reason, number(many)) for reason, many in found.dropped]
    said = _("%(received)s arrivals came in all. These were not counted, and why:") % {"received": number(found.received)}
    return of_table(Table(_("What was not counted"), (_("Why"), _("Times")), rows), said)


def _definitions(found: Overview) -> Part:
    rows = [(str(word), str(meaning)) for word, meaning in found.definitions]
    said = _("The rules of counting are version %(version)s.") % {"version": found.definition}
    return of_table(Table(_("What the words mean"), (_("Word"), _("Meaning")), rows), said)


def campaigns(occasion: Occasion) -> list[Part]:
    """Each with what its own report says: the sentences, with what can't be known."""
    every = list(Campaign.objects.prefetch_related("evaluations")[:MOST_CAMPAIGNS])
    if not every:
        return [Part(sentences=(_("No campaign is recorded."),))]
    said = ngettext("%(many)s campaign is recorded.", "%(many)s campaigns are recorded.", len(every)) % {"many": number(len(every))}
    sure = _("Each evaluation says how sure it is and what was not checked. A change after a campaign is not proof that the campaign caused it.")
    return [Part(sentences=(said, sure)), *(Part(campaign.name, _evaluated(campaign)) for campaign in every)]


def _evaluated(campaign: Campaign) -> list[str]:
    found = [line for part in report(campaign).parts for line in _sentences(part.title, part.sentences, part.problem)]
    return [_dates(campaign), *(found or [_("Nothing was chosen to compare, so it was not evaluated.")])]


def _dates(campaign: Campaign) -> str:
    if campaign.starts_on is None:
        return _("Nobody entered when it ran.")
    if campaign.ends_on is None:
        return _("It began on %(start)s. Nobody entered when it ended.") % {"start": day(campaign.starts_on)}
    return _("It ran from %(start)s to %(end)s.") % {"start": day(campaign.starts_on), "end": day(campaign.ends_on)}


def _sentences(title: str, sentences: Sequence[str], problem: str) -> list[str]:
    """What one number says; the first sentence says which number it is."""
    if problem:
        return [_("%(what)s could not be worked out: %(problem)s") % {"what": title, "problem": problem}]
    if not sentences or sentences[0].startswith(title):
        return list(sentences)
    return [f"{title}: {sentences[0]}", *sentences[1:]]


def searches(occasion: Occasion) -> list[Part]:
    """With the report's own rule: what was asked for fewer than 5 times is not in it."""
    said = _("What families searched for from %(start)s to %(end)s, and how often they found nothing or little.") % {"start": day(occasion.year_ago), "end": day(occasion.today)}
    rule = _("What was searched for fewer than 5 times is left out, so that rare words point at nobody.")
    return [Part(sentences=(said, rule)), *(_gap(part) for part in gaps.report(occasion.year_ago, occasion.today))]


def _gap(part: gaps.Part) -> Part:
    heads = (_("What"), _("Searches"), _("Found nothing"), _("Found little"))
    rows = [(line.name, number(line.searches), number(line.nothing), number(line.little)) for line in part.lines]
    note = ngettext("%(many)s line is left out.", "%(many)s lines are left out.", part.kept_back) % {"many": number(part.kept_back)} if part.kept_back else ""
    return of_table(Table(str(part.name), heads, rows, empty=_("Nothing was searched for 5 times or more."), note=note))
