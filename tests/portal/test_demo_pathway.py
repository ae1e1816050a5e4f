"""What "New to SEND" names to a parent, step by step, from the starter's pathway and the demo's directory."""

import pytest

from home.models import Borough
from localoffer import next_steps
from localoffer.models import Category, PathwayPage, Service
from portal.demo.services import make_services
from portal.starter.load import load_starter_content
from tests.factories import make_site
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.whole_site, pytest.mark.same_on_any_server, pytest.mark.xdist_group("demo pathway")]

COUNSELLING = ["Talk It Out school counselling", "CAMHS, mental health for children and young people"]
AUTISM = ["Bluebell Autism Family Group", "Hollowdean Autism Hub", "Autism and communication assessment service"]
SOCIAL = ["Hollowdean Disabled Children's Social Work Team", "Larkmere Children with Disabilities Team", "Hollowdean Short Breaks and Respite Panel"]
THERAPIES = ["Children's physiotherapy", "Occupational therapy for children", "Speech and language therapy for children"]
LINES = ["Night Light listening line", "Larkmere and Hollowdean SENDIASS"]
WORK = ["Step In supported internships", "Larkmere Community Training"]
BREAKS = ["Hollowdean Short Breaks and Respite Panel", "Larkmere Short Breaks"]
# Each step that names services: what a family with a child of 3, 8, 14, 17 and 22 is shown; None where it is not shown the step.
SHOWN = {
    "Meet the parent carer forum": [[*["Kettle On parents' coffee morning", "Together Parent Carer Forum"], *more] for more in [["Bluebell Autism Family Group"]] * 4 + [[]]],
    "Ask for help with learning now": [["Hollowdean Early Years Inclusion Team"], ["Word Wise dyslexia help"], ["Word Wise dyslexia help"], None, None],
    "Ask for help with study": [None, None, None, *[["Hollowdean College supported learning", "Larkmere Community Training"]] * 2],
    "Talk to your health visitor about talking": [["Speech and language therapy for children"], None, None, None, None],
    "Ask about speech and language therapy": [None, *[["Speech and language therapy for children"]] * 3, []],
    "Get help with feelings and behaviour": [[], COUNSELLING, COUNSELLING, COUNSELLING[1:], []],
    "Find a course for parents of young children": [["Growing Together parent course"], None, None, None, None],
    "Ask about an autism or ADHD assessment": [["Autism and communication assessment service"], *[["Autism and communication assessment service", "ADHD clinic"]] * 3, []],
    "Get help before you know for sure": [AUTISM, AUTISM, AUTISM, AUTISM, AUTISM[1:2]],
    "Talk to your health visitor or GP about growth and movement": [THERAPIES, None, None, None, None],
    "Find the right health service": [None, THERAPIES, THERAPIES, THERAPIES, None],
    "Check your health plan as an adult": [None, None, None, None, ["Moving On transitions team"]],
    "Look after yourself too": [SOCIAL, SOCIAL, SOCIAL, SOCIAL, ["Moving On transitions team"]],
    "Trust the feeling and tell someone": [LINES, None, None, None, None],
    "Trust the feeling and compare notes": [None, LINES, LINES, LINES, LINES],
    "Trust the feeling and ask your GP": [None, LINES, LINES, LINES, LINES],
    "Ask for support at college, training or work": [None, None, None, WORK, WORK],
    "Ask about an EHC plan": [["Hollowdean SEND team", "Larkmere SEND team"]] * 5,
    "Ask for a short break": [BREAKS, [*BREAKS, "Saturday Club at Larkmere"], [*BREAKS, "Hollowdean Holiday Adventure"], None, None],
    "Ask for breaks now and plan for adult care": [None, None, None, [*BREAKS, "Willow Lodge overnight breaks"], []],
    "Claim Disability Living Allowance": [*[["Lantern Fund family grants"]] * 3, None, None],
    "Look at PIP and other benefits": [None, None, None, ["Lantern Fund family grants"], []],
    "Start planning for adult life": [None, None, ["Moving On transitions team", "On My Way travel training", "Our Say youth voice group"], None, None],
    "Look at college, internships and work": [None, None, None, WORK, WORK],
}
CHILDREN = {"under-5": 3, "5-to-10": 8, "11-to-15": 14, "16-to-18": 17, "19-to-25": 22}


@pytest.fixture(scope="module")
def steps(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        load_starter_content(make_site().root_page.specific)
        make_services({borough.slug: borough for borough in Borough.objects.all()})
        yield [block.value for block in PathwayPage.objects.get().suggestions if block.value["category"] or block.value["need"]]


def ages(step) -> list[str]:
    """The answers about the age with which the step is shown."""
    return next((condition["answers"].split(", ") for condition in step["when"] if condition["question"] == "age"), list(CHILDREN))


def test_each_step_names_what_a_parent_would_look_for(steps):
    found = {step["title"]: [_named(step, age) if key in ages(step) else None for key, age in CHILDREN.items()] for step in steps}
    assert found == SHOWN


def test_no_step_names_a_service_of_another_kind_or_for_other_needs(steps):
    for step in steps:
        kind = Category.objects.get(code=step["category"])
        for service in Service.objects.filter(name__in={name for age in CHILDREN.values() for name in _named(step, age)}):
            assert kind in {*service.categories.all(), *(category.parent for category in service.categories.all())}, (step["title"], service.name)
            needs = {need.code for need in service.needs.all()}
            assert not step["need"] or not needs or step["need"] in needs, (step["title"], service.name)


def _named(step, age: int) -> list[str]:
    return [service.name for service in next_steps.with_services([step], (age, age), None)[0].services]
