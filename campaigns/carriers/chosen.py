"""Which carrier takes what, by the settings."""

from django.conf import settings

from accounts import texts
from campaigns.carriers import mail, notify
from campaigns.carriers.base import Carrier
from campaigns.carriers.folder import InFolder
from register.models import Channel


def by_channel() -> dict[Channel, Carrier]:
    """A carrier for each channel that has one; each is for one thread. Letters go by Notify, or else in batches to a print room, which no carrier does."""
    carriers: dict[Channel, Carrier] = {Channel.EMAIL: notify.Email() if settings.NOTIFY_EMAIL_TEMPLATE_ID else mail.carrier()}
    if folder := texts.folder():
        carriers[Channel.TEXT] = InFolder(folder)
    elif texts.are_on():
        carriers[Channel.TEXT] = notify.Text()
    if settings.NOTIFY_LETTER_TEMPLATE_ID:
        carriers[Channel.POST] = notify.Letter()
    return carriers
