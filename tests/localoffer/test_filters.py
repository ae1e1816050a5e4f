"""The directory's filters: what an address may ask for, and what it may not break."""

import pytest
from django.http import QueryDict

from localoffer import filters
from localoffer.models import CostOption
from tests.factories import AgePhaseFactory, CategoryFactory, NeedFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def asked(address: str) -> tuple[filters.Chosen, list[str]]:
    chosen, services = filters.services(QueryDict(address))
    return chosen, sorted(service.name for service in services)


def test_without_filters_everything_published_is_there():
    ServiceFactory(name="club")
    ServiceFactory(name="hidden", is_published=False)
    chosen, found = asked("")
    assert found == ["club"]
    assert (chosen.rows, chosen.not_understood) == ([], [])


def test_filters_narrow_together():
    autism, clubs, primary = NeedFactory(code="asd"), CategoryFactory(code="activities"), AgePhaseFactory(code="primary", min_age=5, max_age=11)
    wanted = ServiceFactory(name="free autism club", needs=[autism], categories=[clubs], min_age=8, max_age=18)
    CostOption.objects.create(service=wanted, amount=0)
    ServiceFactory(name="dear autism club", needs=[autism], categories=[clubs])
    ServiceFactory(name="other need", needs=[NeedFactory()], categories=[clubs])
    ServiceFactory(name="other kind", needs=[autism])
    ServiceFactory(name="older", needs=[autism], categories=[clubs], min_age=12)
    chosen, found = asked("need=asd&category=activities&phase=primary&cost=free")
    assert found == ["free autism club"]
    assert chosen.rows == [("need", autism), ("category", clubs), ("phase", primary)]
    assert chosen.is_free


@pytest.mark.parametrize("address", ["need=nothing", "category=x'%20OR%201=1", "phase=%00", "need=a%00b", "cost=banana", "need=" + "9" * 10_000])
def test_a_value_nobody_knows_narrows_nothing_and_is_told(address):
    ServiceFactory(name="club")
    chosen, found = asked(address)
    assert found == ["club"]
    assert chosen.not_understood == [address.partition("=")[0]]


def test_an_empty_choice_is_no_choice():
    ServiceFactory(name="club")
    chosen, found = asked("need=&category=%20&phase=&cost=")
    assert found == ["club"]
    assert chosen.not_understood == []


def test_one_good_and_one_unknown_filter_still_narrow():
    autism = NeedFactory(code="asd")
    ServiceFactory(name="autism", needs=[autism])
    ServiceFactory(name="sight", needs=[NeedFactory()])
    chosen, found = asked("need=asd&phase=toddler")
    assert found == ["autism"]
    assert (chosen.need, chosen.phase, chosen.not_understood) == ((autism,), (), ["phase"])


def test_of_several_values_of_one_filter_either_will_do():
    autism, sight = NeedFactory(code="asd"), NeedFactory(code="vi")
    clubs, swimming, respite = (CategoryFactory(code=code) for code in ("activities", "swimming", "respite"))
    AgePhaseFactory(code="early", min_age=0, max_age=4)
    AgePhaseFactory(code="adult", min_age=19, max_age=25)
    ServiceFactory(name="autism", needs=[autism], categories=[clubs], min_age=0, max_age=4)
    ServiceFactory(name="sight", needs=[sight], categories=[swimming], min_age=19)
    ServiceFactory(name="hearing", needs=[NeedFactory()], categories=[respite], min_age=8, max_age=12)
    ServiceFactory(name="hidden", needs=[autism], is_published=False)
    for address in ("need=asd&need=vi", "category=activities&category=swimming", "phase=early&phase=adult"):
        chosen, found = asked(address)
        assert (found, chosen.not_understood) == (["autism", "sight"], []), address
    assert asked("need=asd&need=vi&phase=adult&phase=early&category=swimming")[1] == ["sight"]


def test_an_unknown_value_beside_a_known_one_is_told_and_the_known_one_narrows():
    ServiceFactory(name="autism", needs=[NeedFactory(code="asd")])
    ServiceFactory(name="sight", needs=[NeedFactory()])
    chosen, found = asked("need=asd&need=nothing&cost=&cost=banana")
    assert (found, chosen.not_understood) == (["autism"], ["need", "cost"])


def test_the_lists_offer_what_the_council_keeps_in_its_order():
    NeedFactory(code="b", name="B", order=2)
    NeedFactory(code="a", name="A", order=1)
    AgePhaseFactory(code="primary")
    offered = filters.offered()
    assert [need.code for need in offered["needs"]] == ["a", "b"]
    assert [phase.code for phase in offered["phases"]] == ["primary"]
    assert offered["categories"] == []
