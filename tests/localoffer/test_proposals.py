"""What providers propose, and what editors decide: both sides, nobody's words lost, nobody approving their own."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import QueuedMail
from accounts.roles import COUNCIL_EDITOR
from localoffer.freshness import actions, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare, marked
from localoffer.models import Proposal, Service
from tests.accounts.factories import make_staff
from tests.factories import LanguageFactory, ProviderFactory
from tests.localoffer.freshness import MAIL, day, filled_in, links_in, make_member, make_service
from tests.portal.desk import desk, set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def editor(site, client):
    set_up_desk()
    user = make_staff(COUNCIL_EDITOR, email="editor@council.example", first_name="Ed", last_name="Itor")
    client.force_login(user)
    return user


def propose(service: Service, by: By | None = None, *, is_full_check: bool = False, **now: object) -> Proposal:
    from localoffer.freshness import facts

    was = facts.read(service)
    changes = {name: {"was": was[name], "now": value} for name, value in now.items()}
    return actions.propose(service, changes=changes, is_full_check=is_full_check, seen=facts.seal(service), by=by or By(link_mark=recipients.mark(MAIL)))


def seal(proposal: Proposal) -> str:
    return compare(proposal, Service.objects.filter(pk=proposal.service_id).first()).seal


def page(proposal: Proposal) -> str:
    return reverse("proposal", args=[proposal.pk])


def test_the_editor_sees_both_sides_and_only_what_differs(editor, client):
    proposal = propose(make_service(), summary="We swim and dive.")
    assert "Swimming club" in client.get(reverse("proposals")).content.decode()
    html = client.get(page(proposal)).content.decode()
    assert "We swim<ins> and dive</ins>." in html.replace("\n", "")
    assert "020 7946 0101" not in html
    assert "Proposed changes (1)" in html
    assert "Swimming club" in desk(client, editor)
    assert Service.objects.get().summary == "We swim.", "looking approves nothing"


def test_every_fact_a_provider_may_change_is_on_the_page_after_approval(editor, client):
    from localoffer.freshness import facts, hours

    polish = LanguageFactory(code="pl", name="Polish")
    service = make_service()
    contact = f"contact_{next(contact.pk for contact in service.contacts.all() if contact.is_public)}"
    told = {
        "name": "Swim and dive",
        "summary": "New.",
        "description": "One.\n\nTwo.",
        "website": "https://swim.example/new",
        "email": "new@swim.example",
        "min_age": None,
        "max_age": 18,
        "criteria": "Anyone.",
        "route": "self-referral",
        "route_details": "Call.",
        "what_next": "Come.",
        "typical_wait": "about 2 weeks",
        "status": "waiting-list",
        "delivery": ["is_in_person", "is_at_home"],
        "costs": ["Free", "£2.50: towel", "ask us"],
        "times": [*facts.read(service)["times"], hours.NOTHING | {"description": "Some Sundays"}],
        "languages": [polish.code],
        contact: {"name": "Front desk", "phone": "020 7946 0999", "email": ""},
        "access_step-free": "no",
        "access_hoist": "yes",
        "note_hoist": "Ask at the desk.",
    }
    proposal = propose(service, is_full_check=True, **told)
    assert client.post(page(proposal) + "approve/", {"seal": seal(proposal)}).status_code == 302
    service = Service.objects.get()
    now = facts.read(service)
    assert {name: now[name] for name in told} == told
    assert (service.wait_told_by, service.wait_told_on) == (service.provider.name, day(0))
    assert (service.checked_on, service.checked_by) == (day(0), service.provider.name)
    monday = service.schedules.get(day="MO")
    assert monday.opens_at is not None, "a line that stayed keeps its rule"
    assert {fact.kind: (fact.answer, fact.checked_on, fact.note) for fact in service.access_facts.all()} == {
        "step-free": ("no", day(0), "At the back."),
        "hoist": ("yes", day(0), "Ask at the desk."),
    }
    assert [contact.name for contact in service.contacts.filter(is_public=False)] == ["Manager"], "contacts for staff stay"
    history = client.get(reverse("wagtailsnippets_localoffer_service:history", args=[service.pk])).content.decode()
    assert "Approved what this provider proposed" in history
    assert "Ed Itor" in history
    assert QueuedMail.objects.get().recipient == MAIL, "the address that proposed it, though it is another one now"


def test_without_reading_the_whole_page_only_the_change_counts_and_the_check_stays_due(editor, client):
    proposal = propose(make_service(), summary="New.")
    client.post(page(proposal) + "approve/", {"seal": seal(proposal)})
    service = Service.objects.get()
    assert (service.summary, service.verify_by, service.checked_on) == ("New.", day(7), day(-170))


def test_an_editor_who_changed_the_same_fact_meanwhile_is_asked_whose_words_to_take(editor, client):
    proposal = propose(make_service(), summary="Theirs.", name="New name")
    seen = seal(proposal)
    Service.objects.update(summary="Ours.")
    response = client.post(page(proposal) + "approve/", {"seal": seen}, follow=True)
    html = response.content.decode()
    assert "Something changed since you opened this page" in html
    assert all(words in html for words in ("Ours", "Theirs", "The provider saw:", "We swim."))
    assert Service.objects.get().name == "Swimming club", "all or nothing"
    response = client.post(page(proposal) + "approve/", {"seal": seal(proposal)}, follow=True)
    assert "Choose below whose words to take" in response.content.decode()
    client.post(page(proposal) + "approve/", {"seal": seal(proposal), "choice-summary": "ours"})
    service = Service.objects.get()
    assert (service.name, service.summary) == ("New name", "Ours.")


def test_the_providers_words_can_be_taken_too(editor, client):
    proposal = propose(make_service(), summary="Theirs.")
    Service.objects.update(summary="Ours.")
    client.post(page(proposal) + "approve/", {"seal": seal(proposal), "choice-summary": "theirs"})
    assert Service.objects.get().summary == "Theirs."


def test_another_fact_that_an_editor_changed_stays_changed(editor, client):
    proposal = propose(make_service(), summary="Theirs.")
    Service.objects.update(name="Ours")
    client.post(page(proposal) + "approve/", {"seal": seal(proposal)})
    service = Service.objects.get()
    assert (service.name, service.summary) == ("Ours", "Theirs.")


def test_nobody_approves_what_they_proposed(editor, client):
    service = make_service()
    service.provider.members.add(editor)
    mine = propose(service, By(user=editor), summary="Mine.")
    assert "You proposed this yourself" in client.get(page(mine)).content.decode()
    assert 'type="submit">Approve' not in client.get(page(mine)).content.decode()
    client.post(page(mine) + "approve/", {"seal": seal(mine)})
    assert Service.objects.get().summary == "We swim."


def test_nor_what_they_proposed_by_the_mailed_link(editor, client):
    service = make_service(email=editor.email)
    mine = propose(service, By(link_mark=recipients.mark(editor.email)), summary="Mine.")
    client.post(page(mine) + "approve/", {"seal": seal(mine)})
    assert Service.objects.get().summary == "We swim."


def test_nor_after_the_secret_key_was_changed(editor, client, settings):
    service = make_service(email=editor.email)
    mine = propose(service, By(link_mark=recipients.mark(editor.email)), summary="Mine.")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key, as long as it needs to be", [settings.SECRET_KEY]
    with pytest.raises(actions.OwnProposal):
        actions.approve(mine, by=editor, seal=seal(mine), choices={})


def test_what_is_sent_back_says_why_and_can_be_mended_through_the_mail(editor, client):
    service = make_service()
    proposal = propose(service, summary="SALT and OT!!!")
    assert client.post(page(proposal) + "send-back/", {"reason": " "}).status_code == 200
    assert "Say why, so that they know what to change" in client.post(page(proposal) + "send-back/", {"reason": ""}).content.decode()
    client.post(page(proposal) + "send-back/", {"reason": "Please write the letters out.", "seal": seal(proposal)})
    mail = QueuedMail.objects.get()
    assert mail.recipient == MAIL
    assert "Please write the letters out." in mail.text
    client.logout()
    [address] = links_in(mail)
    assert "Please write the letters out." in client.get(address).content.decode()
    answers = filled_in(client, address + "change/")
    assert answers["summary"] == "SALT and OT!!!"
    client.post(address + "change/", answers | {"summary": "Help with speech."})
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.reason, proposal.changes["summary"]["now"]) == ("waiting", "", "Help with speech.")


def test_an_editor_may_mend_a_word_first(editor, client):
    proposal = propose(make_service(), summary="We swimm.")
    address = reverse("proposal_tweak", args=[proposal.pk])
    assert client.post(address, filled_in(client, address, summary="We swim, all year.")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.changes["summary"] == {"was": "We swim.", "now": "We swim, all year."}
    assert proposal.link_mark == recipients.mark(MAIL), "it is still the provider's"
    client.post(page(proposal) + "approve/", {"seal": seal(proposal)})
    assert Service.objects.get().summary == "We swim, all year."


def test_mending_a_word_keeps_what_the_provider_saw(editor, client):
    """Else an editor's own newer words would be gone without anybody being asked."""
    proposal = propose(make_service(), summary="Theirs.")
    Service.objects.update(summary="Ours.")
    address = reverse("proposal_tweak", args=[proposal.pk])
    client.post(address, filled_in(client, address, summary="Theirs, mended.", name="New name"))
    proposal.refresh_from_db()
    assert proposal.changes == {"summary": {"was": "We swim.", "now": "Theirs, mended."}, "name": {"was": "Swimming club", "now": "New name"}}
    assert [each.name for each in compare(proposal, Service.objects.get()).conflicts] == ["summary"]


