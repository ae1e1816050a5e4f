import datetime as dt

import factory
from factory.django import DjangoModelFactory

from campaigns.models import Campaign, Flyer, TrackedLink


class CampaignFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Campaign {n}")
    starts_on = dt.date(2026, 3, 2)

    class Meta:
        model = Campaign


class TrackedLinkFactory(DjangoModelFactory):
    campaign = factory.SubFactory(CampaignFactory)
    label = factory.Sequence(lambda n: f"Link {n}")

    class Meta:
        model = TrackedLink


class FlyerFactory(DjangoModelFactory):
    campaign = factory.SubFactory(CampaignFactory)
    heading = "Short breaks: ask now"
    points = "A short break is time for you and fun for your child.\nMost are free."

    class Meta:
        model = Flyer
