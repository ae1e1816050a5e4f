"""The search table and what belongs to it: the outbox, the vocabulary, families' words and the daily totals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from search.bets import BestBet
from search.days import SearchDay
from search.query import Synonyms, recognised
from search.words import STOP_WORDS, words

__all__ = [
    "BestBet",
    "SearchDay",
    "SearchEntry",
    "SearchFacet",
    "SearchFacts",
    "SearchOutbox",
    "SearchPlace",
    "SearchWord",
    "SynonymGroup",
]


class SearchEntryQuerySet(models.QuerySet):
    def shown(self, on: dt.date) -> "SearchEntryQuerySet":
        """Entries that are not to be hidden on that day because nobody has checked them for too long."""
        return self.exclude(facts__hide_on__lte=on)

    def for_readers(self, language: str, borough: str) -> "SearchEntryQuerySet":
        """Entries in that language, for that borough; for any when none is named."""
        entries = self.filter(language__in=["", language])
        if not borough:
            return entries
        bit = SearchFacet.objects.filter(facet="borough", code=borough).values_list("bit", flat=True).first()
        if bit is None:
            return entries.filter(facts__borough=-1)
        return entries.annotate(own=models.F("facts__borough").bitand(1 << bit)).exclude(own=0)


class SearchEntry(models.Model):
    """One thing that can be found, once a language: a cache of the database, which `manage.py search_index rebuild` makes anew.

    The database keeps an index of the four columns of stems (migration 0002). It and the columns are written together or not at all.
    """

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Guidance")
        SERVICE = "service", _("Services")
        EVENT = "event", _("Events")
        NEWS = "news", _("News")
        DOCUMENT = "document", _("Documents")
        YOU_SAID = "you-said-we-did", _("You said, we did")
        INFORMATION = "information", _("About this site")

    key = models.CharField(max_length=50, help_text="“page:12” or “service:…”: which row of the database this is about.")
    language = models.CharField(max_length=12, blank=True, help_text="Empty: found in every language.")
    kind = models.CharField(max_length=20, choices=Kind)
    fingerprint = models.CharField(max_length=32, blank=True, help_text="Of everything that is kept about it; another one means that it changed.")
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    title_stems = models.TextField(blank=True)
    keywords_stems = models.TextField(blank=True)
    summary_stems = models.TextField(blank=True)
    body_stems = models.TextField(blank=True)
    body = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="search_entry_once_a_language")]

    def __str__(self) -> str:
        return self.title

    def vocabulary(self) -> set[str]:
        """The words a family can find it by, each once. Numbers are left out: nobody misspells them into words."""
        return {word for word in words(f"{self.title} {self.keywords} {self.summary} {self.body}") if word.isalpha() and word not in STOP_WORDS}


class SearchFacet(models.Model):
    """Which bit of a facet's mask stands for a code. Given when a code is first seen; a rebuild takes back those that nothing has."""

    MOST = 62

    facet = models.CharField(max_length=10)
    code = models.CharField(max_length=50)
    bit = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("search facet")
        constraints = [
            models.UniqueConstraint(fields=["facet", "code"], name="search_facet_code_once"),
            models.UniqueConstraint(fields=["facet", "bit"], name="search_facet_bit_once"),
            models.CheckConstraint(condition=models.Q(bit__lt=62), name="search_facet_bit_in_a_mask"),
        ]

    def __str__(self) -> str:
        return f"{self.facet}={self.code}"


class SearchFacts(models.Model):
    """What an entry is chosen and sorted by, in a narrow table of its own, because all of it may be read for one search.

    Each facet is a mask of the bits in `SearchFacet`; -1 has all bits: for every one. `ages` has a bit a year. Bit 62 alone: nobody has said.
    """

    entry = models.OneToOneField(SearchEntry, primary_key=True, on_delete=models.CASCADE, related_name="facts")
    language = models.CharField(max_length=12, blank=True)
    type = models.BigIntegerField(default=0)
    need = models.BigIntegerField(default=0)
    phase = models.BigIntegerField(default=0)
    category = models.BigIntegerField(default=0)
    borough = models.BigIntegerField(default=0)
    access = models.BigIntegerField(default=0)
    day = models.BigIntegerField(default=0)
    delivery = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    route = models.BigIntegerField(default=0)
    ages = models.BigIntegerField(default=-1)
    no_place = models.BooleanField(default=False, help_text="It is somewhere, and nobody has said where.")
    checked_on = models.DateField(null=True)
    verify_by = models.DateField(null=True)
    hide_on = models.DateField(null=True)
    name = models.CharField(max_length=60, help_text="The beginning of the folded title, to sort by.")

    class Meta:
        verbose_name = _("search facts")

    def __str__(self) -> str:
        return self.name


