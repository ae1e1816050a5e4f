"""The mails of the register: rows in the queue, to one recipient each; to families in words that editors keep.

Nothing that a stranger typed stands in a mail to an address that is not confirmed: it would send their words for them.
"""

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.models import SiteSettings
from register import access, still_right
from register.models import Confirmation, Family, WordingVersion
from register.wording import words_for


def ask_to_confirm(family: Family, token: str) -> None:
    _send("mail-confirm", family.email, link=_address("register_confirm", token), reference=family.reference)


def say_already_joined(family: Family) -> None:
    """To the owner of the address, who has joined before: somebody used it again."""
    _send("mail-known", family.email, link=_address("my_family"))


def send_saved_form(email: str, token: str) -> None:
    """To an address that nobody has confirmed: nothing of the answers stands in it."""
    _send("mail-saved", email, link=_address("register_come_back", token))


def welcome(family: Family) -> None:
    _send("mail-welcome", family.email, link=_address("my_family"), reference=family.reference)


def ask_to_confirm_new_email(confirmation: Confirmation, token: str) -> None:
    _send("mail-new-email", confirmation.email, link=_address("register_confirm", token))


def say_address_moved(old_email: str) -> None:
    _send("mail-moved", old_email, link=_address("register"))


def say_goodbye(email: str) -> None:
    _send("mail-left", email, link=_address("register"))


def ask_if_still_right(family: Family) -> None:
    _send("mail-still-right", family.email, link=_address("register_still_right", still_right.make(family)), reference=family.reference)


def say_we_stop(family: Family) -> None:
    """The last mail of a family that did not answer, until it does."""
    _send("mail-stopped", family.email, link=_address("register_still_right", still_right.make(family)), reference=family.reference)


def say_deleted(email: str) -> None:
    _send("mail-lapsed", email, link=_address("register"))


def ask_for_own_choice(family: Family) -> None:
    """To the family: we know no address of the young person's own."""
    _send("mail-own-choice", family.email, link=_address("register"), reference=family.reference)


def say_grown_up(email: str) -> None:
    _send("mail-grown-up", email, link=settings.SITE_URL)


def ask_to_sign(version: WordingVersion) -> None:
    """To everyone who may sign the draft, but not to its writer, who is there already."""
    for signer in access.signers().exclude(email__iexact=version.made_by):
        _tell(signer.staff_email, _("Words of the register to sign: %s") % version.wording, "to_sign", version)


def say_words_are_live(version: WordingVersion) -> None:
    _tell(version.made_by, _("Families read your words now: %s") % version.wording, "live", version)


def say_words_came_back(version: WordingVersion, reason: str) -> None:
    _tell(version.made_by, _("Please look at your words again: %s") % version.wording, "came_back", version, reason)


def _tell(email: str, subject: str, template: str, version: WordingVersion, reason: str = "") -> None:
    """To a member of staff, about words alone: nothing of a family."""
    link = settings.SITE_URL + reverse("register_wording", args=[version.wording.key])
    EmailMessage(subject, render_to_string(f"emails/register/wording_{template}.txt", {"version": version, "reason": reason, "link": link}), None, [email]).send()


def _send(key: str, email: str, *, link: str, reference: str = "") -> None:
    site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    words = words_for(site, key, link=link, reference=reference)[key.replace("-", "_")]
    context = {"words": words, "link": link, "site_settings": site}
    mail = EmailMultiAlternatives(words.title, render_to_string("emails/register/letter.txt", context), None, [email])
    mail.attach_alternative(render_to_string("emails/register/letter.html", context), "text/html")
    mail.send()


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