@pytest.mark.parametrize("decide", ["change/", "send-back/"])
def test_what_the_provider_proposed_meanwhile_is_neither_written_over_nor_sent_back_unseen(editor, client, decide):
    service = make_service()
    proposal = propose(service, summary="First.")
    answers = filled_in(client, reverse("proposal_tweak", args=[proposal.pk]), summary="First, mended.", reason="Too short.")
    propose(service, summary="Second.")
    html = client.post(page(proposal) + decide, answers, follow=True).content.decode()
    assert "Something changed since you opened this page" in html
    proposal.refresh_from_db()
    assert (proposal.state, proposal.changes["summary"]["now"]) == ("waiting", "Second.")


def test_a_form_that_came_back_with_a_mistake_still_knows_what_was_seen(editor, client):
    service = make_service()
    proposal = propose(service, summary="First.")
    address = reverse("proposal_tweak", args=[proposal.pk])
    answers = filled_in(client, address, summary="First, mended.")
    propose(service, summary="Second.")
    assert f'value="{answers["seal"]}"' in client.post(address, answers | {"name": ""}).content.decode()


def test_the_page_sends_back_only_what_it_shows(editor, client):
    proposal = propose(make_service(), summary="New.")
    assert client.get(page(proposal)).content.decode().count(f'name="seal" value="{seal(proposal)}"') == 2
    client.post(page(proposal) + "send-back/", {"reason": "No."})
    assert Proposal.objects.get().state == "waiting"


