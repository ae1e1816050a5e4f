"""Which services are suggested to a family: those about what it looks for, the nearest in subject first."""

import pytest

from localoffer.models import Service
from tests.factories import CategoryFactory, NeedFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def health():
    return CategoryFactory(code="health")


@pytest.fixture
def therapies(health):
    return CategoryFactory(code="therapies", parent=health)


@pytest.fixture
def talking():
    return NeedFactory(code="slcn")


def named(category, need):
    return list(Service.objects.about(category, need).values_list("name", flat=True))


def test_a_service_of_another_kind_is_not_suggested_because_it_names_the_need(therapies, talking):
    ServiceFactory(name="Speech therapy", categories=[therapies], needs=[talking])
    ServiceFactory(name="Nursery", categories=[CategoryFactory(code="childcare")], needs=[talking])
    ServiceFactory(name="Hearing therapy", categories=[therapies], needs=[NeedFactory(code="hi")])
    assert named(therapies, talking) == ["Speech therapy"]


def test_a_service_for_every_need_follows_by_a_part_of_a_kind_and_not_by_the_whole_kind(health, therapies, talking):
    ServiceFactory(name="All therapies", categories=[health, therapies], is_for_every_need=True)
    ServiceFactory(name="Continence", categories=[health], is_for_every_need=True)
    ServiceFactory(name="Silent about needs", categories=[health, therapies])
    ServiceFactory(name="Speech therapy", categories=[health, therapies], needs=[talking])
    assert named(therapies, talking) == ["Speech therapy", "All therapies"]
    assert named(health, talking) == ["Speech therapy"]
    assert named(None, talking) == ["Speech therapy"]


def test_for_a_need_those_that_name_the_fewest_others_come_first(therapies, talking):
    autism, hearing = NeedFactory(code="asd"), NeedFactory(code="hi")
    ServiceFactory(name="A for many", categories=[therapies], needs=[talking, autism, hearing])
    ServiceFactory(name="B for two", categories=[therapies], needs=[talking, autism])
    ServiceFactory(name="C for this", categories=[therapies], needs=[talking])
    assert named(therapies, talking) == ["C for this", "B for two", "A for many"]


def test_for_no_need_those_for_every_need_come_first_and_then_the_widest(health, talking):
    ServiceFactory(name="A for one", categories=[health], needs=[talking])
    ServiceFactory(name="B for two", categories=[health], needs=[talking, NeedFactory(code="asd")])
    ServiceFactory(name="A silent about needs", categories=[health])
    ServiceFactory(name="C for all", categories=[health], is_for_every_need=True)
    assert named(health, None) == ["C for all", "B for two", "A for one", "A silent about needs"]


def test_what_gives_only_this_kind_of_help_stands_before_what_gives_others_too(health, therapies):
    money, clubs = CategoryFactory(code="money"), CategoryFactory(code="clubs")
    grants = CategoryFactory(code="grants", parent=money)
    ServiceFactory(name="A with clubs and health", categories=[money, grants, clubs, health, therapies])
    ServiceFactory(name="B with clubs", categories=[money, grants, clubs])
    ServiceFactory(name="C for grants", categories=[money, grants])
    assert named(grants, None) == named(money, None) == ["C for grants", "B with clubs", "A with clubs and health"]