class SearchPlace(models.Model):
    """Where an entry is, as anybody may know it; several for one that is in several places."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="places", db_index=False)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        verbose_name = _("search place")
        indexes = [
            models.Index(fields=["entry", "latitude", "longitude"], name="search_place_of_entry"),
            models.Index(fields=["latitude", "longitude", "entry"], name="search_place_in_box"),
        ]

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"


class SearchOutbox(models.Model):
    """A note, written with the change itself, that a thing has to be looked at again. Rows are only ever added and taken away."""

    key = models.CharField(max_length=50)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("search outbox row")

    def __str__(self) -> str:
        return self.key


class SearchNote(models.Model):
    """A note, written with the entries themselves, that Elasticsearch has to be told of one. Its number is the version of what is sent.

    Rows are only ever added and taken away; one without an identity only takes a number.
    """

    identity = models.CharField(max_length=70, blank=True, help_text="The key and the language of an entry that is new or gone.")

    class Meta:
        verbose_name = _("search note")

    def __str__(self) -> str:
        return self.identity


class SearchWordQuerySet(models.QuerySet):
    def documents(self, stems: Iterable[str]) -> dict[str, int]:
        """How many entries have each of the stems, about; a stem that nothing has is left out."""
        return dict(self.filter(stem__in=set(stems)).values_list("stem").annotate(models.Max("documents")))

    def like(self, misspelt: Iterable[str]) -> "SearchWordQuerySet":
        """Words that one of the misspelt words may have meant: about as long with the same beginning or end, or longer."""
        near = models.Q(pk__in=[])
        for word in misspelt:
            ends_alike = models.Q(word__startswith=word[0]) | models.Q(word__endswith=word[-3:])
            near |= models.Q(word__startswith=word) | models.Q(length__range=(len(word) - 2, len(word) + 2)) & ends_alike
        return self.annotate(length=Length("word")).filter(near).order_by("-documents")

    def stems_beginning(self, letters: str, *, most: int) -> list[str]:
        """The stems of the commonest words that begin with these letters."""
        return list(self.filter(word__startswith=letters).order_by("-documents", "word").values_list("stem", flat=True)[:most])

    def beginning_like(self, word: str) -> "SearchWordQuerySet":
        """The commonest words that a word whose end isn't typed yet may have meant: as long or longer, with the same first letter."""
        return self.annotate(length=Length("word")).filter(word__startswith=word[0], length__gte=len(word) - 1).order_by("-documents", "word")[:600]


class SearchWord(models.Model):
    """A word that families can find something by: the index's own vocabulary, from which a misspelt word is put right."""

    word = models.CharField(max_length=40, primary_key=True)
    stem = models.CharField(max_length=40, db_index=True)
    documents = models.IntegerField(default=0, help_text="How many entries have the word.")

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("search word")

    def __str__(self) -> str:
        return self.word


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    def synonyms(self) -> Synonyms:
        """All groups as one value that a search can be understood with."""
        return Synonyms((group.same, group.besides) for group in self.all())

    def shared_words(self) -> dict[int, list[str]]:
        """For each group (its number) the words that another group has too: searching for one of them finds the words of both."""
        where: dict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
        for group in self.all():
            for word in group.same:
                for phrase in recognised(word):
                    where[phrase][group.pk] = word
        shared: dict[int, dict[str, None]] = defaultdict(dict)
        for groups in where.values():
            for pk, word in groups.items() if len(groups) > 1 else ():
                shared[pk][word] = None
        return {pk: list(words) for pk, words in shared.items()}


class SynonymGroup(models.Model):
    """Families' words for one thing. A change works from the next search on, without a new index."""

    words = models.TextField(_("words that mean the same"), max_length=1_000, help_text=_("With commas between: autism, autistic, ASD, ASC. Searching for one finds the others."))
    also_find = models.TextField(
        _("look for these too"),
        max_length=1_000,
        blank=True,
        help_text=_("One way only. “can’t sit still” may look for ADHD too, while a search for ADHD stays as it is."),
    )

    objects = SynonymGroupQuerySet.as_manager()
    panels = [FieldPanel("words"), FieldPanel("also_find")]

    class Meta:
        ordering = ["words"]
        verbose_name = _("families’ words")
        verbose_name_plural = _("families’ words for search")

    def __str__(self) -> str:
        return self.words if len(self.words) <= 80 else f"{self.words[:79]}…"

    def clean(self) -> None:
        super().clean()
        if len(self.same) + len(self.besides) < 2:
            raise ValidationError({"words": _("Write at least two words, with a comma between them.")})

    @property
    def same(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]

    @property
    def besides(self) -> list[str]:
        return [word.strip() for word in self.also_find.split(",") if word.strip()]
