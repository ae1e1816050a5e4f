"""Organisations that sign, and messages to look at."""

from campaigns.models import Mailing, Message, Organisation
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory

SHORT = "<p>Hello ((first_name)). We open a new play group. Come and see it.</p>"


def organisation(kind: str = "forum", name: str = "Larkmere Parent Carer Forum", **fields: object) -> Organisation:
    delegate = make_staff("Signatory", email=f"{kind}@sign.example", has_second_factor=False)
    return Organisation.objects.create(kind=kind, name=name, **({"delegate": delegate, "delegate_position": "Chair"} | fields))


def mailing(**fields: object) -> Mailing:
    """Of a campaign with the code PLAYGR, signed by forum and council."""
    campaign = fields.pop("campaign", None) or CampaignFactory(name="Play group", code="P1AYGR")
    made = Mailing.objects.create(campaign=campaign, **({"sender_name": "Forum and council", "reply_to": "office@council.example"} | fields))
    made.organisations.set([organisation(), organisation("council", "Larkmere Council", delegate_position="Director")])
    return made


def message(of: Mailing | None = None, channel: str = "email", body: list | None = None, **fields: object) -> Message:
    """An e-mail with a short text, unless told otherwise."""
    words = {"text": "Play group opens on 3 May."} if channel == "text" else {"subject": "A new play group", "body": [("text", SHORT)] if body is None else body}
    return Message.objects.create(mailing=of or mailing(), channel=channel, **(words | fields))
