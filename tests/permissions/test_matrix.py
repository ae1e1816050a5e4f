"""Who gets what answer at every address: matrix.csv, one row an address, one column a kind of visitor.

    200, 404 …   the answer's status            door   sent to sign in
    302          sent on, as everybody is       desk   sent back to the admin's home: "you do not have permission"
    -            not asked here: the answer depends on the machine, and has tests of its own

`may post` names who may send a form there: nobody, everybody, staff, who has signed in, or some of these and of the columns joined by " + ".
Whoever may not gets 403, 404, 405, `door` or `desk`. The form is empty, so "may" means to get past that: words about
what is missing count, and so does a page that takes no form and answers as it does when it is read.

Somebody of a provider gets what a family gets, unless the last column says otherwise.

`pattern` is the view's pattern as Django puts it together; `ask` is the address asked for, with things of
`addresses.make_things` in curly brackets. A view without a row fails, and the failure prints the rows to check and add.
"""

import csv
import io
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client, override_settings
from django.utils.safestring import SafeString

from accounts import roles
from localoffer.models import Service
from tests.factories import make_site
from tests.permissions.addresses import make_things, patterns
from tests.portal.desk import everyone, set_up_desk
from tests.standing import standing

pytestmark = pytest.mark.same_on_any_server

FILE = Path(__file__).with_name("matrix.csv")
PROVIDER = "Provider"
WHO = ["anonymous", "family", "PCF editor", "Council editor", "Register officer", "Signatory", "Analyst", "Auditor", "Administrator", "superuser", PROVIDER]
POST = "may post"


def rows() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return [row | {PROVIDER: row[PROVIDER] or row["family"]} for row in csv.DictReader(file)]


def answer_code(response: HttpResponse) -> str:
    where = response.get("Location", "")
    if response.status_code == 302 and where.startswith(("/accounts/login/", "/admin/login/")):
        return "door"
    return "desk" if response.status_code == 302 and where == "/admin/" else str(response.status_code)


OUTSIDE = {"anonymous", "family", PROVIDER}
REFUSALS = {f"errors/{name}.html" for name in ("400", "403", "404")}
REFUSED = {"403", "404", "405", "door", "desk"}
MAY_POST = {"nobody": set(), "everybody": set(WHO), "signed in": set(WHO[1:]), "staff": set(WHO[2:-1])}


def answers(method: str, user: object, things: dict[str, object], asked: list[dict[str, str]]) -> dict[str, str]:
    """What each address answers, by `ask`. Nothing that an answer changed is there when the next address is asked."""
    client, found = Client(raise_request_exception=False), {}
    if user:
        client.force_login(user)
    cookies = dict(client.cookies)
    for row in asked:
        with transaction.atomic():
            found[row["ask"]] = answer_code(getattr(client, method)(row["ask"].format(**things)))
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(cookies)
    return found


def may_post(cell: str) -> set[str]:
    return set().union(*(MAY_POST.get(part, {part}) for part in cell.split(" + ")))


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, tmp_path_factory):
    """People of every kind and things of every kind."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media")), EMAIL_BACKEND="accounts.mail.QueueBackend"), standing(django_db_blocker):
        site = make_site()
        set_up_desk()
        people = everyone()
        things = make_things(site, people)
        Service.objects.get(pk=things["service"]).provider.members.add(people["Provider"])
        yield people, things


@pytest.fixture
def only_who_may(monkeypatch, who):
    """Of staff it is asked who may, which is known before a page is put together: the desks are below, by one who may everything.

    What refuses the others is one page, put together once.
    """
    render, refusals = Template._render, {}

    def once(template, context):
        if template.name not in REFUSALS:
            return render(template, context)
        if template.name not in refusals:
            refusals[template.name] = render(template, context)
        return refusals[template.name]

    monkeypatch.setattr(Template, "_render", once if who in OUTSIDE else lambda template, context: SafeString(""))


def test_every_view_of_the_project_has_a_row():
    known = {row["pattern"] for row in rows()}
    missing = sorted(set(patterns()) - known)
    lines = io.StringIO()
    csv.writer(lines).writerows([pattern, "/" + pattern, *["?"] * (len(WHO) - 1), "?"] for pattern in missing)
    assert not missing, f"{len(missing)} views have no row in {FILE.name}. Add one for each; who gets what is for you to say:\n{lines.getvalue()}"


def test_no_row_is_about_a_view_that_is_gone():
    assert sorted({row["pattern"] for row in rows()} - set(patterns())) == []


@pytest.mark.whole_site
@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_every_answer_is_as_the_matrix_says(place, only_who_may, who):
    people, things = place
    asked = [row for row in rows() if row[who] != "-"]
    found = answers("get", people[who], things, asked)
    wrong = [f"{row['ask']}: {row[who]} in {FILE.name}, but got {found[row['ask']]}" for row in asked if row[who] != found[row["ask"]]]
    assert not wrong, f"{who}:\n" + "\n".join(wrong)


@pytest.mark.whole_site
@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_only_who_may_can_send_a_form(place, only_who_may, who):
    people, things = place
    asked = [row for row in rows() if row[POST] != "-"]
    found = answers("post", people[who], things, asked)
    wrong = [f"{row['ask']}: {row[POST]} in {FILE.name}, but {who} got {found[row['ask']]}" for row in asked if (who in may_post(row[POST])) == (found[row["ask"]] in REFUSED)]
    assert not wrong, "\n".join(wrong)
    if who in OUTSIDE:
        assert [ask for ask, got in found.items() if got.startswith("5")] == []


def test_each_row_says_who_may_post():
    """Written out: only names of columns, and nobody, everybody, staff or signed in."""
    unclear = [row["ask"] for row in rows() if row[POST] != "-" and (not row[POST] or not may_post(row[POST]) <= set(WHO))]
    assert not unclear, f"Say in {FILE.name} who may post there: {unclear}"


@pytest.mark.whole_site
@pytest.mark.django_db
def test_no_desk_of_staff_offers_a_family_or_somebody_of_a_provider(place):
    """Their accounts stand in no list of users to choose from: owners, filters, comments, sign-off. A provider's stand only where they are kept."""
    people, things = place
    client = Client(raise_request_exception=False)
    client.force_login(people["superuser"])
    asked = [row["ask"].format(**things) for row in rows() if row["pattern"].startswith("admin/") and row["superuser"] == "200"]
    pages = {address: client.get(address) for address in asked}
    kept = ("/admin/users/", "/admin/snippets/localoffer/provider/")
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(asked, 200)
    texts = {address: page.content.decode(errors="replace") for address, page in pages.items() if not page.streaming}
    assert [address for address, text in texts.items() if people["family"].email in text] == []
    assert [address for address, text in texts.items() if people[roles.PROVIDER].email in text and not address.startswith(kept)] == []


def test_nobody_gets_a_server_error_anywhere():
    assert [row["ask"] for row in rows() if any(row[who].startswith("5") for who in WHO)] == []


def test_the_editors_admin_is_shut_to_everybody_else():
    open_to_all = {"admin/sprite/", "admin/jsi18n/"}
    shut = {"door", "403", "404"}
    for row in rows():
        if row["pattern"].startswith("admin/") and row["pattern"] not in open_to_all and row["ask"] != "/admin/login/":
            assert {row[who] for who in OUTSIDE} <= shut, row["ask"]
            assert not may_post(row[POST]) & OUTSIDE, row["ask"]
