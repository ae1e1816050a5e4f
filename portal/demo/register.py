"""More of the demo's register: invented families that joined over most of a year, and of all that waits for an officer or for whoever checks a few.

Every name is made up from a list, every address leads nowhere, and what the register is compared with says that it is invented.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import QueuedMail, User
from accounts.roles import REGISTER_OFFICER
from campaigns.models import Campaign
from home.models import Borough
from localoffer.models import AgePhase, Need, Postcode, Ward
from portal.demo.campaign import CODE, LINKS
from portal.demo.families import POSTCODES, Lists, is_known, sign_up_of
from portal.demo.figures import LABEL
from portal.demo.staff import address
from register import actions, assisting, baselines, cards, complaining, confirming, counting, exporting, joining, noting
from register.answers import Assisted, Contact, SignUp
from register.correcting import Work
from register.models import Baseline, Dimension, EthnicGroup, Family, How, NoteCategory, WhyLeft

FIRST_NAMES = ("Aster", "Bryony", "Cosmo", "Dune", "Ember", "Fern", "Gale", "Heath", "Indigo", "Juniper", "Kestrel", "Linnet")
LAST_NAMES = ("Inventwell", "Storybook", "Madeupton", "Fablewood", "Pretendham")
FAMILIES = len(FIRST_NAMES) * len(LAST_NAMES)
DAYS_BACK = 280
LEFT = 6
WARDS = {  # a code that no ward has, its name, and the beginning of its postcodes
    "larkmere": (("E05999001", "Larkmere Mill", "LK1"), ("E05999002", "Larkmere Green", "LK2"), ("E05999003", "Skylark Hill", "LK3")),
    "hollowdean": (("E05999011", "Hollowdean Bridge", "HD1"), ("E05999012", "Deanside", "HD2"), ("E05999013", "Upper Hollow", "HD3")),
}
PHASE_NUMBER, NEED_NUMBER, WARD_NUMBER = 180, 150, 170
GROUP_NUMBERS = {"asian": 210, "black": 190, "mixed": 130, "white": 560, "other": 110}
BOROUGH_NUMBERS = {"larkmere": 640, "hollowdean": 560}


def make_wards(boroughs: dict[str, Borough]) -> None:
    """Three wards in each borough, with the postcodes that the invented families live at; before the families. Twice changes nothing."""
    for slug, wards in WARDS.items():
        for code, name, beginning in wards:
            ward, _made = Ward.objects.get_or_create(code=code, defaults={"name": name, "borough": boroughs[slug]})
            near = Postcode.objects.filter(code__startswith=beginning).first()
            if near:
                own = [POSTCODES[slug].format(beginning[-1], number).replace(" ", "") for number in range(1, 10)]
                Postcode.objects.bulk_create([Postcode(code=each, latitude=near.latitude, longitude=near.longitude, ward=ward) for each in own], ignore_conflicts=True)


def make_register() -> None:
    """So many families that lists, desks and figures show something. Twice changes nothing."""
    officer = User.objects.get(email=address(REGISTER_OFFICER))
    lists = Lists()
    is_new = not Family.objects.filter(form_id=_sign_up(FAMILIES, lists).form_id).exists()
    campaigns = list(Campaign.objects.all())
    families = [family for number in range(FAMILIES) if (family := _family(replace(_sign_up(number, lists), source=_code(number, campaigns)), number))]
    for what, those in zip(WAITING, _some(families), strict=False):
        for family in those:
            what(family)
    if is_new:
        _silent_ones(officer, lists)
        _work_of(officer)
    _complain()
    counting.count(least=1)
    if not Baseline.objects.exists():
        _baselines()


def _sign_up(number: int, lists: Lists) -> SignUp:
    first_name, last_name = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    made = sign_up_of(number, f"{first_name} {last_name}", lists)
    person = replace(made.person, email=f"{first_name}.{last_name}@example.org".lower(), phone="")
    return replace(made, person=person, form_id=uuid.uuid5(uuid.NAMESPACE_URL, f"https://demo.example/register/{number}"), equality={"ethnic-group": _group(number)})


def _days_ago(number: int) -> int:
    return 7 + number * 53 % DAYS_BACK


def _code(number: int, campaigns: list[Campaign]) -> str:
    """The code of the campaign that ran when this family joined, or of its most used link; empty where none ran."""
    day = timezone.localdate() - dt.timedelta(days=_days_ago(number))
    ran = next((each.code for each in campaigns if each.starts_on and each.ends_on and each.starts_on <= day <= each.ends_on), "")
    return LINKS[0][0] if ran == CODE and number % 2 else ran


def _group(number: int) -> str:
    return list(EthnicGroup.values)[number * number % 5]


@transaction.atomic
def _family(sign_up: SignUp, number: int) -> Family | None:
    """The family as it joined some weeks ago; None when it was there, or has left."""
    if is_known(sign_up):
        return None
    family = joining.add_family(sign_up)
    confirming.let_in(family)
    QueuedMail.objects.to(family.email).delete()
    joined = timezone.now() - dt.timedelta(days=_days_ago(number), hours=number % 12)
    Family.objects.filter(pk=family.pk).update(created_at=joined, asked_at=joined, confirmed_at=joined, said_at=joined)
    return family


def _some(families: Sequence[Family]) -> list[Sequence[Family]]:
    """Three for each kind of waiting, and LEFT that leave."""
    return [*(families[3 * kind : 3 * kind + 3] for kind in range(len(WAITING) - 1)), families[-LEFT:] if len(families) > 30 else []]


def _long_ago(family: Family, *, months: int, **fields: object) -> None:
    then = timezone.now() - dt.timedelta(days=31 * months)
    Family.objects.filter(pk=family.pk).update(created_at=then, asked_at=then, confirmed_at=then, said_at=then, **fields)


def _bounces(family: Family) -> None:
    Family.objects.filter(pk=family.pk).update(bounced_at=timezone.now() - dt.timedelta(days=2))


def _was_asked(family: Family) -> None:
    _long_ago(family, months=13, asked_again_at=timezone.now() - dt.timedelta(days=10))


def _was_stopped(family: Family) -> None:
    _long_ago(family, months=25, asked_again_at=timezone.now() - dt.timedelta(days=60), stopped_at=timezone.now() - dt.timedelta(days=5))


def _leaves(family: Family) -> None:
    actions.leave(family, WhyLeft.TOO_MANY)
    QueuedMail.objects.to(family.email).delete()


# What becomes of some of the families; those that leave stand last.
WAITING: tuple[Callable[[Family], None], ...] = (_bounces, _was_asked, _was_stopped, _leaves)


def _silent_ones(officer: User, lists: Lists) -> None:
    """Two on paper that nobody can write to: an officer rings them up. One of them is in the register a second time."""
    for number, last_name in ((FAMILIES, "Paperwood"), (FAMILIES + 1, "Quillfeather")):
        made = _sign_up(number, lists)
        person = replace(
            made.person,
            last_name=last_name,
            email="",
            phone="+441632960" + f"{number:03}",
            address=f"{number} Invented Lane\nLarkmere",
            postcode="LK1 1KV",
            borough=lists.boroughs.get("larkmere"),
        )
        signed = Assisted(officer.staff_email, How.PAPER, timezone.localdate() - dt.timedelta(days=7))
        _long_ago(assisting.write_down(replace(made, person=person, assisted=signed), by=officer, is_signed=True), months=14)
        again = replace(_sign_up(number + 10, lists), person=replace(person, email=f"{last_name}@example.org".lower(), phone=""))
        joining.join(again)


def _work_of(officer: User) -> None:
    """Notes of each kind of day, cards in each state, and an export."""
    why, today = "The family asked us to", timezone.localdate()
    families = list(Family.objects.confirmed().filter(email_hash__gt="", stopped_at=None, bounced_at=None).order_by("-created_at")[:6])
    for family, day in zip(families, (today, today + dt.timedelta(days=9), None), strict=False):
        noting.write(Work(officer, family, why), NoteCategory.CALL_BACK, day)
    for steps, family in enumerate(families[3:]):
        actions.change(family, address="9 Invented Lane\nLarkmere")
        words = cards.to_agree_to(family)
        card = cards.ask(family, family.children.all()[0], name="Sunny", lines=["time"], read=words.code if words else "")
        if steps:
            cards.check(card)
        if steps > 1:
            cards.note_printed([card])
    wish = exporting.Wish(("reference",), "confirmed", "hollowdean", None, "To check and correct the register", LABEL, "csv")
    list(exporting.as_csv(exporting.table(exporting.begin(wish, by=officer), wish)))


def _complain() -> None:
    """One that a mail acknowledged, and one that somebody has to call about."""
    by_mail = Contact("fern.storybook@example.org")
    for number, to in enumerate((by_mail, Contact(phone="+441632960199"))):
        form_id = uuid.uuid5(uuid.NAMESPACE_URL, f"https://demo.example/complaints/{number}")
        complaining.complain(form_id=form_id, family=None, to=to, what_happened=f"{LABEL}: somebody else’s name stood on our letter.", wanted="")
    QueuedMail.objects.to(by_mail.email).filter(subject__icontains="complaint").delete()


def _baselines() -> None:
    """What the register is compared with, in every dimension."""
    numbers: dict[str, tuple[dict[str, int], int | None]] = {
        Dimension.FAMILIES: (BOROUGH_NUMBERS, None),
        Dimension.ETHNIC_GROUP: (GROUP_NUMBERS, None),
        Dimension.PHASE: ({phase.code: PHASE_NUMBER + 40 * order for order, phase in enumerate(AgePhase.objects.all())}, None),
        Dimension.NEED: ({need.code: NEED_NUMBER + 20 * order for order, need in enumerate(Need.objects.all())}, 1_200),
        Dimension.WARD: ({code: WARD_NUMBER + 15 * order for order, code in enumerate(code for wards in WARDS.values() for code, _name, _beginning in wards)}, None),
    }
    for dimension, (groups, of) in numbers.items():
        baselines.enter(dimension, groups, of=of, source=LABEL, counted_on=timezone.localdate().replace(month=1, day=15), by=address("Analyst"))
