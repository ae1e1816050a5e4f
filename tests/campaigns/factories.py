import datetime as dt

import factory
from factory.django import DjangoModelFactory

from campaigns.models import Campaign


class CampaignFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Campaign {n}")
    starts_on = dt.date(2026, 3, 2)

    class Meta:
        model = Campaign
