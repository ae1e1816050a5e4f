"""What tests of the finder make."""

import datetime as dt

from localoffer.models import AccessFact, CostOption, Schedule
from search.models import SearchWord
from search.words import stem
from tests import factories

MILE = 1 / 69.0936
HERE = (51.41, -0.30)


def service(name, *, miles=None, free=None, access=(), days=(), **facts):
    locations = [factories.LocationFactory(latitude=HERE[0] + miles * MILE, longitude=HERE[1])] if miles is not None else []
    made = factories.ServiceFactory(name=name, locations=locations, **facts)
    if free is not None:
        CostOption.objects.create(service=made, amount=0 if free else 5)
    for kind, answer in access:
        AccessFact.objects.create(service=made, kind=kind, answer=answer, checked_on=dt.date(2026, 1, 1))
    for day in days:
        Schedule.objects.create(service=made, day=day)
    return made


def counts(response):
    return {facet.parameter: {option.value: option.count for option in facet.options} for facet in response.context["found"].facets}


def known_words(*words):
    """The index has them, so that a search with them is counted in letters."""
    SearchWord.objects.bulk_create([SearchWord(word=word, stem=stem(word), documents=1) for word in words], ignore_conflicts=True)
