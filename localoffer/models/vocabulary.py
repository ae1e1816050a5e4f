"""Words that the law or the council gives: kept as rows, because the law is changing and families ask for other words."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.models import EVERY_ONE

# Search keeps each list as the bits of one number.
MOST_IN_A_LIST = 62


class Vocabulary(models.Model):
    """A short list that editors keep: the code is for machines and stays, the name is for families and may change."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name for families"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [FieldPanel("code"), FieldPanel("name"), FieldPanel("order")]

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self._state.adding and type(self)._default_manager.count() >= MOST_IN_A_LIST:
            raise ValidationError(_("This list is full: it can have 62 rows. Change one that is there, or take one away first."))


class WayIn(Vocabulary):
    """A word list whose every row has a page of its own in the directory."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True, help_text=_("One or two sentences at the top of its page in the directory. Empty: none."))

    panels = [*Vocabulary.panels, FieldPanel("intro")]

    class Meta(Vocabulary.Meta):
        abstract = True


class AgePhaseQuerySet(models.QuerySet["AgePhase"]):
    def covering(self, least: int, most: int) -> "AgePhaseQuerySet":
        """The phases that hold every age from `least` to `most` whole years."""
        return self.filter(min_age__lte=least, max_age__gte=most)


class AgePhase(WayIn):
    """A phase of growing up, in whole years; both ends count (SEND Code of Practice 2015, chapter 4: set out by age)."""

    min_age = models.PositiveSmallIntegerField(_("from age"))
    max_age = models.PositiveSmallIntegerField(_("to age"))

    objects = AgePhaseQuerySet.as_manager()
    panels = [*WayIn.panels, FieldPanel("min_age"), FieldPanel("max_age")]

    class Meta(WayIn.Meta):
        verbose_name = _("age phase")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_age__lte=models.F("max_age"), max_age__lte=25),
                name="age_phase_in_order_up_to_25",
                violation_error_message=_("The first age can’t be higher than the last, and 25 is the highest."),
            )
        ]


class Topic(Vocabulary):
    """What guidance is about, in the words families search by."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("topic")


class Need(WayIn):
    """A kind of need. The codes are the school census's SEN types; the names are families' own words."""

    class Meta(WayIn.Meta):
        verbose_name = _("need")
        constraints = [
            models.CheckConstraint(condition=~models.Q(code=EVERY_ONE), name="need_code_not_every", violation_error_message=_("“every” stands for all needs. Choose another."))
        ]


class CategoryQuerySet(models.QuerySet["Category"]):
    def as_tree(self) -> "CategoryQuerySet":
        """Each kind, and after it what it is divided into."""
        whole = [Coalesce(f"parent__{name}", name) for name in ("order", "name", "pk")]
        return self.order_by(*whole, models.F("parent").asc(nulls_first=True), "order", "name")


class Category(WayIn):
    """What kind of help a service is. A tree of two levels: a kind, and what it is divided into."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of"))

    objects = CategoryQuerySet.as_manager()
    panels = [*WayIn.panels, FieldPanel("parent")]

    class Meta(WayIn.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="category_not_part_of_itself")]

    def clean(self) -> None:
        super().clean()
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk or self.children.exists()):
            raise ValidationError({"parent": _("Categories have two levels: choose one that is not itself a part of another.")})


class Language(Vocabulary):
    """A language a service works in; the code is BCP 47's (“ur”, “bfi” for British Sign Language)."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("language")


class SendQuestion(Vocabulary):
    """What families may expect an answer to from a school, nursery, college or health service (Schedule 2, paragraphs 5 and 12)."""

    class AskedOf(models.TextChoices):
        EARLY_YEARS = "early-years", _("Nurseries and childminders")
        SCHOOL = "school", _("Schools")
        COLLEGE = "college", _("Colleges and training")
        HEALTH = "health", _("Health services")

    name = models.CharField(_("question, as a family would ask it"), max_length=200)
    asked_of = models.CharField(_("who is asked"), max_length=12, choices=AskedOf)

    panels = [FieldPanel("code"), FieldPanel("name"), FieldPanel("asked_of"), FieldPanel("order")]

    class Meta:
        ordering = ["asked_of", "order", "name"]
        verbose_name = _("question to a setting")
        verbose_name_plural = _("questions to settings")
