"""Surveys compare who answered with the families there are, whose numbers the register keeps: neither knows the other."""

from collections.abc import Mapping

from feedback.surveys.baselines import Known
from register.models import Baseline


def known() -> Mapping[str, Known]:
    return {dimension: Known(one.numbers, one.of, f"{one.source}, {one.counted_on:%d %B %Y}") for dimension, one in Baseline.objects.in_force().items()}
