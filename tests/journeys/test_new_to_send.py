"""A worried parent walks "New to SEND" on a phone: question by question, with nothing kept."""

from itertools import product

import pytest
from django.test import Client

from home.models import Borough, SiteSettings
from localoffer import pathway
from localoffer.models import PathwayPage
from portal.starter.load import load_starter_content
from tests import factories

pytestmark = pytest.mark.django_db


AGES = {"baby": {"min_age": 0, "max_age": 4}, "school": {"min_age": 5, "max_age": 10}}


def question(key, words, *answers):
    return {
        "type": "question",
        "value": {"key": key, "question": words, "help": "", "answers": [{"key": answer, "label": answer.title(), **AGES.get(answer, {})} for answer in answers]},
    }


def suggestion(title, person="", category="", need="", place="", **when):
    conditions = [{"question": key, "answers": answers} for key, answers in when.items()]
    words = {"title": title, "reason": f"<p>Why {title.lower()} may help.</p>", "when": conditions}
    return {"type": "suggestion", "value": words | {"page": None, "person": person, "category": category, "need": need, "place": place}}


@pytest.fixture
def address(site):
    settings = SiteSettings.for_site(site)
    settings.sendiass_name, settings.sendiass_phone = "SENDIASS Larkmere", "020 7946 0400"
    settings.forum_name, settings.forum_phone = "Together Forum", "020 7946 0300"
    settings.save()
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    questions = [question("age", "How old is your child?", "baby", "school"), question("worry", "What worries you?", "talking", "sleep")]
    suggestions = [
        suggestion("Call us"),
        suggestion("Stay in touch", place="register"),
        suggestion("Talk to the nursery", age="baby"),
        suggestion("Talk to the school", age="school"),
        suggestion("Ask about speech therapy", worry="talking, sleep", category="health", need="slcn"),
    ]
    return factories.PathwayPageFactory(parent=start, questions=questions, suggestions=suggestions).url


@pytest.fixture
def read(address):
    def open_page(query="") -> str:
        response = Client().get(f"{address}{query}")
        assert response.status_code == 200
        assert not response.cookies
        return response.content.decode()

    return open_page


def test_one_question_a_page_until_the_next_steps(read):
    assert "How old is your child?" in read()
    assert "What worries you?" in read("?age=school")
    steps = read("?age=school&worry=talking")
    assert "Talk to the school" in steps
    assert "Ask about speech therapy" in steps
    assert "Talk to the nursery" not in steps
    assert "Why talk to the school may help." in steps


def test_sendiass_and_the_forum_are_always_there(read):
    for query in ("?age=school&worry=talking", "?age=skip&worry=skip"):
        steps = read(query)
        assert "SENDIASS Larkmere" in steps
        assert "020 7946 0400" in steps
        assert "Together Forum" in steps


def test_continue_without_an_answer_says_so(read):
    page = read("?asked=age")
    assert "<title>Error:" in page
    assert "Choose one answer." in page


def test_a_question_can_be_skipped(read):
    page = read()
    assert 'name="age" value="skip"' in page
    assert "What worries you?" in read("?age=skip")
    steps = read("?age=skip&worry=talking")
    assert "Talk to the school" not in steps
    assert "Ask about speech therapy" in steps


def test_an_answer_is_changed_from_what_it_was_and_the_later_ones_are_kept(read):
    steps = read("?age=school&worry=talking")
    assert 'href="?age=school&amp;worry=talking&amp;change=age"' in steps

    again = read("?age=school&worry=talking&change=age")
    assert "How old is your child?" in again
    assert 'type="radio" value="school" checked>' in again
    assert again.count(" checked>") == 1
    assert '<input type="hidden" name="worry" value="talking">' in again
    assert '<input type="hidden" name="age"' not in again
    assert 'name="robots" content="noindex"' in again
    assert "Your next steps" in read("?worry=talking&asked=age&age=baby")


def test_an_answer_that_contradicts_a_changed_one_is_taken_back_and_that_is_said(site):
    load_starter_content(site.root_page.specific)
    address = PathwayPage.objects.get().url
    page = Client().get(f"{address}?place=nursery&worry=talking&spoken=not-yet&want=plan&asked=age&age=11-to-15").content.decode()
    assert "we took it back" in page
    assert "A nursery, pre-school or childminder" in page
    assert 'value="nursery"' not in page
    assert "Where do they learn now?" in page
    assert '<input type="hidden" name="want" value="plan">' in page
    steps = Client().get(f"{address}?age=11-to-15&place=mainstream&worry=talking&spoken=not-yet&want=plan").content.decode()
    assert "we took it back" not in steps


def test_an_answer_nobody_offers_is_asked_again(read):
    assert "How old is your child?" in read("?age=elephant&worry=talking")


def test_no_family_is_told_that_it_does_not_qualify(read):
    steps = read("?age=skip&worry=skip").lower()
    for words in ("not eligible", "do not qualify", "don’t qualify", "cannot get"):
        assert words not in steps


@pytest.fixture
def words():
    return {"categories": [factories.CategoryFactory(code="health")], "needs": [factories.NeedFactory(code="slcn")]}


