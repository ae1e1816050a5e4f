"""Families. What says who they are is encrypted; what we count by is not."""

import datetime as dt
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import phones, texts
from accounts.fields import EncryptedTextField
from home.models import Borough
from localoffer.models import Language, Topic, Ward
from register import households, keys
from register.models.alike import NAME_HASHES, AlikeQuerySet
from register.models.consent import WAYS_TO_JOIN, Channel, Choice, Consent, How, Purpose
from register.models.contact import Format, Lack, Reach
from register.models.wording import WordingVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Relationship(models.TextChoices):
    PARENT = "parent", _("Parent or carer")
    FOSTER = "foster", _("Foster carer")
    KINSHIP = "kinship", _("Grandparent, or other family or friend who is raising the child")
    YOUNG_PERSON = "young-person", _("I am the young person (16 or over)")
    OTHER = "other", _("Someone else who cares for the child")


class FamilyQuerySet(AlikeQuerySet):
    def confirmed_since(self, moment: dt.datetime) -> "FamilyQuerySet":
        return self.filter(confirmed_at__gte=moment)

    def of_council(self, slug: str) -> "FamilyQuerySet":
        """Of the council's borough; of every one for no slug."""
        return self.filter(borough__slug=slug) if slug else self

    def with_email(self, email: str) -> "FamilyQuerySet":
        """Families, confirmed or not, that gave this address; none for an empty one."""
        return self.filter(email_hash__in=keys.email_hashes(email)) if email else self.none()

    def with_phone(self, phone: str) -> "FamilyQuerySet":
        """Families, confirmed or not, that gave this number (E.164); none for an empty one."""
        return self.filter(phone_hash__in=keys.phone_hashes(phone)) if phone else self.none()

    def with_contact(self, *, email: str, phone: str) -> "FamilyQuerySet":
        """Who signs in as whoever has this address or, without one, this number."""
        return self.with_email(email) if email else self.with_phone(phone).filter(email_hash="")

    def reached_by(self, *, email: str, phone: str) -> "FamilyQuerySet":
        """Confirmed families that this address, or without one this number, belongs to: theirs to write to, or theirs to sign in with.

        A number that never answered is nobody's: two homes may give one landline.
        """
        if not (email or phone):
            return self.none()
        users, every = get_user_model().objects, Family.objects.order_by()
        if email:
            told, signs_in = every.filter(email_hash__in=keys.email_hashes(email)), users.filter(email=email)
        else:
            told, signs_in = every.filter(email_hash="", phone_hash__in=keys.phone_hashes(phone), phone_confirmed_at__isnull=False), users.with_phone(phone)
        # Two questions that an index answers each: an OR over two tables reads them all, and its time tells who has joined.
        return self.confirmed().filter(pk__in=told.values("pk").union(every.filter(account__in=signs_in).values("pk")))

    def others_with_number(self, phone: str, family: "Family") -> "FamilyQuerySet":
        """Families whose only way in this number is, beside this one: it can't be this one's too."""
        return self.reached_by(email="", phone=phone).but(family)

    def of(self, user: "User | AnonymousUser") -> "FamilyQuerySet":
        """The family that signs in as `user`: one row or none."""
        return self.confirmed().filter(account_id=user.pk) if user.pk else self.none()

    def found_by(self, words: str) -> "FamilyQuerySet":
        """Families with exactly this reference, e-mail address, phone number, or last name and postcode; nothing else can be looked for."""
        if "@" in words:
            return self.with_email(words)
        with suppress(households.NoHousehold):
            return self.called(households.typed(words).hashes())
        try:
            return self.with_phone(phones.normal(words))
        except phones.NotAPhone:
            return self.with_reference(keys.plain_reference(words))

    def signed_up_as(self, reference: str) -> "FamilyQuerySet":
        """The family, confirmed or not, that was given this very reference: one row or none."""
        return self.filter(reference=reference)

    def only_this(self, family: "Family") -> "FamilyQuerySet":
        """This one, if it is among them."""
        return self.filter(pk=family.pk)

    def but(self, family: "Family") -> "FamilyQuerySet":
        """The others."""
        return self.exclude(pk=family.pk)

    def with_reference(self, reference: str) -> "FamilyQuerySet":
        """The family with this reference, or that a record with this reference was put together with."""
        every = Family.objects.order_by()
        # Two questions that an index answers each: an OR over two tables reads every family.
        return self.filter(pk__in=every.filter(reference=reference).values("pk").union(every.filter(merges__old_reference=reference).values("pk")))

    def bounced(self) -> "FamilyQuerySet":
        """Whom to ring for a new address: not a number that anybody may have typed who did not confirm, unless an officer wrote it down."""
        known = models.Q(confirmed_at__isnull=False) | ~models.Q(taken_by="")
        return self.filter(known, bounced_at__isnull=False).order_by("bounced_at", "pk")

    def newly_bounced(self, email: str, when: dt.datetime) -> "FamilyQuerySet":
        """With this address, which sent our mail back at that moment: not those of whom we know it, nor those who have answered from there since."""
        answered = Family.objects.filter(confirmations__email_hash__in=keys.email_hashes(email), confirmations__used_at__gte=when)
        return self.with_email(email).filter(bounced_at=None).exclude(confirmed_at__gte=when).exclude(pk__in=answered.values("pk"))

    def of_children(self, children: models.QuerySet) -> "FamilyQuerySet":
        """The families of these children, the oldest record first."""
        return self.filter(pk__in=children.values("family")).order_by("created_at", "pk")

    def with_no_other_child_than(self, children: models.QuerySet) -> "FamilyQuerySet":
        others = children.model.objects.filter(family=models.OuterRef("pk")).exclude(pk__in=children.values("pk"))
        return self.of_children(children).exclude(models.Exists(others))

    def lock_all_with(self, *, email: str, phone: str, family: "Family") -> None:
        """Hold every row that the address, the number or this family is about, in one order, until the transaction ends."""
        mine = models.Q(pk=family.pk) | models.Q(email_hash__in=keys.email_hashes(email) if email else [])
        if phone and not email:
            mine |= models.Q(phone_hash__in=keys.phone_hashes(phone))
        list(self.filter(mine).select_for_update().order_by("pk").values_list("pk"))

    def agreeing_to(self, purpose: Purpose, channel: Channel) -> "FamilyQuerySet":
        """Confirmed families that agree to this now and can be reached so, still answer, and did not ask for a pause: nobody else may be written to for it."""
        agreed = Consent.objects.standing().filter(family=models.OuterRef("pk"), purpose=purpose, channel__in=[channel, Channel.ANY])
        return self.confirmed().reachable(channel).filter(models.Q(paused_until=None) | models.Q(paused_until__lte=timezone.localdate()), models.Exists(agreed), stopped_at=None)

    def reachable(self, channel: Channel) -> "FamilyQuerySet":
        """Who gave what this way of writing needs: an address that sends mail back is none, nor is a number that never answered us."""
        return {
            Channel.EMAIL: self.exclude(email_hash="").filter(bounced_at=None),
            Channel.TEXT: self.filter(can_be_texted=True, phone_confirmed_at__isnull=False),
            Channel.POST: self.filter(has_address=True, no_letters=False),
            Channel.ANY: self,
        }[channel]


