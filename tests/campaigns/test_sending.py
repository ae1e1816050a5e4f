"""Every family of the list gets its message once, whatever carriers answer and whenever somebody presses pause."""

import datetime as dt

import pytest
from django.utils import timezone

from campaigns.carriers.base import Held, Later, NotAllowed, Refused, Unknown
from campaigns.models import Delivery, DeliveryState, MailingState, Throttle
from campaigns.sending import control, dispatch, reconcile, settle, throttle
from campaigns.sending.claim import claim
from register.models import Channel, Family, Purpose, Suppression
from tests.campaigns.messages import Recorder, being_sent, family, turn
from tests.register.factories import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]


def states(mailing) -> dict[str, int]:
    return mailing.deliveries.by_state()


def holds(mailing) -> bool:
    """What the operator always sees: the list is as long as all states together."""
    return sum(each.size for each in mailing.snapshots.all()) == sum(states(mailing).values())


def test_each_family_gets_it_once_and_then_it_is_sent():
    mailing, carrier = being_sent(families=3), Recorder()
    assert turn(carrier) == 3
    assert turn(carrier) == 0
    assert set(carrier.times.values()) == {1}
    assert states(mailing) == {"accepted": 3}
    assert control.end_due() == 1
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT
    assert holds(mailing)


def test_a_message_bears_who_signed_it_and_the_family_s_own_name():
    mailing, carrier = being_sent(families=1), Recorder()
    turn(carrier)
    signer = mailing.organisations.first().delegate
    assert f"{signer.email}, Chair, Families Together" in carrier.words[0].text
    assert carrier.sent[0][2]["first_name"] == "Amal"
    assert str(Family.objects.get().pk) not in str(carrier.sent[0])


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Refused("no such mailbox"), "permanent-failure"), (Later("try later"), "ready"), (Unknown("no answer"), "unknown")],
    ids=["refused", "later", "unknown"],
)
def test_what_a_carrier_answers_stands_in_the_row(answer, state):
    mailing = being_sent(families=1)
    assert turn(Recorder(answers=lambda _to: answer)) == 0
    assert states(mailing) == {state: 1}
    assert mailing.deliveries.get().problem == answer.why
    assert holds(mailing)


def test_what_is_tried_later_waits_twice_as_long_each_time_and_then_a_person_decides():
    mailing, carrier = being_sent(families=1), Recorder(answers=lambda _to: Later("busy"))
    waits = []
    for _try in range(settle.MOST_TRIES):
        before = timezone.now()
        turn(carrier)
        row = mailing.deliveries.get()
        waits.append(round((row.try_after - before).total_seconds() / 60))
        Delivery.objects.update(try_after=before)
    assert waits[:4] == [1, 2, 4, 8]
    assert row.state == DeliveryState.TEMPORARY
    assert list(Delivery.objects.dead_letters()) == [row]


def test_a_carrier_that_takes_no_more_today_is_asked_again_tomorrow_and_it_counts_as_no_try():
    until = timezone.now() + dt.timedelta(hours=9)
    mailing, carrier = being_sent(families=3), Recorder(answers=lambda _to: Held("too many today", until))
    turn(carrier)
    turn(carrier)
    assert len(carrier.sent) == 1
    assert states(mailing) == {"ready": 3}
    assert set(mailing.deliveries.values_list("tries", flat=True)) == {0}
    assert Throttle.objects.get(carrier="email").held_because == "too many today"


def test_a_wrong_key_pauses_everything_and_tells_whoever_can_mend_it():
    mailing, carrier = being_sent(families=3), Recorder(answers=lambda _to: NotAllowed("the key is wrong"))
    turn(carrier)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.paused_because) == (MailingState.PAUSED, "the key is wrong")
    assert states(mailing) == {"ready": 3}
    throttle.go_on("email")
    control.resume(mailing)
    assert turn(Recorder()) == 3


def test_pause_stops_what_is_claimed_already():
    mailing = being_sent(families=3)
    carrier = Recorder()
    carrier.answers = lambda _to: control.pause(mailing) or Refused("x")
    turn(carrier)
    assert len(carrier.sent) == 1
    assert states(mailing) == {"permanent-failure": 1, "ready": 2}


def test_what_is_cancelled_is_sent_to_nobody_more():
    mailing, carrier = being_sent(families=3), Recorder()
    assert control.cancel(mailing) == 3
    assert turn(carrier) == 0
    assert states(mailing) == {"cancelled": 3}
    assert holds(mailing)


def test_what_could_not_be_sent_in_time_is_not_sent_any_more():
    mailing = being_sent(families=2)
    mailing.send_until = timezone.now() - dt.timedelta(seconds=1)
    mailing.save()
    assert turn(Recorder()) == 0
    control.end_due()
    assert states(mailing) == {"expired": 2}


