"""How a family would like to hear from us, and what about."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reach(models.TextChoices):
    """The way a family likes best. It agrees to nothing: that is what consents are for."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    PHONE = "phone", _("Phone call")
    POST = "post", _("Letter")


class Format(models.TextChoices):
    STANDARD = "standard", _("Ordinary writing")
    LARGE_PRINT = "large-print", _("Large print")
    EASY_READ = "easy-read", _("Easy read (short words and pictures)")
    AUDIO = "audio", _("Something to listen to")
    BRAILLE = "braille", _("Braille")


class TakingPart(models.TextChoices):
    EVENTS = "events", _("Events for families")
    SURVEYS = "surveys", _("Surveys")
    GROUPS = "groups", _("Working groups that plan services with us")
    READING = "reading", _("Reading new pages and leaflets before they come out")


class Lack(StrEnum):
    """What a choice needs of a family before anything can be sent for it."""

    NOTHING = ""
    TEXTS = "texts"
    ADDRESS = "address"
    MOBILE = "mobile"
    ANSWER = "answer"
