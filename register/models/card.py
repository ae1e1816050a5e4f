"""Disability awareness cards: asked for by a family, made by the council, checked by anybody."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField
from register import keys
from register.models.child import Child
from register.models.family import Family

MOST_LINES = 3


class CardLine(models.TextChoices):
    """What may stand on a card, in words of the person who shows it. Nothing here names a diagnosis."""

    TIME = "time", _("Please give me time")
    SPEAK = "speak", _("I may not speak")
    WORDS = "words", _("Please use short, clear words")
    NOISE = "noise", _("Loud noise hurts me")
    WAIT = "wait", _("Waiting is very hard for me")
    TOUCH = "touch", _("Please do not touch me")
    CARER = "carer", _("I need my carer with me")
    UNSEEN = "unseen", _("You may not see my disability")


class CardState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    CHECKED = "checked", _("Checked, to be printed")
    PRINTED = "printed", _("Printed, to be posted")
    POSTED = "posted", _("Posted")
    REFUSED = "refused", _("We could not make it")
    CANCELLED = "cancelled", _("Not valid any more")


class CardRefusal(models.TextChoices):
    ELSEWHERE = "elsewhere", _("You live where another council makes the cards")
    ADDRESS = "address", _("The postal address is not complete")
    NAME = "name", _("We can’t print this name: please ask again with the first name alone")
    TWICE = "twice", _("There is a card for this child already")
    CALL = "call", _("We have a question: please call us")


WAITING = (CardState.ASKED, CardState.CHECKED)
OUT = (CardState.PRINTED, CardState.POSTED)


def known_lines(lines: list[str]) -> None:
    if len(lines) > MOST_LINES or not {*lines} <= {*CardLine.values}:
        raise ValidationError(_("Choose at most three from the list."))


class CardQuerySet(models.QuerySet):
    def live(self) -> "CardQuerySet":
        """Asked for or made, and neither refused nor cancelled."""
        return self.filter(state__in=[*WAITING, *OUT])

    def waiting(self) -> "CardQuerySet":
        """Not printed yet."""
        return self.filter(state__in=WAITING)

    def in_state(self, state: str) -> "CardQuerySet":
        return self.filter(state=state).order_by("asked_at", "pk")

    def on_the_sheet_of(self, card: "Card") -> "CardQuerySet":
        """What was made ready for the printer together with this card, and is not in the post yet."""
        return self.in_state(CardState.PRINTED).filter(printed_at=card.printed_at)

    def by_state(self) -> dict[str, int]:
        """How many cards are in each state; a state that none is in is not there."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))

    def out(self) -> "CardQuerySet":
        """Printed cards that nobody has cancelled; their day may be over."""
        return self.filter(state__in=OUT)

    def with_code(self, typed: str) -> "CardQuerySet":
        """The card with this code, in small letters or without what stands between the signs: one row or none."""
        return self.filter(code=keys.plain_code(typed)) if typed else self.none()

    def over(self, on: dt.date) -> "CardQuerySet":
        return self.out().filter(valid_until__lt=on)

    def newest_first(self) -> "CardQuerySet":
        return self.select_related("child").order_by("-asked_at")


class Card(models.Model):
    """One card. It goes with its family: a number that nobody knows any more is not valid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="cards", verbose_name=_("family"))
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="cards", verbose_name=_("child"))
    number = models.CharField(_("number"), max_length=9, unique=True, default=keys.new_card_number, editable=False)
    code = models.CharField(_("check code"), max_length=10, unique=True, default=keys.new_card_code, editable=False)
    name = EncryptedTextField(_("first name on the card"))
    lines = models.JSONField(_("lines on the card"), default=list, blank=True, validators=[known_lines])
    state = models.CharField(_("state"), max_length=10, choices=CardState, default=CardState.ASKED, db_index=True)
    refusal = models.CharField(_("why not"), max_length=10, choices=CardRefusal, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("disability awareness card")
        verbose_name_plural = _("disability awareness cards")
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=models.Q(state__in=["asked", "checked", "printed", "posted"]), name="card_once_a_child"),
            models.CheckConstraint(condition=models.Q(state__in=CardState.values), name="card_in_a_known_state"),
            models.CheckConstraint(condition=~models.Q(state__in=["printed", "posted"]) | models.Q(valid_until__isnull=False), name="card_printed_has_its_end"),
            models.CheckConstraint(condition=models.Q(state="refused") ^ models.Q(refusal=""), name="card_refused_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def printed_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"

    @property
    def line_labels(self) -> list[str]:
        return [str(CardLine(line).label) for line in self.lines if line in CardLine.values]

    @property
    def stands(self) -> str:
        """How it stands, as its family reads it: one that was never printed was never valid."""
        is_stopped = self.state == CardState.CANCELLED and self.printed_at is None
        return str(_("Stopped: we do not make this card")) if is_stopped else str(self.get_state_display())

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING
