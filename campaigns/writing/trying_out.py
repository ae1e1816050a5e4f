"""A message sent to staff, to see it as families will. Never to a family: it goes to the addresses that staff sign in with, and to no other."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import texts
from accounts.models import User, UserQuerySet
from campaigns.carriers.base import Words
from campaigns.fields import filled
from campaigns.models import Message
from campaigns.writing import examples
from campaigns.writing.rendering import words_of
from register.models import Channel

TESTED = "campaigns.message.tested"


@dataclass(frozen=True)
class Tested:
    """To whom it went, and who has no number to send a text to."""

    sent: list[User]
    without_number: list[User]


class OnPaper(Exception):
    """A letter is looked at as a PDF: there is nothing to send."""


def who_may_get_it() -> UserQuerySet:
    return User.objects.staff().filter(is_active=True).exclude(email=None).order_by("first_name", "last_name", "pk")


@transaction.atomic
def send_test(message: Message, *, to: list[User], by: User) -> Tested:
    """Put in the queue of ordinary mail, with invented values. Raises OnPaper."""
    if message.channel == Channel.POST:
        raise OnPaper
    words = filled(words_of(message), examples.values(message.mailing))
    is_text = message.channel == Channel.TEXT
    reached = [user for user in to if not is_text or (user.phone and texts.are_on())]
    for user in reached:
        if is_text:
            texts.queue(number=str(user.phone), text=words.text)
        else:
            _mail(words, user.staff_email)
    if reached:
        log(message.mailing, TESTED, user=by, title=str(message.mailing), data={"message": str(message), "to": [user.pk for user in reached]})
    return Tested(reached, [user for user in to if user not in reached])


def _mail(words: Words, address: str) -> None:
    """From the portal's own address with the name that families will see, and answers to nobody but it."""
    mail = EmailMultiAlternatives(_("Test: %(subject)s") % {"subject": words.subject}, words.text, words.sender if parseaddr(words.sender)[1] else None, [address])
    mail.attach_alternative(words.html, "text/html")
    mail.send()