def test_what_the_provider_changes_again_while_an_editor_reads_is_not_approved_unseen(editor, client):
    service = make_service()
    proposal = propose(service, summary="First.")
    seen = seal(proposal)
    propose(service, summary="Second.")
    client.post(page(proposal) + "approve/", {"seal": seen})
    assert Service.objects.get().summary == "We swim."


def test_a_decision_is_made_once(editor, client):
    proposal = propose(make_service(), summary="New.")
    seen = seal(proposal)
    client.post(page(proposal) + "approve/", {"seal": seen})
    response = client.post(page(proposal) + "approve/", {"seal": seen}, follow=True)
    assert "Somebody decided this" in response.content.decode()
    client.post(page(proposal) + "send-back/", {"reason": "No.", "seal": seen})
    assert Proposal.objects.get().state == "approved"
    assert QueuedMail.objects.count() == 1


def test_changes_that_no_longer_fit_together_are_refused_in_words(editor, client):
    proposal = propose(make_service(), min_age=10)
    Service.objects.update(max_age=8)
    html = client.post(page(proposal) + "approve/", {"seal": seal(proposal)}, follow=True).content.decode()
    assert "can’t be higher than" in html
    assert Proposal.objects.get().state == "waiting"


def test_a_new_service_is_on_no_page_before_approval(editor, client):
    provider = ProviderFactory(name="Swim Trust")
    member = make_member(provider)
    client.force_login(member)
    address = reverse("my_new_service")
    assert client.post(address, filled_in(client, address, name="Dive club", summary="We dive.", status="open")).status_code == 302
    assert not Service.objects.exists()
    proposal = Proposal.objects.get()
    client.force_login(editor)
    assert "Dive club" in client.get(page(proposal)).content.decode()
    response = client.post(page(proposal) + "approve/", {"seal": seal(proposal)})
    service = Service.objects.get()
    assert response["Location"].endswith(f"/edit/{service.pk}/")
    assert (service.name, service.provider, service.is_published, service.checked_on) == ("Dive club", provider, True, day(0))
    assert QueuedMail.objects.get().recipient == member.email


def test_both_sides_are_marked_word_by_word():
    old, new = marked("We meet on Monday.", "We meet on Tuesday.")
    assert [(piece.text, piece.is_changed) for piece in old] == [("We meet on ", False), ("Monday", True), (".", False)]
    assert [(piece.text, piece.is_changed) for piece in new] == [("We meet on ", False), ("Tuesday", True), (".", False)]
    assert marked("", "x" * 9) == ([], [marked("", "x" * 9)[1][0]])


def test_words_that_look_like_tags_stay_words(editor, client):
    proposal = propose(make_service(), summary="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(page(proposal)).content.decode()


@pytest.mark.parametrize("state", ["waiting", "approved", "sent-back", "withdrawn", "nonsense", "%00"])
def test_the_list_takes_any_state(editor, client, state):
    propose(make_service(), summary="New.")
    assert client.get(reverse("proposals") + f"?state={state}&p=zz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_approve_it_once():
    proposal = propose(make_service(), summary="New.")
    people = [make_staff(email=f"editor{number}@council.example") for number in range(2)]
    seen, outcomes = seal(proposal), []

    def decide(editor: object) -> None:
        try:
            actions.approve(proposal, by=editor, seal=seen, choices={})
            outcomes.append("approved")
        except actions.Refusal as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["NotOpen", "approved"]
    assert QueuedMail.objects.count() == 1