def test_the_next_steps_name_services_that_fit_the_worry_the_age_and_the_borough(read, words):
    larkmere, hollowdean = Borough.objects.order_by("order")
    factories.AgePhaseFactory(code="primary", min_age=5, max_age=11)
    factories.ServiceFactory(name="Speech clinic", min_age=5, max_age=11, is_for_every_borough=True, **words)
    factories.ServiceFactory(name="Clinic of nobody knows where", min_age=5, max_age=11, **words)
    factories.ServiceFactory(name="Speech clinic next door", boroughs=[hollowdean], **words)
    factories.ServiceFactory(name="Baby talk", max_age=4, **words)
    factories.ServiceFactory(name="Talk at college", min_age=16, **words)
    factories.ServiceFactory(name="Drawer clinic", is_published=False, **words)
    factories.ServiceFactory(name="Hearing clinic", categories=words["categories"], needs=[factories.NeedFactory(code="hi")])

    steps = read(f"?age=school&worry=talking&borough={larkmere.slug}")
    assert "Speech clinic" in steps
    for other in ("Speech clinic next door", "Clinic of nobody knows where", "Baby talk", "Talk at college", "Drawer clinic", "Hearing clinic"):
        assert other not in steps
    assert f'/services/?category=health&amp;need=slcn&amp;phase=primary&amp;borough={larkmere.slug}"' in steps


def test_at_most_three_services_are_named_in_the_order_of_their_subject(site):
    health = factories.CategoryFactory(code="health")
    talking = {"categories": [factories.CategoryFactory(code="therapies", parent=health)], "needs": [factories.NeedFactory(code="slcn")]}
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    questions = [question("worry", "What worries you?", "talking", "sleep")]
    page = factories.PathwayPageFactory(parent=start, questions=questions, suggestions=[suggestion("Speech therapy", category="therapies", need="slcn")])
    for name in "ABC":
        factories.ServiceFactory(name=f"{name} therapy for everybody", categories=talking["categories"], is_for_every_need=True)
    factories.ServiceFactory(name="Speech for sure", **talking)
    factories.ServiceFactory(name="Continence", categories=[health], is_for_every_need=True)
    factories.ServiceFactory(name="A therapy for nobody knows whom", categories=talking["categories"])
    steps = Client().get(f"{page.url}?worry=talking").content.decode()
    named = ["Speech for sure", "A therapy for everybody", "B therapy for everybody"]
    assert [name for name in (*named, "C therapy for everybody", "Continence", "A therapy for nobody knows whom") if name in steps] == named
    assert [steps.index(name) for name in named] == sorted(steps.index(name) for name in named)


def test_a_service_that_is_closed_for_now_is_not_suggested(read, words):
    factories.ServiceFactory(name="Speech clinic with a queue", status="waiting-list", **words)
    factories.ServiceFactory(name="Speech clinic in repair", status="closed-for-now", **words)
    steps = read("?age=school&worry=talking")
    assert "Speech clinic with a queue" in steps
    assert "Speech clinic in repair" not in steps


def test_where_no_service_fits_the_step_stands_without_an_empty_list(read, words):
    steps = read("?age=school&worry=talking")
    assert "Ask about speech therapy" in steps
    assert "/services/?" not in steps


def test_more_suggestions_and_more_services_cost_no_more_queries(site, words, count_queries):
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    many = [suggestion(f"Thing {number}", category="health", need="slcn") for number in range(6)]
    page = factories.PathwayPageFactory(parent=start, questions=[question("age", "How old?", "baby", "school")], suggestions=many)
    factories.ServiceFactory.create_batch(6, **words)
    some = count_queries(f"{page.url}?age=school")

    factories.ServiceFactory.create_batch(20, **words)
    page.suggestions = many * 3
    page.save()
    assert count_queries(f"{page.url}?age=school") <= some


def test_every_way_through_the_starter_pathway_names_services_to_look_for(site):
    load_starter_content(site.root_page.specific)
    page = PathwayPage.objects.get()
    asked = {block.value["key"]: [answer["key"] for answer in block.value["answers"]] for block in page.questions}
    for worry, want in product([*asked["worry"], "skip"], [*asked["want"], "skip"]):
        for age in asked["age"]:
            found = pathway.suggest(page.suggestions, {"age": age, "place": "mainstream", "spoken": "not-yet", "worry": worry, "want": want})
            assert any(value["category"] or value["need"] for value in found), (age, worry, want)
            assert worry == "skip" or sum(bool(value["category"] or value["need"]) for value in found) > 1, (age, worry, want)


def test_on_paper_each_step_gives_the_full_address(read, words):
    factories.ServiceFactory(name="Speech clinic", slug="speech-clinic", **words)
    steps = read("?age=school&worry=talking")
    assert 'href="http://testserver/services/speech-clinic/"' in steps
    assert 'href="http://testserver/services/?category=health&amp;need=slcn"' in steps


def test_a_step_may_lead_to_the_register(read):
    assert '<a href="http://testserver/register/">Join the SEND Register</a>' in read("?age=skip&worry=skip")
