"""What is on: days for families, courses, meetings. Past ones stay where they are but leave the list."""

import datetime as dt
from itertools import groupby

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from home.blocks import BodyBlock
from home.models import Borough
from home.models.boroughs import OfBoroughQuerySet
from home.queries import readable
from localoffer.models.places import Location
from localoffer.models.vocabulary import AgePhase

EVENTS_PER_PAGE = 30


class EventPageQuerySet(OfBoroughQuerySet):
    def upcoming(self, on: dt.date | None = None) -> "EventPageQuerySet":
        """Events whose last day is `on` (else today) or later, the soonest first."""
        morning = timezone.make_aware(dt.datetime.combine(on or timezone.localdate(), dt.time()))
        return self.filter(models.Q(ends_at__gte=morning) | models.Q(ends_at=None, starts_at__gte=morning)).order_by("starts_at", "pk")


class EventIndexPage(Page):
    """Everything that is coming up, by month."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)

    subpage_types = ["localoffer.EventPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("events list")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        events = readable(EventPage.objects.child_of(self)).for_borough(Borough.objects.chosen(request.GET)).upcoming().select_related("borough", "location")
        page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
        months = [(month, list(group)) for month, group in groupby(page, key=lambda event: event.starts_on.replace(day=1))]
        return super().get_context(request, *args, **kwargs) | {"events": page, "months": months}


class EventPage(Page):
    """One thing that is on: what, when, where, what it costs and how to take part."""

    summary = models.CharField(_("summary"), max_length=250, help_text=_("One or two sentences, shown large at the top and in lists."))
    body = StreamField(BodyBlock(), verbose_name=_("more about it"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, help_text=_("Empty when nobody knows."))
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"), help_text=_("A place of the directory. Or write where it is below.")
    )
    place = models.CharField(_("where, in words"), max_length=200, blank=True, help_text=_("When it is at no place of the directory, or to say which room."))
    is_online = models.BooleanField(_("online"), default=False)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("borough"), help_text=_("Empty: for everyone."))
    ages = ParentalManyToManyField(AgePhase, blank=True, verbose_name=_("for which ages"), help_text=_("None chosen: all ages."))
    cost = models.CharField(_("what it costs"), max_length=120, blank=True, help_text=_("“Free”, or “£3 a child”. Empty: not known."))
    booking = models.CharField(_("how to take part"), max_length=200, blank=True, help_text=_("“Come along, no need to book.” Empty: not known, or by link or phone."))
    booking_url = models.URLField(_("where to book"), max_length=500, blank=True)
    booking_phone = models.CharField(_("phone to book"), max_length=60, blank=True)
    organiser = models.CharField(_("who runs it"), max_length=120, blank=True)

    objects = PageManager.from_queryset(EventPageQuerySet)()
    parent_page_types = ["localoffer.EventIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("When")),
        MultiFieldPanel([FieldPanel("location"), FieldPanel("place"), FieldPanel("is_online"), FieldPanel("borough")], heading=_("Where")),
        MultiFieldPanel([FieldPanel("ages"), FieldPanel("cost"), FieldPanel("organiser")], heading=_("Who for, and what it costs")),
        MultiFieldPanel([FieldPanel("booking"), FieldPanel("booking_url"), FieldPanel("booking_phone")], heading=_("How to take part")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("event")

    def clean(self) -> None:
        """Here and not in the database, because an editor's unfinished draft is a row too."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("It can’t end before it starts.")})
        if not (self.location or self.place or self.is_online):
            raise ValidationError({"place": _("Say where it is, or that it is online.")})

    @property
    def starts_on(self) -> dt.date:
        """Its first day in London."""
        return timezone.localdate(self.starts_at)

    @property
    def ends_on(self) -> dt.date:
        """Its last day in London."""
        return timezone.localdate(self.ends_at or self.starts_at)

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def place_lines(self) -> list[str]:
        """Where it is, as families may see it, a line each."""
        return [*(self.location.lines if self.location else []), *([self.place] if self.place else [])]

    @property
    def where(self) -> str:
        """Where it is, in few words for a list."""
        return next(iter(self.place_lines), "")
