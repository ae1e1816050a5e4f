"""A group's rules as a person reads them: every value by the name that families know, the whole as one sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models.segment import RULES
from campaigns.rules import ENGLISH
from feedback.models import Survey
from home.models import Borough
from localoffer.models import AgePhase, Language, Need, Topic, Ward
from register.models import Format, Reach, SupportStage

Rules = Mapping[str, list[str]]
# What can be ticked, in this order.
RULE_NAMES = {
    "boroughs": gettext_lazy("Borough"),
    "wards": gettext_lazy("Ward"),
    "phases": gettext_lazy("Age of a child"),
    "needs": gettext_lazy("Need of a child"),
    "stages": gettext_lazy("Support now"),
    "topics": gettext_lazy("Topic of interest"),
    "languages": gettext_lazy("Language"),
    "formats": gettext_lazy("Format"),
    "reach": gettext_lazy("Likes to hear by"),
    "answered": gettext_lazy("Answered a survey that we sent"),
    "not_answered": gettext_lazy("Was sent a survey and has not answered"),
}
ASKED = tuple(RULE_NAMES)
# Each follows "Families" and "not those".
PHRASES = {
    "boroughs": gettext_lazy("living in %(names)s"),
    "wards": gettext_lazy("living in the ward %(names)s"),
    "phases": gettext_lazy("with a child in the age phase %(names)s"),
    "needs": gettext_lazy("with a child who has the need %(names)s"),
    "stages": gettext_lazy("with a child whose support now is %(names)s"),
    "topics": gettext_lazy("interested in %(names)s"),
    "languages": gettext_lazy("who read %(names)s"),
    "formats": gettext_lazy("who asked for %(names)s"),
    "reach": gettext_lazy("who like to hear by %(names)s"),
    "answered": gettext_lazy("who answered the survey %(names)s"),
    "not_answered": gettext_lazy("who did not answer the survey %(names)s"),
}


class Names:
    """What each value of a rule is called. A list is looked up when it is first asked for, and once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def of(self, rule: str) -> dict[str, str]:
        """Name by code, in the order families see them; nothing for a rule whose values have no names."""
        if rule not in self._known:
            self._known[rule] = _look_up(rule)
        return self._known[rule]

    def say(self, rule: str, code: str) -> str:
        """The code itself where the list has it no more."""
        return self.of(rule).get(code, code)


def sentence(include: Rules, leave_out: Rules, names: Names | None = None) -> str:
    """Who gets it and who does not. `names`: those of other sentences, so that nothing is looked up twice."""
    known = names or Names()
    wanted, unwanted = _phrases(include, known), _phrases(leave_out, known)
    who = _("Families %(rules)s") % {"rules": listed(wanted, _("and"))} if wanted else _("Every family in the register")
    return f"{who}; {listed([_('not those %(rule)s') % {'rule': each} for each in unwanted], _('and'))}." if unwanted else f"{who}."


def listed(parts: list[str], last: str) -> str:
    """["a", "b", "c"] reads "a, b or c", when `last` is "or"."""
    return " ".join([", ".join(parts[:-1]), last, parts[-1]]) if len(parts) > 1 else "".join(parts)


def _phrases(rules: Rules, names: Names) -> list[str]:
    return [str(PHRASES[rule]) % {"names": listed([f"“{names.say(rule, code)}”" for code in rules[rule]], _("or"))} for rule in RULES if rules.get(rule)]


def _look_up(rule: str) -> dict[str, str]:
    if rule in CHOICES:
        return {str(code): str(label) for code, label in CHOICES[rule]}
    if rule == "boroughs":
        return dict(Borough.objects.known().values_list("slug", "name"))
    if rule in {"answered", "not_answered"}:
        return dict(Survey.objects.exclude(mailings=None).values_list("slug", "title"))
    if rule == "wards":
        return {ward.code: str(ward) for ward in Ward.objects.select_related("borough").order_by("borough__order", "name", "code")}
    model = VOCABULARIES.get(rule)
    found = dict(model._default_manager.values_list("code", "name")) if model else {}
    return {ENGLISH: _("English")} | found if rule == "languages" else found


VOCABULARIES = {"phases": AgePhase, "needs": Need, "topics": Topic, "languages": Language}
CHOICES = {"stages": SupportStage.choices, "formats": Format.choices, "reach": Reach.choices}
