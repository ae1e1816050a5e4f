"""The mails of the register: rows in the queue, in words that editors keep, to one recipient each.

Nothing that a stranger typed stands in a mail to an address that is not confirmed: it would send their words for them.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Site

from home.models import SiteSettings
from register.models import Confirmation, Family
from register.wording import words_for


def ask_to_confirm(family: Family, token: str) -> None:
    _send("mail-confirm", family.email, link=_address("register_confirm", token), reference=family.reference)


def say_already_joined(family: Family) -> None:
    """To the owner of the address, who has joined before: somebody used it again."""
    _send("mail-known", family.email, link=_address("my_family"))


def welcome(family: Family) -> None:
    _send("mail-welcome", family.email, link=_address("my_family"), reference=family.reference)


def ask_to_confirm_new_email(confirmation: Confirmation, token: str) -> None:
    _send("mail-new-email", confirmation.email, link=_address("register_confirm", token))


def say_address_moved(old_email: str) -> None:
    _send("mail-moved", old_email, link=_address("register"))


def say_goodbye(email: str) -> None:
    _send("mail-left", email, link=_address("register"))


def _send(key: str, email: str, *, link: str, reference: str = "") -> None:
    site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    words = words_for(site, key, link=link, reference=reference)[key.replace("-", "_")]
    context = {"words": words, "link": link, "site_settings": site}
    mail = EmailMultiAlternatives(words.title, render_to_string("emails/register/letter.txt", context), None, [email])
    mail.attach_alternative(render_to_string("emails/register/letter.html", context), "text/html")
    mail.send()


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
