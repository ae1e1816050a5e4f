"""Two hands on the same thing at the same moment: really at once, in threads with connections of their own."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from accounts.models import QueuedMail, User
from accounts.sessions import SessionStore, alone
from register import actions, confirming, joining, keys, wording
from register.answers import ChildAnswers, Person, SignUp
from register.journey import Journey
from register.models import Family, WordingVersion
from tests.factories import make_site
from tests.register.factories import FamilyFactory, says_yes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register_site(transactional_db, settings):
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"
    make_site()
    wording.seed()


def at_once(*jobs: Callable[[], object]) -> Counter:
    """Run the jobs together; how often each outcome came (the name of what was raised, or `done`)."""
    gate, outcomes = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait()
            job()
            outcomes.append("done")
        except Exception as error:  # noqa: BLE001 - the test counts every kind
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return Counter(outcomes)


def sign_up(form_id: uuid.UUID, email: str) -> SignUp:
    return SignUp(form_id, Person("Amal", "Okonjo", "parent", email), [ChildAnswers("", 3, 2019, "not-sure")], list(WordingVersion.objects.current(["choice-updates"])))


def test_the_same_form_four_times_at_once_is_one_family_and_one_mail(register_site):
    form_id = uuid.uuid4()
    each = [sign_up(form_id, "amal@families.example") for _ in range(4)]
    outcome = at_once(*[lambda one=one: joining.join(one) for one in each])
    assert outcome == {"done": 1, "AlreadySent": 3}
    assert Family.objects.count() == QueuedMail.objects.count() == 1


def test_many_families_at_once_all_join(register_site):
    each = [sign_up(uuid.uuid4(), f"family{number}@families.example") for number in range(12)]
    assert at_once(*[lambda one=one: joining.join(one) for one in each]) == {"done": 12}
    assert Family.objects.count() == QueuedMail.objects.count() == 12


def test_two_links_for_one_address_at_once_let_one_in(register_site):
    tokens = []
    for _ in range(3):
        token = keys.new_token()
        joining.new_confirmation(FamilyFactory(email="amal@families.example"), "join", token, email="amal@families.example")
        tokens.append(token)
    outcome = at_once(*[lambda token=token: confirming.confirm(token) for token in tokens])
    assert outcome["done"] == 1, outcome
    assert set(outcome) <= {"done", "LinkUnknown", "AddressTaken"}
    assert Family.objects.confirmed().count() == Family.objects.count() == User.objects.count() == 1


def test_the_same_link_pressed_three_times_at_once_joins_once(register_site):
    token = keys.new_token()
    joining.new_confirmation(FamilyFactory(email="amal@families.example"), "join", token, email="amal@families.example")
    assert at_once(*[lambda: confirming.confirm(token)] * 3) == {"done": 3}
    assert QueuedMail.objects.filter(subject__startswith="You have joined").count() == 1


def test_one_choice_taken_back_twice_at_once_is_one_line_of_history(register_site):
    family = FamilyFactory(confirmed=True)
    choice = joining.CHOICE_BY_KEY["choice-updates"]
    says_yes(family, choice)
    assert at_once(*[lambda: actions.choose(family, choice, is_given=False)] * 3) == {"done": 3}
    assert family.consents.count() == 2


def test_four_pages_of_one_browser_at_once_are_all_kept(register_site):
    session = SessionStore()
    Journey(session).begin("")
    session.create()

    def sends(step: str) -> None:
        mine = SessionStore(session.session_key)
        assert Journey(mine).is_open, "read before the others wrote"
        with alone(mine):
            Journey(mine).answer(step, {"said": step})
        mine.save()

    steps = ("about-you", "contact", "home", "reaching-you")
    assert at_once(*[lambda step=step: sends(step) for step in steps]) == {"done": 4}
    assert set(Journey(SessionStore(session.session_key)).answers) == set(steps)