def test_nobody_is_written_to_at_night():
    mailing = being_sent(families=1)
    mailing.earliest, mailing.latest = dt.time(0), dt.time(0, 0, 1)
    mailing.save()
    assert turn(Recorder()) == 0
    assert states(mailing) == {"ready": 1}


@pytest.mark.parametrize("change", ["says-no", "pauses", "leaves", "address-left"])
def test_a_family_that_changes_its_mind_while_it_waits_gets_nothing(change):
    mailing, carrier = being_sent(families=1), Recorder()
    one = Family.objects.get()
    if change == "says-no":
        actions.choose(one, next(each for each in actions.CHOICES if each.slug == "updates"), is_given=False)
    elif change == "pauses":
        actions.pause(one, timezone.localdate() + dt.timedelta(days=3))
    elif change == "leaves":
        actions.leave(one)
    else:
        Suppression.objects.create(contact_hash=one.email_hash)
    assert turn(carrier) == 0
    assert carrier.sent == []
    assert states(mailing) == {"cancelled" if change == "leaves" else "suppressed": 1}
    assert holds(mailing)


def test_the_same_family_is_on_the_list_once():
    mailing = being_sent(families=2)
    first = mailing.deliveries.first()
    first.pk = None
    with pytest.raises(Exception, match=r"delivery_once_a_family|UNIQUE"):
        Delivery.objects.bulk_create([Delivery(mailing=mailing, version=mailing.version, channel="email", wave=0, message_key=first.message_key, family=first.family)])


def test_two_workers_never_claim_the_same_row():
    being_sent(families=4)
    now = timezone.localtime()
    one = claim(Channel.EMAIL, Purpose.UPDATES, limit=3, now=now, is_quiet_day=False)
    other = claim(Channel.EMAIL, Purpose.UPDATES, limit=3, now=now, is_quiet_day=False)
    assert (len(one), len(other)) == (3, 1)
    assert not {row.pk for row in one} & {row.pk for row in other}


def test_twenty_refusals_pause_it():
    mailing = being_sent(families=25)
    turn(Recorder(answers=lambda _to: Refused("no such mailbox")))
    mailing.refresh_from_db()
    assert mailing.state == MailingState.PAUSED
    assert "20 addresses were refused" in mailing.paused_because
    assert states(mailing) == {"permanent-failure": 20, "ready": 5}
    control.resume(mailing)
    assert turn(Recorder()) == 5


def test_what_a_dead_worker_had_not_begun_waits_again_and_it_can_write_nothing_more():
    mailing = being_sent(families=1)
    (row,) = claim(Channel.EMAIL, Purpose.UPDATES, limit=1, now=timezone.localtime(), is_quiet_day=False)
    Delivery.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert reconcile.take_over() == 1
    assert states(mailing) == {"ready": 1}
    assert settle.attempt(row) is False
    assert turn(Recorder()) == 1


def begun_and_lost(mailing) -> None:
    (row,) = claim(Channel.EMAIL, Purpose.UPDATES, limit=1, now=timezone.localtime(), is_quiet_day=False)
    assert settle.attempt(row)
    Delivery.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1), attempted_at=timezone.now() - reconcile.SETTLES_IN)
    reconcile.take_over()
    assert states(mailing) == {"unknown": 1}


def test_what_a_dead_worker_had_begun_is_asked_about_where_a_carrier_can_be_asked():
    mailing = being_sent(families=1)
    begun_and_lost(mailing)
    carrier = Recorder(can_look_up=True)
    assert reconcile.ask_about_unknown({Channel.EMAIL: carrier}) == 1
    assert states(mailing) == {"ready": 1}
    assert turn(carrier) == 1


@pytest.mark.parametrize(("on_doubt", "state"), [("at-most-once", "technical-failure"), ("at-least-once", "ready")])
def test_where_it_cannot_be_asked_the_campaign_has_chosen(on_doubt, state):
    mailing = being_sent(families=1, on_doubt=on_doubt)
    begun_and_lost(mailing)
    reconcile.ask_about_unknown({Channel.EMAIL: Recorder()})
    assert states(mailing) == {state: 1}


def test_a_worker_that_is_told_to_end_settles_what_it_has_and_gives_the_rest_back():
    mailing, carrier = being_sent(families=3), Recorder()
    carrier.answers = lambda _to: dispatch.ending.set() or Refused("x")
    try:
        turn(carrier)
    finally:
        dispatch.ending.clear()
    assert states(mailing) == {"permanent-failure": 1, "ready": 2}


def test_a_family_that_joins_after_the_list_was_made_is_not_on_it():
    mailing, carrier = being_sent(families=1), Recorder()
    family()
    assert turn(carrier) == 1
    assert holds(mailing)
