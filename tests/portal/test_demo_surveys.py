"""The demo's surveys can be looked at from every side."""

import pytest

from feedback.models import Survey
from feedback.surveys.report import report
from portal.demo.load import CONTENT
from portal.demo.surveys import make_surveys

pytestmark = pytest.mark.django_db


def test_one_is_over_with_numbers_and_one_can_be_answered(client, site):
    for _time in range(2):
        make_surveys(CONTENT / "surveys.yaml")
    found = report(Survey.objects.get(slug="short-breaks-summer"))
    assert (found.answers, found.survey.is_over, found.is_rounded) == (96, True, False)
    assert [rate.answered for rate in found.rates] == [96, 52, 31, 13]
    assert all(row.number is None or row.number >= 5 for total in found.totals for row in total.rows)
    assert len(found.themes["q5"]) == 4
    assert client.get("/surveys/this-website/").status_code == 200
    assert Survey.objects.count() == 2
