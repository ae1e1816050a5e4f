"""Our word lists as the standard's taxonomies, each with its terms."""

from collections.abc import Iterable
from dataclasses import dataclass

from home.models import EVERY_ONE
from localoffer.models import AccessFact, AgePhase, Category, Need, SendQuestion
from localoffer.openreferral.publish.made import Record, identity, record


@dataclass(frozen=True)
class Taxonomy:
    """One of our word lists; `link_type` is what an attribute with one of its terms says about a service."""

    code: str
    link_type: str
    name: str
    description: str

    @property
    def id(self) -> str:
        return identity("taxonomy", self.code)


@dataclass(frozen=True)
class Term:
    taxonomy: Taxonomy
    code: str
    name: str
    description: str
    parent_code: str = ""

    @property
    def id(self) -> str:
        return identity("term", self.taxonomy.code, self.code)

    @property
    def parent_id(self) -> str | None:
        return identity("term", self.taxonomy.code, self.parent_code) if self.parent_code else None


NEEDS = Taxonomy("need", "send_need", "SEND needs", "Kinds of special educational need, by the codes of the school census.")
PHASES = Taxonomy("age-phase", "age_phase", "Age phases", "Phases of growing up, from birth to 25.")
ACCESS = Taxonomy("access", "suitability", "Access", "What somebody has checked about getting in and taking part. A term is given only when the answer is yes.")
ANSWERS = Taxonomy("local-offer", "local_offer", "Local Offer questions", "What families may expect an answer to from schools, nurseries, colleges and health services.")
CATEGORIES = Taxonomy("category", "service_category", "Kinds of help", "What kind of help a service is, in two levels.")
TAXONOMIES = (NEEDS, PHASES, ACCESS, ANSWERS, CATEGORIES)


EVERY = Term(NEEDS, EVERY_ONE, "Every need", "For children and young people with any special need.")


def need(row: Need) -> Term:
    return Term(NEEDS, row.code, row.name, f"A kind of need: {row.name}")


def phase(row: AgePhase) -> Term:
    return Term(PHASES, row.code, row.name, f"From {row.min_age} to {row.max_age} years: {row.name}")


def access(kind: str) -> Term:
    name = str(AccessFact.Kind(kind).label)
    return Term(ACCESS, kind, name, f"Checked: {name}")


def question(row: SendQuestion) -> Term:
    return Term(ANSWERS, row.code, row.name, f"{SendQuestion.AskedOf(row.asked_of).label}: {row.name}")


def category(row: Category) -> Term:
    """Needs the row's parent loaded."""
    return Term(CATEGORIES, row.code, row.name, f"A kind of help: {row.name}", row.parent.code if row.parent else "")


def every_term() -> list[Term]:
    """Every term that a service can have, list by list: four queries, however many there are."""
    return [
        *map(need, Need.objects.all()),
        EVERY,
        *map(phase, AgePhase.objects.all()),
        *map(access, AccessFact.Kind.values),
        *map(question, SendQuestion.objects.all()),
        *map(category, Category.objects.select_related("parent")),
    ]


def taxonomy_record(taxonomy: Taxonomy, terms: Iterable[Term] = (), *, base: str) -> Record:
    return record(
        id=taxonomy.id,
        name=taxonomy.name,
        description=taxonomy.description,
        uri=f"{base}/taxonomies/{taxonomy.id}",
        taxonomy_terms=[term_record(term, base=base) for term in terms],
    )


def term_record(term: Term, *, base: str) -> Record:
    """A term always has its code: without one, DfE's reader drops the service."""
    return record(
        id=term.id,
        code=term.code,
        name=term.name,
        description=term.description,
        parent_id=term.parent_id,
        taxonomy=term.taxonomy.name,
        taxonomy_id=term.taxonomy.id,
        term_uri=f"{base}/taxonomy_terms/{term.id}",
    )