class Family(models.Model):
    """One person who joined for children or for themselves. Unconfirmed until the link or the code that we sent is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True, default=keys.new_reference, editable=False)
    form_id = models.UUIDField(unique=True, editable=False, help_text="The form's own number: sending it twice is one sign-up.")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="family", verbose_name=_("sign-in"))
    first_name = EncryptedTextField(_("first name"))
    last_name = EncryptedTextField(_("last name"))
    relationship = models.CharField(_("relationship"), max_length=20, choices=Relationship)
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_hash = models.CharField(_("keyed hash of the e-mail"), max_length=64, blank=True, editable=False)
    bounced_at = models.DateTimeField(_("mail came back"), null=True, blank=True, editable=False)
    phone = EncryptedTextField(_("phone"), blank=True, help_text=_("As +44…, whatever was typed."))
    phone_hash = models.CharField(_("keyed hash of the phone number"), max_length=64, blank=True, editable=False)
    phone_confirmed_at = models.DateTimeField(_("the number answered"), null=True, blank=True, editable=False)
    can_be_texted = models.BooleanField(_("the number is a mobile’s"), default=False)
    postcode = EncryptedTextField(_("postcode"), blank=True)
    address = EncryptedTextField(_("postal address"), blank=True)
    has_address = models.BooleanField(_("can be written to by post"), default=False, editable=False)
    no_letters = models.BooleanField(_("letters are not safe to send there"), default=False)
    household_hash = models.CharField(_("keyed hash of last name and postcode"), max_length=64, blank=True, editable=False)
    first_half_hash = models.CharField(_("keyed hash of the first half of a double last name and postcode"), max_length=64, blank=True, editable=False)
    last_half_hash = models.CharField(_("keyed hash of the last half of a double last name and postcode"), max_length=64, blank=True, editable=False)
    borough = models.ForeignKey(Borough, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("borough"))
    ward = models.ForeignKey(Ward, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("ward"))
    reach = models.CharField(_("likes to hear from us by"), max_length=10, choices=Reach, blank=True)
    language = models.ForeignKey(Language, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("language, when it is not English"))
    other_language = EncryptedTextField(_("language that is not in the list"), blank=True)
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    reading_format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.STANDARD)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics of interest"))
    taking_part = models.JSONField(_("ways to take part"), default=list, blank=True)
    wants_less = models.BooleanField(_("wants fewer messages"), default=False)
    paused_until = models.DateField(_("not written to until"), null=True, blank=True)
    equality = EncryptedTextField(_("equality answers"), blank=True, editable=False, help_text="JSON, until the sign-up is confirmed: then they are parted from the family.")
    form_digest = models.CharField(max_length=64, editable=False, help_text="A keyed hash of all that was sent: the same form with other answers is noticed.")
    joined_how = models.CharField(_("joined"), max_length=10, choices=WAYS_TO_JOIN, default=How.SIGN_UP)
    paper_date = models.DateField(_("date on the paper form"), null=True, blank=True)
    taken_by = models.EmailField(_("written down by"), blank=True, editable=False, help_text=_("The officer who typed it in for the family."))
    source_code = models.CharField(_("campaign code"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("signed up"), default=timezone.now)
    asked_at = models.DateTimeField(_("last asked to confirm"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    said_at = models.DateTimeField(_("last said that it is right"), null=True, blank=True, db_index=True)
    asked_again_at = models.DateTimeField(_("asked if it is still right"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("not written to since"), null=True, blank=True)

    wagtail_reference_index_ignore = True
    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        indexes = [
            models.Index(fields=["-created_at"], name="family_newest"),
            models.Index(fields=["asked_at"], condition=models.Q(confirmed_at=None), name="family_to_forget"),
            models.Index(fields=["confirmed_at"], name="family_confirmed"),
            # With the moment, so that values which several share are found in the index alone, the newest first.
            *(models.Index(fields=[f"{name}_hash", "created_at"], name=f"family_{name}") for name in ("email", "phone", "household", "first_half", "last_half")),
            # What an officer's lists are read by: few families are in each.
            models.Index(fields=["bounced_at"], condition=models.Q(bounced_at__isnull=False), name="family_bounced"),
            models.Index(fields=["asked_again_at"], condition=models.Q(asked_again_at__isnull=False), name="family_asked_again"),
            models.Index(fields=["stopped_at"], condition=models.Q(stopped_at__isnull=False), name="family_stopped"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["email_hash"], condition=models.Q(confirmed_at__isnull=False) & ~models.Q(email_hash=""), name="family_once_an_address"),
            models.UniqueConstraint(
                fields=["phone_hash"],
                condition=models.Q(confirmed_at__isnull=False, email_hash="", phone_confirmed_at__isnull=False) & ~models.Q(phone_hash=""),
                name="family_without_email_once_a_number",
            ),
            models.CheckConstraint(condition=~models.Q(email_hash="") | ~models.Q(phone_hash="") | models.Q(has_address=True), name="family_can_be_reached"),
            models.CheckConstraint(condition=models.Q(can_be_texted=False) | ~models.Q(phone_hash=""), name="family_texted_by_a_number"),
            models.CheckConstraint(condition=models.Q(joined_how__in=[code for code, _label in WAYS_TO_JOIN]), name="family_joined_in_a_known_way"),
            models.CheckConstraint(condition=models.Q(reading_format__in=Format.values), name="family_reads_a_known_format"),
            models.CheckConstraint(condition=models.Q(reach__in=["", *Reach.values]), name="family_reached_in_a_known_way"),
            models.CheckConstraint(condition=~models.Q(joined_how=How.PAPER) | models.Q(paper_date__isnull=False), name="family_on_paper_has_its_date"),
            models.CheckConstraint(condition=models.Q(account=None) | models.Q(confirmed_at__isnull=False), name="family_signs_in_once_confirmed"),
            models.CheckConstraint(condition=models.Q(confirmed_at=None) | models.Q(said_at__isnull=False), name="family_confirmed_has_said_so"),
            models.CheckConstraint(condition=models.Q(stopped_at=None) | models.Q(asked_again_at__isnull=False), name="family_asked_before_we_stop"),
            models.CheckConstraint(condition=models.Q(relationship__in=Relationship.values), name="family_of_a_known_relationship"),
        ]
        permissions = [("view_totals", "Can see totals of the register")]

    def __str__(self) -> str:
        """The reference: a name would end in logs and titles."""
        return self.reference

    @property
    def is_young_person(self) -> bool:
        """Who joined for themselves, and tells of nobody else."""
        return self.relationship == Relationship.YOUNG_PERSON

    @property
    def days_to_confirm(self) -> int:
        """How long its link works, and its sign-up waits: longer when an officer wrote it down."""
        return settings.REGISTER_ASSISTED_DAYS if self.taken_by else settings.REGISTER_UNCONFIRMED_DAYS

    @property
    def is_paused(self) -> bool:
        return bool(self.paused_until and self.paused_until > timezone.localdate())

    @property
    def waits_for_number(self) -> bool:
        """Whether something was agreed to that comes by text, and the mobile has not answered."""
        return texts.are_on() and self.can_be_texted and not self.phone_confirmed_at and self.consents.standing().filter(channel=Channel.TEXT).exists()

    def lacks_for(self, choice: Choice) -> Lack:
        """`ANSWER`: the mobile is there, and nobody has shown yet that it is theirs. `TEXTS`: this portal sends none."""
        if choice.needs_address and not self.has_address:
            return Lack.ADDRESS
        if choice.channel == Channel.TEXT and not texts.are_on():
            return Lack.TEXTS
        if choice.channel != Channel.TEXT or self.proven_mobile:
            return Lack.NOTHING
        return Lack.ANSWER if self.can_be_texted else Lack.MOBILE

    @property
    def agreed_words(self) -> list[WordingVersion]:
        """The words of each choice that stands, as they were shown."""
        return [consent.wording for consent in self.consents.standing().select_related("wording__wording")]

    def has_child(self, child_id: uuid.UUID) -> bool:
        return self.children.filter(pk=child_id).exists()

    @property
    def proven_mobile(self) -> str:
        """Where texts can go: the number, when it is a mobile's and has answered. `FamilyQuerySet.reachable` asks the same of many."""
        return self.proven_phone if self.can_be_texted else ""

    def is_reached_without(self, channel: Channel) -> bool:
        """Whether something is left to reach it by when its e-mail address, number or postal address goes."""
        there = {Channel.EMAIL: bool(self.email), Channel.TEXT: bool(self.phone), Channel.POST: self.has_address}
        return any(is_there for each, is_there in there.items() if each != channel)

    @property
    def name_hashes(self) -> set[str]:
        """Those that it has."""
        return {getattr(self, name) for name in NAME_HASHES} - {""}

    @property
    def proven_phone(self) -> str:
        """The number, once it has answered; empty before, for it may be somebody else's."""
        return self.phone if self.phone_confirmed_at else ""

    @property
    def every_key(self) -> list[uuid.UUID]:
        """Its key, and those of the records that were put together with it: an older backup still has them."""
        return [self.pk, *self.merges.values_list("gone_id", flat=True)]
