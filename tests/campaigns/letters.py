"""Messages as they were signed and sent, for tests of the pages behind them."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from campaigns.manifest import canonical, message_key
from campaigns.models import (
    Delivery,
    DeliveryState,
    Mailing,
    MailingState,
    MailingVersion,
    Organisation,
    RequiredSignature,
    SignOff,
    digest_of,
)
from campaigns.tokens import token_of
from register.models import Family
from tests.campaigns.factories import CampaignFactory
from tests.factories import UserFactory

MAIL = """<!DOCTYPE html><html lang="en-GB"><head><title>Short breaks</title><style>p { color: red }</style></head><body style="color: black">
<div style="display:none" aria-hidden="true">Seen beside the subject</div><div lang="en-GB"><h1 style="font-size: 2em">Short breaks</h1>
<p style="margin: 0">Hello ((first_name)), your number is ((reference)).</p><h2>What there is</h2><ul><li>Swimming</li></ul>
<p><img src="https://offer.example/x.png" alt="A pool" width="200"><img src="http://testserver/media/images/pool.jpg" alt="Our pool"></p>
<p><a href="http://testserver/services/?c=ABC123">Look at all of them</a><script>alert(1)</script></p>
<p><strong>We wrote this together:</strong><br>((signatures))</p><p>Is this real?<br><a href="((check))">((check))</a></p></div>
<div><p><a href="((web))">See this on our website</a></p><p><a href="((wishes))">Change what we send you</a></p><p><a href="((stop))">Stop these messages</a></p></div></body></html>"""
TEXT = "# Short breaks\n\nHello ((first_name)),\n\n- Swimming\n- Climbing\n\nLook:\nhttp://testserver/services/\n\n---\n\nWe wrote this together:\n((signatures))\n\nStop these messages:\n((stop))"
SAID = {"subject": "Short breaks", "text": TEXT, "html": MAIL, "sender": "Forum and council", "reply_to": "", "unsubscribe": "stop", "language": "en-GB"}


def said(channel: str = "email", code: str = "en", form: str = "standard", wave: int = 0, **words: str) -> dict[str, dict[str, Any]]:
    """One message of a version, by its key."""
    about = {"channel": channel, "reading_format": form, "wave": wave}
    return {message_key(channel, code, form, wave): SAID | about | words}


def organisations() -> list[Organisation]:
    return [
        Organisation.objects.get_or_create(kind=kind, defaults={"name": name, "delegate": UserFactory(), "delegate_position": "Chair"})[0]
        for kind, name in (("forum", "Larkmere Parents"), ("council", "Larkmere Council"))
    ]


def version_of(mailing: Mailing, *messages: dict[str, dict[str, Any]], signed_by: int = 2) -> MailingVersion:
    """Asked to be signed by two organisations; the first `signed_by` of them have."""
    signing = organisations()
    content = canonical({"form": 1, "messages": {key: words for message in messages or (said(),) for key, words in message.items()}})
    group = {"name": "", "include": {}, "leave_out": {}}
    plan = json.dumps({"families": 1, "purpose": mailing.purpose, "group": group, "signed_by": [{"id": each.pk, "name": each.name, "kind": each.kind} for each in signing]})
    version = MailingVersion.objects.create(
        mailing=mailing,
        number=mailing.versions.count() + 1,
        content=content,
        content_digest=digest_of(content),
        plan=plan,
        plan_digest=digest_of(plan),
        made_by="writer@council.example",
    )
    RequiredSignature.objects.bulk_create([RequiredSignature(version=version, organisation=each) for each in signing])
    digests = {"content_digest": version.content_digest, "plan_digest": version.plan_digest}
    for number, each in enumerate(signing[:signed_by]):
        names = {"name": f"Signer {number}", "position": "Chair", "by": f"signer{number}@council.example"}
        SignOff.objects.create(mailing=mailing, organisation=each, is_signed=True, **digests, **names)
    return version


def mailing(*messages: dict[str, dict[str, Any]], state: str = MailingState.SENT, purpose: str = "updates", signed_by: int = 2, **values: Any) -> Mailing:
    """With a version of these messages, or of one e-mail."""
    campaign = values.pop("campaign", None) or CampaignFactory()
    now = timezone.now()
    times = {"send_from": now - dt.timedelta(days=1), "send_until": now + dt.timedelta(days=1)}
    made = Mailing.objects.create(campaign=campaign, purpose=purpose, sender_name="Forum and council", reply_to="office@council.example", **(times | values))
    made.version = version_of(made, *messages, signed_by=signed_by)
    made.state = state
    made.save()
    return made


def sent_to(family: Family, made: Mailing | None = None, *, key: str = "email-en-standard-0", days_ago: int = 0, **values: Any) -> Delivery:
    """A message that the family got so many days ago."""
    made = made or mailing()
    at = timezone.now() - dt.timedelta(days=days_ago)
    given = {"channel": key.partition("-")[0], "message_key": key, "state": DeliveryState.DELIVERED, "accepted_at": at, "try_after": at}
    return Delivery.objects.create(mailing=made, version=made.version, family=family, **(given | values))


def address(delivery: Delivery, page: str) -> str:
    return f"/messages/{token_of(delivery.pk)}/{page}/"
