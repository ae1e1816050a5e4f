"""Which carrier takes what, by the settings."""

from django.conf import settings

from accounts import texts
from campaigns.carriers import mail, notify
from campaigns.carriers.base import Carrier
from campaigns.carriers.folder import InFolder


def by_channel() -> dict[str, Carrier]:
    """A carrier for each channel (`register.models.Channel`) that has one; each is for one thread.

    Without `text`, texts are off. Without `post`, letters are printed in batches (`print_room`), which no carrier does.
    """
    carriers: dict[str, Carrier] = {"email": notify.Email() if settings.NOTIFY_EMAIL_TEMPLATE_ID else mail.carrier()}
    if folder := texts.folder():
        carriers["text"] = InFolder(folder)
    elif texts.are_on():
        carriers["text"] = notify.Text()
    if settings.NOTIFY_LETTER_TEMPLATE_ID:
        carriers["post"] = notify.Letter()
    return carriers
