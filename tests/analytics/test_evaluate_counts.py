import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.same_on_any_server

WORKED = Path(__file__).parent / "worked-cases.json"


def printed(file):
    out = StringIO()
    call_command("evaluate_counts", str(file), stdout=out)
    return json.loads(out.getvalue())


def test_each_case_of_the_file_is_answered_by_its_id():
    cases = json.loads(WORKED.read_text(encoding="utf-8"))["cases"]

    results = printed(WORKED)

    assert list(results) == [case["id"] for case in cases]
    assert results["weekly_pattern_28_28"]["warnings"] == ["OVERDISPERSED", "NO_SEASONAL_CHECK"]


def test_an_invalid_case_is_answered_with_a_sentence(tmp_path):
    file = tmp_path / "cases.json"
    good = {"id": "good", "function": "wilson", "inputs": {"x": 8, "n": 21}}
    bad = {"id": "bad", "function": "wilson", "inputs": {"x": float("nan"), "n": 21}}
    file.write_text(json.dumps({"cases": [bad, good]}), encoding="utf-8")

    results = printed(file)

    assert results["bad"] == {"error": "x must be a whole number, not nan."}
    assert set(results["good"]) == {"p", "low", "high"}


def test_a_file_saved_by_windows_is_read(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text('{"cases": []}', encoding="utf-8-sig")

    assert printed(file) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not JSON"),
        (b"{'cases': []}", "is not JSON"),
        (b"\x89PNG\r\n\xff", "is not UTF-8 text"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cases": [' + b"9" * 5000 + b"]}", "is not JSON"),
        (b"[]", 'a list called "cases"'),
        (b'{"errors": []}', 'a list called "cases"'),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, content, why):
    file = tmp_path / "cases.json"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=why):
        printed(file)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        printed(tmp_path / "none.json")


def test_a_folder_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        printed(tmp_path)
