"""What is signed, and who signed it. A sign-off counts for exactly the words and the plan that it was given for: nobody has to take it back."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import SHA256
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.insert_only import InsertOnlyModel, InsertOnlyQuerySet
from campaigns.models.codes import new_code, read_code
from campaigns.models.mailing import Mailing
from campaigns.models.organisation import Organisation

# Of 32 signs each: nobody finds a letter by trying.
FINGERPRINT_LENGTH = 10


def new_fingerprint() -> str:
    return new_code(FINGERPRINT_LENGTH)


def read_fingerprint(text: str) -> str:
    """A check code as somebody typed it from paper, with spaces or dashes if they like; "" when it can't be one."""
    return read_code(re.sub(r"[\s-]", "", text), FINGERPRINT_LENGTH)


def digest_of(text: str) -> str:
    """SHA-256 of a text, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class Digest(SHA256):
    """`digest_of` in the database. Django asks PostgreSQL for an extension that it has not needed since version 11."""

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')", **context)


class MailingVersionQuerySet(InsertOnlyQuerySet):
    def signed(self) -> "MailingVersionQuerySet":
        """Those that each organisation which has to has signed, in these very words: the database makes the digests anew from what stands in the row."""
        same_words = SignOff.objects.given().filter(
            mailing=OuterRef("version__mailing"),
            organisation=OuterRef("organisation"),
            content_digest=Digest(OuterRef("version__content")),
            plan_digest=Digest(OuterRef("version__plan")),
        )
        required = RequiredSignature.objects.filter(version=OuterRef("pk"))
        always = [Exists(required.filter(organisation__kind=kind)) for kind in Organisation.ALWAYS]
        return self.filter(*always, ~Exists(required.filter(~Exists(same_words))))


class MailingVersion(InsertOnlyModel):
    """All messages of a campaign and the plan for sending them, as they were asked to be signed. Every word that leaves is read from here.

    `content` and `plan` are canonical JSON (`campaigns.manifest`), so that the same words have the same digest.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="versions", verbose_name=_("messages of"))
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField(_("words"))
    content_digest = models.CharField(max_length=64)
    plan = models.TextField(_("plan"))
    plan_digest = models.CharField(max_length=64)
    writers = models.JSONField(_("written by"), default=list, help_text="Staff's addresses: none of them signs.")
    fingerprint = models.CharField(_("check code"), max_length=FINGERPRINT_LENGTH, unique=True, default=new_fingerprint)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.EmailField(_("by"))

    wagtail_reference_index_ignore = True
    objects = MailingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("version of messages")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "number"], name="mailing_version_numbered_once"),
            models.UniqueConstraint(fields=["mailing", "content_digest", "plan_digest"], name="mailing_version_once_in_the_same_words"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} {self.number}"

    @cached_property
    def said(self) -> Mapping[str, Any]:
        return json.loads(self.content)

    @cached_property
    def planned(self) -> Mapping[str, Any]:
        return json.loads(self.plan)

    @property
    def is_whole(self) -> bool:
        """Whether the words are those that the digests were made of."""
        return digest_of(self.content) == self.content_digest and digest_of(self.plan) == self.plan_digest


class RequiredSignature(InsertOnlyModel):
    """An organisation that must sign a version before anything of it leaves; fixed when it is asked to."""

    version = models.ForeignKey(MailingVersion, on_delete=models.PROTECT, related_name="required", verbose_name=_("version"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation"))

    wagtail_reference_index_ignore = True
    objects = InsertOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["organisation"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="required_signature_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.organisation}"


class SignOffQuerySet(InsertOnlyQuerySet):
    def given(self) -> "SignOffQuerySet":
        return self.filter(is_signed=True)

    def of(self, version: MailingVersion) -> "SignOffQuerySet":
        """For exactly these words and this plan, also those given when they were another version's."""
        return self.filter(mailing=version.mailing_id, content_digest=version.content_digest, plan_digest=version.plan_digest)


class SignOff(InsertOnlyModel):
    """One organisation's answer to exactly these words and this plan: signed, or what should change."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("messages of"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sign_offs", verbose_name=_("for"))
    content_digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64)
    is_signed = models.BooleanField(_("signed"))
    asks_for = models.TextField(_("what should change"), blank=True, max_length=2000)
    name = models.CharField(_("name"), max_length=160)
    position = models.CharField(_("as"), max_length=80)
    by = models.EmailField(_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    wagtail_reference_index_ignore = True
    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("sign-off of messages")
        indexes = [models.Index(fields=["mailing", "organisation"], name="sign_off_of_a_mailing")]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "content_digest", "plan_digest", "organisation"], condition=Q(is_signed=True), name="sign_off_once_an_organisation"),
            models.UniqueConstraint(fields=["mailing", "content_digest", "plan_digest", "by"], condition=Q(is_signed=True), name="sign_off_once_a_person"),
            models.CheckConstraint(condition=Q(is_signed=True) ^ ~Q(asks_for=""), name="sign_off_signs_or_asks"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {'signed' if self.is_signed else 'asks for changes'}"
