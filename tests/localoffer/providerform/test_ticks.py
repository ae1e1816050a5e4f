"""Words that a provider ticks: needs, kinds of help, boroughs."""

import pytest
from bs4 import BeautifulSoup

from home.models import Borough
from localoffer.freshness.comparison import compare
from localoffer.models import Proposal, Service
from tests.factories import CategoryFactory, NeedFactory
from tests.localoffer.freshness import filled_in, link_to
from tests.localoffer.providerform.given import approve, changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.same_on_any_server]


def test_words_are_ticked_and_read_by_editors_by_their_names(client, service, form):
    NeedFactory(code="asd", name="Autism")
    NeedFactory(code="hi", name="Hearing")
    help_ = CategoryFactory(code="health", name="Health")
    CategoryFactory(code="nursing", name="Nursing", parent=help_)
    borough = Borough.objects.known()[0]
    client.post(
        form, filled_in(client, form, need_scope="some", needs=["hi", "asd"], categories=["nursing"], borough_scope="some", boroughs=[borough.slug], areas_served="The north.")
    )
    seen = {each.label: (each.how, "".join(piece.text for piece in each.proposed)) for each in compare(Proposal.objects.get(), Service.objects.get()).differences}
    assert seen == {
        "Needs": ("Added", "Autism\nHearing"),
        "Kind of help": ("Added", "Health: Nursing"),
        "Boroughs": ("Added", borough.name),
        "Which part of the borough": ("Added", "The north."),
    }
    approve()
    service = Service.objects.get()
    assert [need.code for need in service.needs.order_by("code")] == ["asd", "hi"]
    assert (service.categories.get().code, service.boroughs.get(), service.is_for_every_need) == ("nursing", borough, False)


def test_for_every_need_and_not_known_are_two_answers(client, service, form):
    service.needs = [NeedFactory(code="asd")]
    service.save()
    answers = filled_in(client, form)
    assert (answers["need_scope"], answers["needs"]) == ("some", ["asd"])
    client.post(form, answers | {"need_scope": "every", "needs": []})
    assert changes() == {"needs": {"was": ["asd"], "now": ["every"]}}
    approve()
    service = Service.objects.get()
    assert (service.is_for_every_need, service.needs.count()) == (True, 0)
    again = link_to(service) + "change/"
    assert filled_in(client, again)["need_scope"] == "every"


def test_for_every_borough_and_not_known_are_two_answers(client, service, form):
    service.boroughs = [Borough.objects.get(slug="larkmere")]
    service.save()
    answers = filled_in(client, form)
    assert (answers["borough_scope"], answers["boroughs"]) == ("some", ["larkmere"])
    client.post(form, answers | {"borough_scope": "every", "boroughs": []})
    assert changes() == {"boroughs": {"was": ["larkmere"], "now": ["every"]}}
    approve()
    service = Service.objects.get()
    assert (service.is_for_every_borough, service.boroughs.count()) == (True, 0)
    again = link_to(service) + "change/"
    assert filled_in(client, again)["borough_scope"] == "every"


def test_chosen_words_stay_seen_while_the_many_others_are_folded(client, service, form):
    for number in range(9):
        NeedFactory(code=f"need-{number}", name=f"Need {number}")
    service.needs = [service.needs.model.objects.get(code="need-8")]
    service.save()
    page = BeautifulSoup(client.get(form).content, "html.parser")
    folded = page.select("details input[name=needs]")
    assert [box["value"] for box in page.select("input[name=needs]") if box not in folded] == ["need-8"]
    assert len(folded) == 8


def test_a_part_of_a_chosen_kind_of_help_says_what_it_is_a_part_of(client, service, form):
    """Else it would stand under the kind before, as if it were a part of that."""
    travel, health = CategoryFactory(code="travel", name="Travel", order=1), CategoryFactory(code="health", name="Health", order=2)
    for code, name, parent in (("bus", "Bus", travel), ("nursing", "Nursing", health), ("sleep", "Sleep", health)):
        CategoryFactory(code=code, name=name, parent=parent, order=3)
    service.categories = [health]
    service.save()
    page = BeautifulSoup(client.get(form).content, "html.parser")
    labels = {box["value"]: page.find("label", attrs={"for": box["id"]}).text for box in page.select("input[name=categories]")}
    assert labels == {"health": "Health", "travel": "Travel", "bus": "Bus", "nursing": "Health: Nursing", "sleep": "Health: Sleep"}
    groups = [[box["value"] for box in group.select("input")] for group in page.select(".lo-ticks__group:has([name=categories])")]
    assert groups == [["travel", "bus"], ["nursing", "sleep"]]
