"""A provider's people sign in: their own services and nobody else's, and never the editors' desk."""

import pytest
from django.urls import reverse

from accounts.roles import PROVIDER
from localoffer.freshness import actions
from localoffer.freshness.comparison import compare
from localoffer.models import Proposal, Service
from tests.accounts.factories import make_staff
from tests.factories import ProviderFactory, ServiceFactory, UserFactory
from tests.localoffer.freshness import day, filled_in, make_member, make_service, say_yes, yes_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MINE = "/services/mine/"


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def member(client, service):
    user = make_member(service.provider)
    client.force_login(user)
    return user


def test_the_list_shows_ones_own_services_with_what_is_due(client, member, service):
    ServiceFactory(name="Somebody else's club")
    response = client.get(MINE)
    html = response.content.decode()
    assert "Swimming club" in html
    assert "Please check it by" in html
    assert "Somebody else" not in html
    assert "no-store" in response["Cache-Control"]


def test_another_providers_service_is_not_found(client, member):
    other = ServiceFactory()
    proposal = actions.propose(other, changes={"name": {"was": other.name, "now": "X"}}, is_full_check=False, by=actions.By())
    for address in (reverse("my_service", args=[other.pk]), reverse("my_service_change", args=[other.pk]), reverse("my_proposal_withdraw", args=[proposal.pk])):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mischief"}).status_code == 404
    assert Proposal.objects.get().state == "waiting"


def test_signing_in_is_asked_of_a_stranger(client, service):
    for address in (MINE, MINE + "new/", reverse("my_service", args=[service.pk])):
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("make", [UserFactory, lambda: make_staff(PROVIDER), lambda: make_staff("Council editor")])
def test_who_belongs_to_no_provider_reads_why_there_is_nothing(client, service, make):
    client.force_login(make())
    response = client.get(MINE)
    assert response.status_code == 403
    assert "You are not joined to a provider yet" in response.content.decode()
    assert client.get(reverse("my_service", args=[service.pk])).status_code == 403


def test_whose_role_was_taken_away_does_nothing_for_the_provider_any_more(client, member, service):
    answers = filled_in(client, reverse("my_service_change", args=[service.pk]), summary="Mischief.")
    member.groups.clear()
    for address in (MINE, MINE + "new/", reverse("my_service", args=[service.pk]), reverse("my_service_change", args=[service.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address, answers).status_code == 403
    assert not Proposal.objects.exists()
    assert not Service.objects.of_member(member.pk)


def test_no_page_before_the_second_factor(client, service):
    client.force_login(make_member(service.provider, has_second_factor=False))
    assert "/2fa/" in client.get(MINE)["Location"]
    assert client.post(reverse("my_service", args=[service.pk])).status_code == 403
    family = UserFactory()
    service.provider.members.add(family)
    client.force_login(family)
    assert client.get(MINE).status_code == 403, "joined by hand without the role: still no page without a second factor"


def test_a_provider_never_enters_the_editors_desk(client, member):
    for address in ("/admin/", "/admin/proposals/", "/admin/reports/checks/"):
        assert client.get(address).status_code == 403


def test_signing_in_leads_to_ones_services(client, member):
    assert client.get("/accounts/signed-in/")["Location"] == MINE


def test_yes_is_a_button_and_counts_once(client, member, service):
    address = reverse("my_service", args=[service.pk])
    assert "Yes, all of it is right" in client.get(address).content.decode()
    assert Service.objects.get().checked_on == day(-170)
    yes = yes_on(client, address)
    for _ in range(2):
        assert client.post(address, yes).status_code == 302
    fresh = Service.objects.get()
    assert (fresh.checked_on, fresh.checked_by) == (day(0), service.provider.name), "the provider, not the person"
    assert fresh.revisions.count() == 2
    assert fresh.revisions.latest("pk").user == member


def test_yes_counts_for_what_was_shown_only(client, member, service):
    address = reverse("my_service", args=[service.pk])
    yes = yes_on(client, address)
    Service.objects.update(summary="We dive.")
    html = client.post(address, yes).content.decode()
    assert "Something on this page has changed since you opened it" in html
    assert "We dive." in html
    assert Service.objects.get().checked_on == day(-170)
    say_yes(client, address)
    assert Service.objects.get().checked_on == day(0)


def test_a_change_waits_can_be_changed_again_and_withdrawn(client, member, service):
    address = reverse("my_service_change", args=[service.pk])
    client.post(address, filled_in(client, address, summary="New."))
    proposal = Proposal.objects.get()
    assert (proposal.proposed_by, proposal.state) == (member, "waiting")
    assert filled_in(client, address)["summary"] == "New."
    withdraw = reverse("my_proposal_withdraw", args=[proposal.pk])
    assert "Withdraw your changes?" in client.get(withdraw).content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "waiting", "a link shows"
    client.post(withdraw)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert client.post(withdraw).status_code == 404
    assert "Withdrawn" in client.get(MINE).content.decode()


def test_the_reason_stands_on_the_list_and_at_the_form(client, member, service):
    address = reverse("my_new_service")
    client.post(address, filled_in(client, address, name="Dive club", status="open"))
    proposal = Proposal.objects.get()
    actions.send_back(proposal, by=make_staff("Council editor"), reason="Say for which ages.", seal=compare(proposal, None).seal)
    assert "Say for which ages." in client.get(MINE).content.decode()
    again = reverse("my_proposal_change", args=[proposal.pk])
    assert "Say for which ages." in client.get(again).content.decode()
    client.post(again, filled_in(client, again, min_age="8"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.changes["min_age"]["now"], proposal.changes["name"]["now"]) == ("waiting", 8, "Dive club")


def test_there_is_an_end_to_new_services(client, member, service, settings):
    settings.SERVICE_PROPOSALS_OPEN = 2
    address = reverse("my_new_service")
    answers = filled_in(client, address, name="Dive club", status="open")
    assert [client.post(address, answers).status_code for _ in range(3)] == [302, 302, 200]
    assert Proposal.objects.count() == 2


def test_a_new_service_belongs_to_a_provider_of_ones_own(client, member, service):
    other = ProviderFactory()
    address = reverse("my_new_service")
    answers = filled_in(client, address, name="Dive club", status="open", provider=str(other.pk))
    assert client.post(address, answers).status_code == 200
    assert client.post(address, answers | {"provider": "\0"}).status_code == 200
    assert not Proposal.objects.exists()


def test_the_form_of_one_service_sent_as_a_new_one_is_a_whole_new_service(client, member, service):
    """What the form of the first says it saw would hide its name: only what differs from it counts as changed."""
    answers = filled_in(client, reverse("my_service_change", args=[service.pk]), summary="We dive.", provider=str(service.provider_id))
    assert client.post(reverse("my_new_service"), answers).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.changes["name"]["now"], proposal.changes["summary"]["now"]) == ("Swimming club", "We dive.")
    editor = make_staff("Council editor")
    actions.approve(proposal, by=editor, seal=compare(proposal, None).seal, choices={})
    assert Service.objects.get(summary="We dive.").name == "Swimming club"


def test_a_new_service_needs_a_name(member, service):
    with pytest.raises(actions.Nameless):
        actions.propose_new(service.provider, changes={"summary": {"was": "", "now": "We dive."}}, by=member)
    assert not Proposal.objects.exists()
