"""Two windows of one browser: each may tell of another child, and neither writes over what the other has sent."""

import re

from django.urls import reverse

from accounts.sessions import SessionStore, alone
from register.journey import Journey
from tests.register.conftest import Parent

SUPPORT = {"support_stage": "ehc-plan", "needs": ["asd"]}


def key_of(page: str, name: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]}


def test_two_windows_that_each_tell_of_one_more_child_tell_of_two(parent):
    parent.goes_to("interests")
    one, other = (key_of(parent.page("child-2").content.decode(), "child_key") for _ in range(2))
    assert parent.answer("child-2", nickname="Sam", birth_month="May", birth_year="2012", **one).url == reverse("register_question", args=["setting-2"])
    assert parent.answer("child-2", nickname="Zoe", birth_month="June", birth_year="2015", **other).url == reverse("register_question", args=["setting-3"])
    parent.answer("child-2", nickname="Samir", birth_month="May", birth_year="2012", **one)
    parent.answer("setting-2", setting_name="Hill School", **other)
    told = Journey(parent.browser.session).answers
    assert [told[f"child-{number}"]["nickname"] for number in (1, 2, 3)] == ["Bee", "Samir", "Zoe"], "pressed again it is the same child"
    assert told["setting-3"]["setting_name"] == "Hill School" and "setting-2" not in told
    parent.browser.post(reverse("register_children"), {"number": "3"})
    late = parent.answer("setting-3", setting_name="Late School", **other).url
    assert late == reverse("register_children") + "?gone=1" and "not in your form any more" in parent.browser.get(late).content.decode(), "the child of that page was taken out"


def test_two_windows_that_each_add_a_child_on_the_own_page_add_two(parent):
    family = parent.joins()
    first = reverse("my_family_add_child", args=["child"])
    windows = {name: key_of(parent.browser.get(first).content.decode(), "new_child") for name in ("Sam", "Zoe")}
    following = {name: parent.browser.post(first, {"nickname": name, "birth_month": "May", "birth_year": "2012"} | key).url for name, key in windows.items()}
    for name, address in following.items():
        page = parent.browser.get(address).content.decode()
        after = parent.browser.post(address, {"setting_name": f"{name}’s school"} | key_of(page, "new_child")).url
        parent.browser.post(after, SUPPORT | windows[name])
    assert {child.setting_name for child in family.children.all()} == {"Larkmere Primary", "Sam’s school", "Zoe’s school"}
    assert parent.browser.session["register-new-children"] == {}


def told_in(session: SessionStore, step: str, **values: str) -> None:
    with alone(session):
        Journey(session).answer(step, values)


def test_two_pages_sent_at_one_moment_are_both_kept(parent: Parent):
    """Each request read the session before the other wrote, and writes it again at its end."""
    parent.starts()
    key = parent.browser.session.session_key
    one, other = SessionStore(key), SessionStore(key)
    assert Journey(one).is_open and Journey(other).is_open
    told_in(one, "about-you", first_name="Changed")
    told_in(other, "home", postcode="LK1 2AC")
    one.save()
    kept = Journey(SessionStore(key)).answers
    assert kept == {"about-you": {"first_name": "Changed"}, "home": {"postcode": "LK1 2AC"}}
