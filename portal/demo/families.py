"""The demo's invented families: they join as every family does, so that the officers' list and the totals show something."""

import re
import uuid
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import QueuedMail
from home.models import Borough
from localoffer.models import Need, Topic
from register import confirming, joining
from register.answers import ChildAnswers, Person, SignUp
from register.models import EthnicGroup, Family, Format, Reach, Relationship, Setting, SupportStage, Suppression, TakingPart, WordingVersion, YesNo

NAMES = """
Ada Fernhollow, Bilal Marchbank, Cerys Oakhanger, Dele Winterbourne, Esme Larkfield, Farah Stonebrook, Gethin Applewhite, Hana Millrace,
Idris Copperfield, Jola Hazelmere, Kofi Thistledown, Leila Brightwater, Mina Summerhayes, Niall Foxcombe, Oona Meadowcroft, Pavel Silverdale,
Qadir Elmstead, Rosa Nightingale-Hill, Sunil Ashgrove, Tamsin Harebell, Umar Willowbank, Vera Kingsdown, Wanda Rookwood, Yusuf Greenaway
""".replace("\n", " ").split(",")
NICKNAMES = ("Bee", "", "Sunny", "Max", "", "Pip", "Wren")
CHOICES = (("updates",), ("updates", "surveys"), (), ("updates", "forum"), ("surveys", "forum", "nhs"))
SEN, EHC, ASKED = SupportStage.SEN_SUPPORT, SupportStage.EHC_PLAN, SupportStage.ASSESSMENT
# Where twelve families live and what help their child has: enough in each place and stage for the totals to show them.
PLACES = ("larkmere", "hollowdean", "larkmere", "larkmere", "hollowdean", "larkmere", "hollowdean", "hollowdean", "larkmere", "hollowdean", "larkmere", "")
STAGES = (SEN, EHC, ASKED, SupportStage.NONE, SEN, EHC, SEN, SupportStage.NOT_SURE, ASKED, EHC, ASKED, SEN)
POSTCODES = {"larkmere": "LK{} {}KV", "hollowdean": "HD{} {}KV"}  # no real postcode ends in these letters
WAITS = 4  # every fourth family has not confirmed
OLDEST_CHILD = 22
LINK = re.compile(r"/register/confirm/([^/\s]+)/")


def make_families() -> None:
    """24 families, 6 of them unconfirmed. Twice changes nothing; sign-ups that were forgotten unconfirmed come again."""
    lists = Lists()
    for number, name in enumerate(NAMES):
        sign_up = sign_up_of(number, name.strip(), lists)
        if not is_known(sign_up):
            _join(sign_up, is_confirmed=number % WAITS != WAITS - 1)


def is_known(sign_up: SignUp) -> bool:
    """Whether it stands, or joined with this address in another way, or has left: then it stays away."""
    email = sign_up.person.email
    has_left = Suppression.objects.of(Family(email=email)).exists()
    return Family.objects.filter(form_id=sign_up.form_id).exists() or Family.objects.reached_by(email=email, phone="").exists() or has_left


@transaction.atomic
def _join(sign_up: SignUp, *, is_confirmed: bool) -> None:
    """As on the web: the link's token stands only in the mail. Mail to those who confirmed is dropped; the others' can be tried at the demo desk."""
    family = joining.join(sign_up)
    mails = QueuedMail.objects.to(family.email)
    if is_confirmed:
        confirming.confirm(LINK.findall(mails.latest("pk").text)[0])
        mails.delete()


class Lists:
    """What the answers choose from, read once for all families."""

    def __init__(self) -> None:
        self.needs = list(Need.objects.all())
        self.boroughs = {borough.slug: borough for borough in Borough.objects.known()}
        self.topics = list(Topic.objects.all())


def sign_up_of(number: int, name: str, lists: Lists) -> SignUp:
    """The same answers for the same number, each time."""
    person, needs = _person(number, name, lists), lists.needs
    children = [_youngster(number, needs)] if person.is_young_person else [_child(number + more * 5, needs) for more in range(2 if number % 5 == 1 else 1)]
    versions = list(WordingVersion.objects.current([f"choice-{slug}" for slug in CHOICES[number % len(CHOICES)]]))
    form_id = uuid.uuid5(uuid.NAMESPACE_URL, f"https://demo.example/families/{number}")
    return SignUp(form_id, person, children, versions, equality={"ethnic-group": EthnicGroup.values[number % len(EthnicGroup)], "english": YesNo.YES})


def _person(number: int, name: str, lists: Lists) -> Person:
    first_name, last_name = name.split(" ", 1)
    place = PLACES[number % len(PLACES)]
    postcode = POSTCODES[place].format(number % 4 + 1, number % 9 + 1) if place else ""
    return Person(
        first_name,
        last_name,
        Relationship.values[number // 3 % len(Relationship)] if number % 3 == 0 else Relationship.PARENT,
        f"{first_name.lower()}@families.example",
        phone=f"+4477009001{number:02}" if number % 2 else "",
        postcode=postcode,
        borough=lists.boroughs.get(place),
        reach=Reach.values[number % len(Reach)],
        reading_format=Format.EASY_READ if number % 9 == 4 else Format.STANDARD,
        topics=lists.topics[number % 3 : number % 3 + number % 4],
        taking_part=TakingPart.values[: number % 3],
    )


def _youngster(number: int, needs: list[Need]) -> ChildAnswers:
    """A young person of 17 or 18, who joins for themselves."""
    return replace(_child(number, needs), nickname="", birth_year=timezone.localdate().year - 18, setting=Setting.COLLEGE)


def _child(number: int, needs: list[Need]) -> ChildAnswers:
    says_nothing = number % 8 == 6 or not needs
    age = number * 5 % OLDEST_CHILD
    return ChildAnswers(
        nickname=NICKNAMES[number % len(NICKNAMES)],
        birth_month=number % 12 + 1,
        birth_year=timezone.localdate().year - 1 - age,
        setting=Setting.NURSERY if age < 4 else Setting.COLLEGE if age > 16 else (Setting.MAINSTREAM, Setting.SPECIAL, Setting.NONE)[number % 3],
        support_stage=STAGES[number % len(STAGES)],
        needs=[] if says_nothing else list({need.pk: need for need in (needs[number % 3 % len(needs)], needs[number % len(needs)])}.values()),
        needs_not_said=says_nothing,
    )
