"""Several organisations sign exactly these words and this plan; nothing else ever leaves, whoever tries and however."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.insert_only import InsertOnly
from accounts.mail import QueueBackend
from accounts.models import QueuedMail
from campaigns import signing
from campaigns.models import Campaign, Delivery, Mailing, MailingState, MailingVersion, RequiredSignature, Segment, SignOff, digest_of
from campaigns.sending import control
from campaigns.sending.filling import NotAsSigned, checked
from tests.campaigns.messages import Recorder, ask, being_sent, change, family, forum_and_council, mailing, organisation, sign_all, turn
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]


def state(made: Mailing) -> str:
    made.refresh_from_db()
    return made.state


def test_it_is_approved_once_all_have_signed_in_any_order():
    forum, council = forum_and_council()
    nhs = organisation("nhs", "Larkham NHS")
    made = mailing(forum, council, nhs)
    version = ask(made)
    assert not signing.sign(version, organisation=nhs, by=nhs.delegate)
    assert not signing.sign(version, organisation=council, by=council.deputy)
    assert state(made) == MailingState.IN_REVIEW
    assert signing.sign(version, organisation=forum, by=forum.delegate)
    assert state(made) == MailingState.APPROVED
    assert [each.name for each in checked(version)] == [forum.delegate.email, council.deputy.email, nhs.delegate.email]


def test_one_comma_and_all_signatures_fall_and_going_back_brings_them_back():
    made = mailing(words="Come, see it.")
    first = ask(made)
    sign_all(made)
    second = change(made, "Come see it.")
    assert state(made) == MailingState.IN_REVIEW
    assert not SignOff.objects.of(second).exists()
    assert change(made, "Come, see it.") == first
    assert state(made) == MailingState.APPROVED


@pytest.mark.parametrize("same", ["Zoë is here.\nCome.", "Zoë is here.\r\nCome.", "Zoe\u0308 is here.\nCome."], ids=["as it was", "other line ends", "accent apart"])
def test_saving_the_same_words_changes_nothing(same):
    made = mailing(words="Zoë is here.\nCome.")
    ask(made)
    sign_all(made)
    assert change(made, same) is None
    assert state(made) == MailingState.APPROVED


def test_another_plan_is_signed_anew():
    made = mailing()
    ask(made)
    sign_all(made)
    made.segment = Segment.objects.create(name="Autism", include={"needs": ["asd"]})
    made.save()
    assert signing.note_change(made, by=made.writers.get()) is not None
    assert state(made) == MailingState.IN_REVIEW


def test_a_family_that_joins_is_no_other_plan():
    made = mailing()
    ask(made)
    sign_all(made)
    family()
    assert signing.note_change(made, by=made.writers.get()) is None
    assert state(made) == MailingState.APPROVED


def test_nobody_signs_what_they_wrote():
    forum, council = forum_and_council()
    version = ask(mailing(forum, council, writer=forum.delegate))
    with pytest.raises(signing.WroteIt):
        signing.sign(version, organisation=forum, by=forum.delegate)
    assert not signing.sign(version, organisation=forum, by=forum.deputy)


def test_one_person_signs_for_one_organisation():
    forum, council = forum_and_council()
    council.deputy = forum.delegate
    council.save()
    version = ask(mailing(forum, council))
    signing.sign(version, organisation=forum, by=forum.delegate)
    with pytest.raises(signing.SignedAlready):
        signing.sign(version, organisation=council, by=forum.delegate)
    assert SignOff.objects.count() == 1


def test_nobody_signs_for_an_organisation_that_is_not_theirs_or_not_asked():
    forum, council = forum_and_council()
    nhs = organisation("nhs", "Larkham NHS")
    version = ask(mailing(forum, council))
    for who, by in ((forum, UserFactory()), (forum, council.delegate), (nhs, nhs.delegate)):
        with pytest.raises(signing.NotForThem):
            signing.sign(version, organisation=who, by=by)
    assert not SignOff.objects.exists()


def test_nobody_signs_a_version_that_is_not_the_newest():
    made = mailing()
    first = ask(made)
    change(made, "Other words.")
    forum = made.organisations.first()
    with pytest.raises(signing.ChangedMeanwhile):
        signing.sign(first, organisation=forum, by=forum.delegate)
    assert not SignOff.objects.exists()


def test_who_asks_for_changes_is_heard_and_it_is_kept():
    made = mailing()
    version, forum = ask(made), made.organisations.first()
    signing.ask_for_changes(version, organisation=forum, by=forum.delegate, changes="Say where it is.")
    assert [each.asks_for for each in made.sign_offs.all()] == ["Say where it is."]
    assert state(made) == MailingState.IN_REVIEW
    change(made, "It is in Larkham.")
    sign_all(made)
    assert state(made) == MailingState.APPROVED


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda made: made.messages.all().delete(), signing.NothingWritten),
        (lambda made: Mailing.objects.update(send_from=None), signing.NoTime),
        (lambda made: made.organisations.set(made.organisations.filter(kind="forum")), signing.ForumAndCouncil),
        (lambda made: Mailing.objects.update(state="cancelled"), signing.NotNow),
    ],
    ids=["no words", "no time", "forum alone", "cancelled"],
)
def test_sign_off_is_not_asked_for_what_is_not_ready(spoil, refusal):
    made = mailing()
    spoil(made)
    made.refresh_from_db()
    with pytest.raises(refusal):
        ask(made)
    assert not MailingVersion.objects.exists()


def test_those_who_can_sign_get_a_mail_each_and_the_other_one_hears_who_signed(settings):
    settings.EMAIL_BACKEND = f"{QueueBackend.__module__}.QueueBackend"
    made = mailing()
    version, forum = ask(made), made.organisations.first()
    assert QueuedMail.objects.count() == 4
    signing.sign(version, organisation=forum, by=forum.delegate)
    told = QueuedMail.objects.order_by("-pk")[:2]
    assert {mail.recipient for mail in told} == {forum.delegate.email, forum.deputy.email}


def test_what_it_is_judged_by_is_fixed_once_all_have_signed():
    made = mailing()
    Campaign.objects.update(starts_on=None)
    ask(Mailing.objects.get())
    campaign = Campaign.objects.get()
    assert campaign.starts_on == timezone.localdate(made.send_from)
    assert campaign.evaluations.count() == 2
    assert not campaign.window_steps.exists()
    sign_all(made)
    assert {step.what for step in campaign.window_steps.all()} == {"fixed"}
    assert state(made) == MailingState.APPROVED


def test_what_is_not_signed_is_not_scheduled():
    made = mailing()
    ask(made)
    with pytest.raises(control.NotSigned):
        control.schedule(made)
    assert state(made) == MailingState.IN_REVIEW


# Attempts -------------------------------------------------------------------------------------------------------------


def unsigned_and_on_its_way(made: Mailing, one: object) -> None:
    """What somebody with the shell can do: put the state and a delivery there by hand."""
    Mailing.objects.filter(pk=made.pk).update(state=MailingState.SENDING)
    Delivery.objects.create(mailing=made, version=made.version, channel="email", message_key="email-en-standard-0", family=one)


def test_from_the_shell_nothing_unsigned_leaves():
    made, carrier = mailing(), Recorder()
    ask(made)
    unsigned_and_on_its_way(made, family())
    assert turn(carrier) == 0
    assert carrier.sent == []


def test_signed_by_one_is_not_signed():
    made, carrier = mailing(), Recorder()
    version, forum = ask(made), made.organisations.first()
    signing.sign(version, organisation=forum, by=forum.delegate)
    unsigned_and_on_its_way(made, family())
    assert turn(carrier) == 0
    assert carrier.sent == []


def test_words_changed_in_the_draft_after_all_signed_never_leave():
    made, carrier = being_sent(families=1), Recorder()
    made.messages.update(subject="Something nobody has signed.")
    turn(carrier)
    assert "Something nobody has signed." not in carrier.words[0].subject + carrier.words[0].text
    assert "The new sensory room is open." in carrier.words[0].text


def test_what_was_signed_can_not_be_changed_by_the_orm():
    version = ask(mailing())
    version.content = "{}"
    with pytest.raises(InsertOnly):
        version.save()
    with pytest.raises(InsertOnly):
        MailingVersion.objects.update(content="{}")
    with pytest.raises(InsertOnly):
        RequiredSignature.objects.all().delete()
    assert MailingVersion.objects.get().content != "{}"


@pytest.mark.parametrize("table", ["campaigns_mailingversion", "campaigns_signoff", "campaigns_requiredsignature", "campaigns_deliveryevent"])
def test_what_was_signed_can_not_be_changed_by_sql(table):
    being_sent(families=1)
    turn(Recorder())
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id + 1000")  # noqa: S608 - a table of ours
    assert MailingVersion.objects.signed().exists()


def test_a_version_put_in_by_sql_with_others_words_under_signed_digests_never_leaves():
    """The database makes the digests of the words anew, in the statement that claims."""
    made, carrier = mailing(), Recorder()
    version = ask(made)
    sign_all(made)
    forged = MailingVersion(mailing=made, number=9, content=version.content.replace("open", "shut"), plan=version.plan, made_by="x@x.example")
    forged.content_digest, forged.plan_digest = "f" * 64, version.plan_digest
    forged.save()
    RequiredSignature.objects.bulk_create([RequiredSignature(version=forged, organisation=each) for each in made.organisations.all()])
    for each in made.organisations.all():
        SignOff.objects.create(
            mailing=made, organisation=each, content_digest="f" * 64, plan_digest=version.plan_digest, is_signed=True, name="x", position="x", by=f"{each.pk}@x.example"
        )
    Mailing.objects.filter(pk=made.pk).update(version=forged)
    made.refresh_from_db()
    unsigned_and_on_its_way(made, family())
    assert turn(carrier) == 0
    assert carrier.sent == []


def test_a_version_that_asks_fewer_to_sign_than_its_plan_says_never_leaves():
    forum, council = forum_and_council()
    nhs = organisation("nhs", "Larkham NHS")
    made, carrier = mailing(forum, council, nhs), Recorder()
    version = ask(made)
    short = MailingVersion.objects.create(
        mailing=made,
        number=9,
        content=version.content + " ",
        content_digest=digest_of(version.content + " "),
        plan=version.plan,
        plan_digest=version.plan_digest,
        made_by="x@x.example",
    )
    RequiredSignature.objects.bulk_create([RequiredSignature(version=short, organisation=each) for each in (forum, council)])
    Mailing.objects.filter(pk=made.pk).update(version=short)
    made.refresh_from_db()
    for each in (forum, council):
        signing.sign(short, organisation=each, by=each.delegate)
    unsigned_and_on_its_way(made, family())
    with pytest.raises(NotAsSigned):
        checked(short)
    assert turn(carrier) == 0
    assert carrier.sent == []
    assert state(made) == MailingState.PAUSED


def test_a_writer_who_signs_from_the_shell_sends_nothing():
    forum, council = forum_and_council()
    made, carrier = mailing(forum, council, writer=forum.delegate), Recorder()
    version = ask(made)
    signing.sign(version, organisation=council, by=council.delegate)
    SignOff.objects.create(
        mailing=made, organisation=forum, content_digest=version.content_digest, plan_digest=version.plan_digest, is_signed=True, name="x", position="x", by=forum.delegate.email
    )
    unsigned_and_on_its_way(made, family())
    turn(carrier)
    assert carrier.sent == []
    assert state(made) == MailingState.PAUSED
    assert "not what was signed" in made.paused_because


def test_far_more_families_than_were_signed_for_wait_for_another_sign_off():
    made = mailing()
    ask(made)
    sign_all(made)
    control.schedule(made)
    for _family in range(22):
        family()
    assert control.begin_due() == 0
    assert state(made) == MailingState.APPROVED
    assert made.paused_because == "22 families would get it, and it was signed for 0. Ask for sign-off again."
    assert not Delivery.objects.exists()
    assert timezone.now() > made.send_from
