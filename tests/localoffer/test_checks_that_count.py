"""The page says that a provider checked or told only what the provider saw or said itself."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import QueuedMail
from accounts.roles import COUNCIL_EDITOR
from localoffer.freshness import actions, clock, facts, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare
from localoffer.models import Proposal, Service
from tests.accounts.factories import make_staff
from tests.factories import ProviderFactory
from tests.localoffer.freshness import MAIL, day, filled_in, link_to, make_member, make_service
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NOT_COUNTED = "It does not count as its check"


@pytest.fixture
def editor(site, client):
    set_up_desk()
    user = make_staff(COUNCIL_EDITOR, email="editor@council.example", first_name="Ed", last_name="Itor")
    client.force_login(user)
    return user


def propose(service: Service, **now: object) -> Proposal:
    """With “everything else is right”."""
    was = facts.read(service)
    changes = {name: {"was": was[name], "now": value} for name, value in now.items()}
    return actions.propose(service, changes=changes, is_full_check=True, seen=facts.seal(service), by=By(link_mark=recipients.mark(MAIL)))


def tweak(client, proposal: Proposal, **words: object) -> None:
    address = reverse("proposal_tweak", args=[proposal.pk])
    assert client.post(address, filled_in(client, address, **words)).status_code == 302
    proposal.refresh_from_db()


def approve(client, proposal: Proposal, **choices: str) -> Service:
    seal = compare(proposal, Service.objects.filter(pk=proposal.service_id).first()).seal
    answers = {f"choice-{name}": choice for name, choice in choices.items()}
    client.post(reverse("proposal_approve", args=[proposal.pk]), answers | {"seal": seal})
    assert Proposal.objects.get().state == Proposal.State.APPROVED
    return Service.objects.get()


def is_checked(service: Service) -> bool:
    """By its provider, today, every fact of it."""
    step_free = service.access_facts.get(kind="step-free")
    whole = (day(0), service.provider.name, clock.due_after(day(0)), day(0))
    none = (day(-170), "", day(7), day(-170))
    found = (service.checked_on, service.checked_by, service.verify_by, step_free.checked_on)
    assert found in (whole, none)
    return found == whole


def page(client, proposal: Proposal) -> str:
    return client.get(reverse("proposal", args=[proposal.pk])).content.decode()


@pytest.mark.parametrize("how", ["link", "sign-in"])
def test_what_a_provider_read_whole_in_its_form_is_checked(editor, client, how):
    service = make_service()
    address = link_to(service) + "change/" if how == "link" else reverse("my_service_change", args=[service.pk])
    if how == "sign-in":
        client.force_login(make_member(service.provider))
    assert client.post(address, filled_in(client, address, summary="We dive.", is_full_check="on")).status_code == 302
    client.force_login(editor)
    proposal = Proposal.objects.get()
    assert NOT_COUNTED not in page(client, proposal)
    assert is_checked(approve(client, proposal))
    assert "did not count" not in QueuedMail.objects.get().text


def test_a_fact_that_somebody_changed_after_the_provider_read_it_is_not_checked_by_the_provider(editor, client):
    proposal = propose(make_service(), summary="B.")
    Service.objects.update(criteria="Only with a plan")
    assert NOT_COUNTED in page(client, proposal)
    assert not is_checked(approve(client, proposal))
    assert "We did not count that as its check" in QueuedMail.objects.get().text


def test_nor_is_one_of_which_the_editor_kept_other_words(editor, client):
    proposal = propose(make_service(), summary="B.")
    Service.objects.update(summary="C.")
    service = approve(client, proposal, summary=actions.KEEP)
    assert service.summary == "C."
    assert not is_checked(service)


def test_the_providers_own_words_taken_over_an_editors_count(editor, client):
    proposal = propose(make_service(), summary="B.")
    Service.objects.update(summary="C.")
    assert is_checked(approve(client, proposal, summary=actions.TAKE))


def test_a_contact_that_came_meanwhile_was_not_seen(editor, client):
    proposal = propose(make_service(), summary="B.")
    service = Service.objects.get()
    service.contacts.create(name="Second desk")
    service.save()
    assert not is_checked(approve(client, proposal))


def test_an_editors_words_are_told_by_the_editors_team_and_not_by_the_provider(editor, client):
    proposal = propose(make_service(owner_team="Short breaks team"), typical_wait="about 9 months", summary="We dive.")
    tweak(client, proposal, typical_wait="about 1 week")
    html = page(client, proposal)
    assert "Not in the provider’s own words any more: Typical wait (Ed Itor)." in html
    assert NOT_COUNTED in html
    service = approve(client, proposal)
    assert (service.typical_wait, service.wait_told_by, service.wait_told_on) == ("about 1 week", "Short breaks team", day(0))
    assert not is_checked(service)
    mail = QueuedMail.objects.get().text
    assert "An editor changed your words" in mail
    assert "- Typical wait\n" in mail
    assert "- Summary" not in mail


def test_without_a_team_it_is_the_editors_who_tell(editor, client):
    proposal = propose(make_service(), typical_wait="about 9 months")
    tweak(client, proposal, typical_wait="about 1 week")
    assert approve(client, proposal).wait_told_by == "the editors of this directory"


def test_the_wait_that_a_provider_told_stays_the_providers_where_an_editor_mends_something_else(editor, client):
    proposal = propose(make_service(), typical_wait="about 9 months", summary="We divve.")
    tweak(client, proposal, summary="We dive.")
    service = approve(client, proposal)
    assert (service.summary, service.wait_told_by) == ("We dive.", service.provider.name)


def test_words_that_an_editor_puts_back_are_the_providers_again(editor, client):
    proposal = propose(make_service(), typical_wait="about 9 months", summary="We dive.")
    tweak(client, proposal, typical_wait="about 1 week", summary="We swim.", criteria="Anyone.")
    assert {name: each["told"] for name, each in proposal.tweaked.items()} == {"typical_wait": "about 9 months", "summary": "We dive.", "criteria": ""}
    tweak(client, proposal, typical_wait="about 9 months", summary="We dive.", criteria="")
    assert proposal.tweaked == {}
    service = approve(client, proposal)
    assert service.wait_told_by == service.provider.name
    assert is_checked(service)
    assert "An editor changed your words" not in QueuedMail.objects.get().text


def test_what_the_provider_sends_again_is_its_own_word(editor, client):
    service = make_service()
    proposal = propose(service, typical_wait="about 9 months")
    tweak(client, proposal, typical_wait="about 1 week")
    proposal = propose(service, typical_wait="about 1 week")
    service = approve(client, proposal)
    assert is_checked(service)
    assert service.wait_told_by == service.provider.name


def test_an_access_fact_in_an_editors_words_has_the_editors_day(editor, client):
    proposal = propose(make_service(), access_hoist="yes", **{"access_step-free": "no"})
    Proposal.objects.update(proposed_at=proposal.proposed_at - dt.timedelta(days=20))
    tweak(client, proposal, access_hoist="no")
    service = approve(client, proposal)
    assert dict(service.access_facts.values_list("kind", "checked_on")) == {"hoist": day(0), "step-free": day(-20)}


def test_a_new_service_in_an_editors_words_is_not_checked_by_its_provider(editor, client):
    provider = ProviderFactory()
    changes = {name: {"was": facts.of_nothing()[name], "now": value} for name, value in {"name": "Dive club", "summary": "We dive."}.items()}
    proposal = actions.propose_new(provider, changes=changes, by=make_member(provider))
    tweak(client, proposal, summary="We dive every day.")
    service = approve(client, proposal)
    assert (service.summary, service.checked_on, service.checked_by) == ("We dive every day.", None, "")
