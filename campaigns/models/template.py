"""Words to start from: saved once, for the forum and the council alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from campaigns.letter_blocks import LetterBlock


class MessageTemplate(models.Model):
    """A set of blocks, and the words of a text message. A message that began with it goes its own way: changing this changes no message."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    about = models.CharField(_("when to use it"), max_length=250, blank=True)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    body = StreamField(LetterBlock(), blank=True, verbose_name=_("words"))
    text = models.TextField(_("words of a text message"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("words to start from")
        verbose_name_plural = _("words to start from")

    def __str__(self) -> str:
        return self.name
