"""The mails to providers: one recipient each, in the queue with the rows they tell of."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localoffer.freshness import facts, links, recipients
from localoffer.models import Proposal, Service


def ask_to_check(email: str, services: Sequence[Service], *, today: dt.date) -> None:
    """One mail with a link for each service."""
    rows = [{"service": service, "link": links.address(links.make(service, email)), "is_late": bool(service.verify_by and service.verify_by < today)} for service in services]
    subject = ngettext("Is this still right? %(name)s", "Is this still right? %(many)s services", len(services)) % {"name": services[0].name, "many": len(services)}
    _send("check", email, subject, {"rows": rows, "days": settings.SERVICE_CHECK_LINK_DAYS, "hide_after": settings.SERVICE_HIDE_AFTER_DAYS})


def proposer(proposal: Proposal) -> str:
    """The address of whoever proposed it; empty when they can no longer be reached for this service."""
    if proposal.proposed_by:
        return proposal.proposed_by.staff_email
    return recipients.marked(proposal.service, proposal.link_mark) if proposal.service else ""


def say_sent_back(proposal: Proposal) -> None:
    """With the reason, and the way to mend it."""
    if email := proposer(proposal):
        link = settings.SITE_URL + reverse("my_services")
        if proposal.service and not proposal.proposed_by:
            link = links.address(links.make(proposal.service, email))
        _send("sent_back", email, _("Please look at your changes again: %s") % proposal, {"proposal": proposal, "link": link})


def say_approved(proposal: Proposal, email: str, service: Service, *, is_checked: bool) -> None:
    """To the address that proposed it, which the approval itself may have changed. It names the facts of which an editor changed the words."""
    if email:
        words = {"proposal": proposal, "page": settings.SITE_URL + service.get_absolute_url(), "tweaked": facts.labels_of_tweaked(proposal).values(), "is_checked": is_checked}
        _send("approved", email, _("Your changes are on the page: %s") % service, words)


def _send(template: str, email: str, subject: str, words: dict[str, Any]) -> None:
    EmailMessage(subject, render_to_string(f"emails/localoffer/{template}.txt", words), None, [email]).send()
