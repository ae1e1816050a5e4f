"""The demo's messages to families: four invented organisations that sign, and a draft of each kind. Nobody was asked to sign it yet."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.images.models import Image

from accounts.models import User
from accounts.roles import PCF_EDITOR, SIGNATORY
from campaigns.models import Campaign, Mailing, Message, MessageTemplate, Organisation
from portal.demo.figures import LABEL
from portal.demo.staff import SIGNERS, address
from register.models import Channel, Format

CODE = "P1AYNG"
PICTURE = Path(__file__).parent / "content" / "hall.png"
KINDS = (
    (Organisation.Kind.FORUM, "Together Parent Carer Forum", "Chair"),
    (Organisation.Kind.COUNCIL, "Larkmere and Hollowdean councils", "Director of Children’s Services"),
    (Organisation.Kind.NHS, "NHS Larkmere (invented)", "Director for Children"),
    (Organisation.Kind.PROVIDER, "Skylark Children’s Services (invented)", "Manager"),
)
ASK = "We open three play mornings for children with SEND and their brothers and sisters. It is free. You need not book."
HELLO = "<p>Hello ((first_name)),</p>"
LINK = '<a href="/services/">See other things to do near you</a>'
MORE = f"<p>There is a <b>quiet room</b>, a changing place and a garden with a fence. Somebody from the forum is there for a cup of tea. {LINK}.</p>"
EVENT = {"what": "Play morning", "when": "Each Saturday in January, 10am to 12 noon", "where": "Larkmere Hall, 2 Mill Lane"}
BODY: list[tuple[str, Any]] = [
    ("text", f"{HELLO}<p>{ASK}</p>"),
    ("heading", "When and where"),
    ("event", EVENT),
    ("heading", "What is there"),
    ("text", MORE),
    ("points", ["Toys for each age", "Two people who know Makaton", "Room to run"]),
    ("button", {"label": "See what else is on", "page": None, "url": ""}),
]
TEXT = "From the parent carer forum and council: free play mornings for children with SEND, Saturdays in January, 10 to 12, Larkmere Hall. No need to book."


@transaction.atomic
def make_messages() -> None:
    """Twice changes nothing."""
    organisations = [_organisation(place) for place in range(len(KINDS))]
    campaign, _made = Campaign.objects.get_or_create(
        code=CODE, defaults={"name": "Play mornings in January", "summary": f"{LABEL}: one message from all four.", "target_place": "/services/"}
    )
    if Mailing.objects.filter(campaign=campaign).exists():
        return
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=7)
    mailing = Mailing.objects.create(
        campaign=campaign, sender_name="Parent carer forum, council and NHS", reply_to="hello@together-forum.example", send_from=first, send_until=first + dt.timedelta(days=7)
    )
    mailing.organisations.set(organisations)
    mailing.writers.add(User.objects.get(email=address(PCF_EDITOR)))
    _messages(mailing)
    MessageTemplate.objects.get_or_create(
        name="Invitation to an event", defaults={"about": "A date, what is there, and a button.", "subject": "Come to …", "body": BODY, "text": TEXT}
    )


def _organisation(place: int) -> Organisation:
    kind, name, position = KINDS[place]
    fields: dict[str, Any] = {"kind": kind, "delegate": User.objects.get(email=address(SIGNERS[place])), "delegate_position": position}
    if kind == Organisation.Kind.FORUM:
        fields |= {"deputy": User.objects.get(email=address(SIGNATORY)), "deputy_position": "Vice chair"}
    organisation, _made = Organisation.objects.get_or_create(name=name, defaults=fields)
    return organisation


def _messages(mailing: Mailing) -> None:
    subject = "Come to our free play mornings"
    Message.objects.create(mailing=mailing, channel=Channel.EMAIL, subject=subject, body=BODY)
    Message.objects.create(mailing=mailing, channel=Channel.TEXT, text=TEXT)
    Message.objects.create(mailing=mailing, channel=Channel.POST, subject=subject, body=BODY)
    easy: list[tuple[str, Any]] = [
        ("picture", {"image": _house(), "alt_text": "A hall with a green door", "decorative": False}),
        ("text", f"{HELLO}<p>We open a play morning. It is for children with SEND. Brothers and sisters can come too.</p>"),
        ("heading", "When"),
        ("text", "<p>It is on Saturdays in January. It starts at 10 in the morning. It ends at 12.</p>"),
        ("heading", "Where"),
        ("text", "<p>It is in Larkmere Hall. It is free. You can come as you are.</p>"),
        ("button", {"label": "See what else is on", "page": None, "url": ""}),
    ]
    Message.objects.create(mailing=mailing, channel=Channel.EMAIL, reading_format=Format.EASY_READ, subject="Come and play", body=easy)


def _house() -> Image:
    """A picture in few lines, as easy read has them; drawn for the demo."""
    return Image.objects.create(title="A hall with a green door", file=ContentFile(PICTURE.read_bytes(), PICTURE.name))
