"""Families that say nothing: whom the clocks, or an officer, ask, stop writing to, and delete."""

import datetime as dt
from typing import Self

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models

from accounts import texts


class ClockQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)

    def unreachable(self) -> Self:
        """Whom no machine can write to, for they have no address, or one that sends mail back, and no mobile that has answered: an officer rings them up."""
        without_mail = self.filter(models.Q(email_hash="") | models.Q(bounced_at__isnull=False))
        return without_mail.exclude(can_be_texted=True, phone_confirmed_at__isnull=False) if texts.are_on() else without_mail

    def silent_for(self, months: int, as_of: dt.datetime) -> Self:
        """Confirmed families that have not said for so many months that what we hold is right."""
        return self.confirmed().filter(said_at__lte=as_of - relativedelta(months=months))

    def to_ring_up(self, as_of: dt.datetime) -> Self:
        """Silent families that nobody can write to by mail or text, and that nobody rang up in vain."""
        return self.silent_for(settings.REGISTER_ASK_MONTHS, as_of).unreachable().filter(asked_again_at=None).order_by("said_at", "pk")

    def asked_in_vain(self) -> Self:
        """Who was asked and did not answer yet, still written to."""
        return self.confirmed().filter(asked_again_at__isnull=False, stopped_at=None).order_by("asked_again_at", "pk")

    def stopped(self) -> Self:
        return self.confirmed().filter(stopped_at__isnull=False).order_by("stopped_at", "pk")

    def to_ask_again(self, as_of: dt.datetime) -> Self:
        """Families to write to. Whom we can't reach by mail or text is asked by an officer, and before that is neither stopped nor deleted by a clock."""
        silent = self.silent_for(settings.REGISTER_ASK_MONTHS, as_of).filter(asked_again_at=None)
        return silent.exclude(pk__in=self.unreachable())

    def to_stop_writing(self, as_of: dt.datetime) -> Self:
        """Families that did not answer in time. One that was asked late gets its time all the same; one whose mail came back was not asked (`bounces.mark_bounced`)."""
        warned = as_of - dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)
        return self.silent_for(settings.REGISTER_STOP_MONTHS, as_of).filter(asked_again_at__lte=warned, stopped_at=None)

    def to_delete(self, as_of: dt.datetime) -> Self:
        """Families that did not answer either when we told them that we stop writing."""
        warned = as_of - dt.timedelta(days=settings.REGISTER_NOTICE_DAYS)
        return self.silent_for(settings.REGISTER_DELETE_MONTHS, as_of).filter(stopped_at__lte=warned)

    def to_forget(self, as_of: dt.datetime) -> Self:
        """Sign-ups that nobody confirmed in time; for those an officer wrote down, see `to_forget_assisted`."""
        return self.unconfirmed().filter(taken_by="", asked_at__lte=as_of - dt.timedelta(days=settings.REGISTER_UNCONFIRMED_DAYS))

    def to_forget_assisted(self, as_of: dt.datetime) -> Self:
        """Those an officer wrote down, who have longer to confirm."""
        return self.unconfirmed().exclude(taken_by="").filter(asked_at__lte=as_of - dt.timedelta(days=settings.REGISTER_ASSISTED_DAYS))
