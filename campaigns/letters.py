"""Mails to staff about messages that are to be signed, were signed, or wait for somebody, without anything of a family; and the new link that a family asks for."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Mailing, MailingVersion, Organisation


def ask_to_sign(version: MailingVersion) -> None:
    """To the delegate and the deputy of each organisation that has not signed these words."""
    for email in _who_may_sign(version):
        _tell([email], _("Please read and sign: %s") % version.mailing, "to_sign", version)


def ask_to_sign_again(version: MailingVersion) -> None:
    """The words or the plan are others than those that were signed."""
    for email in _who_may_sign(version):
        _tell([email], _("Changed, please sign again: %s") % version.mailing, "to_sign_again", version)


def say_signed(version: MailingVersion, organisation: Organisation, by: User) -> None:
    """To whoever can sign for it, so that nobody signs in another's name unseen."""
    _tell(
        _people(organisation),
        _("Signed for %(organisation)s: %(about)s") % {"organisation": organisation, "about": version.mailing},
        "signed",
        version,
        organisation=organisation,
        by=by,
    )


def say_changes_wanted(version: MailingVersion, organisation: Organisation, changes: str) -> None:
    subject = _("%(organisation)s asks for changes: %(about)s") % {"organisation": organisation, "about": version.mailing}
    _tell(version.writers or [version.made_by], subject, "changes_wanted", version, organisation=organisation, changes=changes)


def say_approved(version: MailingVersion) -> None:
    _tell(version.writers or [version.made_by], _("Everybody has signed: %s") % version.mailing, "approved", version)


def say_paused(mailing: Mailing) -> None:
    """To whoever can mend it and go on. Raises nothing where there is no version: then nothing was being sent."""
    if mailing.version is None:
        return
    senders = User.objects.filter(is_active=True, groups__permissions__codename="send_mailing").distinct()
    _tell([sender.staff_email for sender in senders], _("Sending is paused: %s") % mailing, "paused", mailing.version, why=mailing.paused_because)


def send_wishes_link(email: str, renewed: str) -> None:
    """To a family whose link was too old. Nothing of it stands there."""
    link = settings.SITE_URL + reverse("message_wishes_again", args=[renewed])
    text = render_to_string("emails/campaigns/wishes.txt", {"link": link, "days": settings.MESSAGE_LINK_DAYS})
    EmailMessage(_("Your link to change what we send you"), text, None, [email]).send()


def _who_may_sign(version: MailingVersion) -> list[str]:
    signed = version.mailing.sign_offs.of(version).given().values("organisation")
    waiting = Organisation.objects.filter(pk__in=version.required.exclude(organisation__in=signed).values("organisation")).select_related("delegate", "deputy")
    return list(dict.fromkeys(email for organisation in waiting for email in _people(organisation)))


def _people(organisation: Organisation) -> list[str]:
    people = [organisation.delegate, *([organisation.deputy] if organisation.deputy else [])]
    return [person.staff_email for person in people if person.is_active]


def _tell(emails: Iterable[str], subject: str, template: str, version: MailingVersion, **more: object) -> None:
    """To members of staff, one mail each."""
    link = settings.SITE_URL + reverse("mailing", args=[version.mailing_id])
    text = render_to_string(f"emails/campaigns/{template}.txt", {"version": version, "link": link} | more)
    for email in emails:
        EmailMessage(subject, text, None, [email]).send()
