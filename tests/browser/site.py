"""The site that the browser walks through: small, and with one of everything that a template can show."""

import datetime as dt
import io
import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from accounts.roles import PROVIDER
from analytics.models import Annotation, DeviceDay, Import, IndicatorCorrection, PageDay, SiteDay
from feedback.surveys.report import published, report
from home.models import Borough, CrisisLine, HomeCard, SiteSettings
from localoffer.models import AccessFact, CostOption, Schedule, SendAnswer, Service, ServiceContact, SettingFacts
from register import wording
from search import actions as search
from tests import factories
from tests.accounts.factories import make_staff
from tests.analytics.indicators.made import make
from tests.campaigns.factories import CampaignFactory
from tests.feedback.surveys.made import MORE, USED, WHICH, answered, choice, end, make_survey, question
from tests.register.factories import ChildFactory, FamilyFactory

PARENT, EDITOR, MEMBER = "parent@families.example", "editor@council.example", "kim@club.example"
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis-and-Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
CHECKED = dt.date(2026, 6, 1)


@dataclass(frozen=True)
class Place:
    """Where the site is served."""

    url: str


def build_site(url: str) -> Place:
    """Everything that visitors can come across, in two boroughs."""
    site = factories.make_site()
    home = site.root_page
    _add_settings(site)
    health = _add_guidance(home)
    _add_new_to_send(home, health)
    _add_you_said_we_did(home)
    _add_news(home)
    _add_services()
    _add_school()
    _add_events(home)
    factories.InformationPageFactory(parent=home, title="Privacy", slug="privacy", body=_stream(text="<h2>What we keep</h2><p>Very little.</p>"), checked_on=CHECKED)
    factories.GlossaryTermFactory(term="Education, health and care plan", short="EHC plan", also="EHCP", explained="A legal paper that says what help a child must get.")
    factories.GlossaryTermFactory(term="Annual review", explained="A meeting once a year about the plan.")
    factories.GlossaryTermFactory(term=LONG, explained="A word that is longer than a phone is wide.")
    HomeCard.objects.create(home=home.specific, title="Health", text="Therapies and nurses.", icon="health", page=health, sort_order=0)
    HomeCard.objects.create(home=home.specific, title="Money", text="Benefits and grants.", icon="money", page=Page.objects.get(slug="money"), sort_order=1)
    wording.seed()
    _add_surveys()
    _add_people()
    CampaignFactory(name="Winter leaflet", code="2WNTR6", target_page=health, starts_on=CHECKED, ends_on=CHECKED)
    search.rebuild(lambda done, total: None)
    return Place(url)


def _add_settings(site: Any) -> None:
    settings = SiteSettings.for_site(site)
    settings.name = "Larkmere and Hollowdean Local Offer"
    settings.strapline = "Help for children and young people with SEND"
    settings.forum_name = "Together Parent Carer Forum"
    settings.forum_about = "Parents and carers who speak up for all of us."
    settings.forum_phone, settings.forum_email, settings.forum_website = "020 7946 0101", "hello@together.example", "https://together.example/"
    settings.sendiass_name = "Larkmere and Hollowdean SENDIASS"
    settings.sendiass_about = "Free and private advice about your rights."
    settings.sendiass_phone, settings.sendiass_email, settings.sendiass_website = "020 7946 0102", "advice@sendiass.example", "https://sendiass.example/"
    settings.help_phone, settings.help_email, settings.help_hours = "020 7946 0100", "help@local-offer.example", "Monday to Friday, 9am to 5pm"
    settings.security_email = "security@local-offer.example"
    settings.alert = "<p>The phone line is closed on Monday. <a href='/privacy/'>Read more</a></p>"
    settings.crisis_intro = "If somebody is in danger now, call 999."
    settings.shows_statistics = True
    settings.save()
    _add_statistics(site)
    CrisisLine.objects.create(settings=settings, name="Night line", what="When you can't cope at night", phone="020 7946 0111", hours="Every night, 6pm to 8am", sort_order=0)
    CrisisLine.objects.create(settings=settings, name="By text", what="When you can't talk", phone="Text HELP to 020 7946 0112", sort_order=1)
    Borough.objects.filter(slug="larkmere").update(council="Larkmere Borough Council", phone="020 7946 0120", email="send@larkmere.example", website="https://larkmere.example/")


def _add_statistics(site: Any) -> None:
    """A month measured in whole, one in part, and ten that were not measured; days of another program, and a word for everybody."""
    last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    imported = Import.objects.create(site=site, kind=Import.Kind.GA4_DAYS, filename="days.csv", digest="0" * 64)
    SiteDay.objects.bulk_create(
        SiteDay(site=site, day=last - dt.timedelta(days=n), views=1_200 + n, sessions=400, status="complete", imported=imported if n > 30 else None) for n in range(45)
    )
    for page, views in (("search", 9_000), ("services", 400), ("my-list", 12)):
        PageDay.objects.create(site=site, day=last, page=page, source="search" if views > 20 else "social", views=views, sessions=views // 3)
    DeviceDay.objects.create(site=site, day=last, device="phone", views=900, sessions=300)
    Annotation.objects.create(site=site, first_day=last, kind="release", text=LONG[:120], is_for_everybody=True)


def _add_guidance(home: Page) -> Page:
    """The section Health, with a page of every block, a short page and one with long words. The section Money is empty."""
    health = factories.SectionPageFactory(
        parent=home, title="Health", slug="health", summary="Therapies, nurses and doctors.", intro="<p>Start here.</p>", icon="health", show_in_menus=True
    )
    factories.SectionPageFactory(parent=home, title="Money", slug="money", icon="money", show_in_menus=True)
    primary = factories.AgePhaseFactory(code="primary", name="Primary school", min_age=5, max_age=11)
    speech = factories.GuidancePageFactory(
        parent=health, title="Speech and language therapy", slug="speech", summary="How to ask for help with talking.", checked_on=CHECKED, ages=[primary],
        boroughs=[Borough.objects.get(slug="larkmere")], sources=json.dumps([{"type": "source", "value": {"title": "Children and Families Act 2014, section 30", "url": "https://law.example/"}}]),
    )  # fmt: skip
    every = factories.GuidancePageFactory(parent=health, title="Everything a page can show", slug="everything", body=_every_block(speech), review_by=CHECKED, checked_on=CHECKED)
    factories.GuidancePageFactory(parent=health, title=LONG, slug="long", summary=LONG, owner_team=LONG[:80], body=_stream(text=f"<h2>{LONG}</h2><p>{LONG}</p>"))
    factories.GuidancePageFactory(parent=health, title="Only in Hollowdean", slug="hollowdean-only", boroughs=[Borough.objects.get(slug="hollowdean")])
    factories.GuidancePageFactory(parent=health, title="Waiting for an autism assessment", slug="autism", summary="What helps while you wait.")
    assert every.live
    return health


def _every_block(page: Page) -> str:
    """A body with each kind of block that editors may use."""
    service = factories.ServiceFactory(name="Talking together", slug="talking-together")
    return json.dumps(
        [
            _block("text", "<h2>What it is</h2><p>An <b>EHC plan</b> says what help a child must get.</p><h3>Who can ask</h3><ul><li>You</li><li>Your school</li></ul><ol><li>Ask</li></ol>"),
            _block("steps", {"title": "How to ask", "items": [{"heading": "Write to the council", "text": "<p>An e-mail is enough.</p>"}, {"heading": "Wait six weeks", "text": ""}]}),
            _block("meaning", "<p>You may ask, whatever anybody says.</p>"),
            _block("details", {"summary": "If they say no", "text": "<h3>You can appeal</h3><p>It is free.</p>"}),
            _block("contact", {"name": "SEND team", "what": "Answers questions", "phone": "020 7946 0121", "email": "send@larkmere.example", "website": "https://larkmere.example/send", "hours": "9 to 5", "address": "1 High Street\nLarkmere"}),
            _block("download", {"document": _document("A form", "form.pdf"), "title": "The form", "about": "Four pages"}),
            _block("video", {"title": "What a review is like", "video": _document("Film", "film.mp4"), "captions": _document("Captions", "film.vtt"), "transcript": "<p>Hello. This is a review.</p>"}),
            _block("picture", {"image": {"image": _picture(), "decorative": False, "alt_text": "A family at a table"}, "caption": "A review at home"}),
            _block("table", {"table": {"columns": [{"type": "text", "heading": "When"}, {"type": "text", "heading": "What happens"}], "rows": [{"values": ["<p>Week 6</p>", "<p>They decide</p>"]}, {"values": ["<p>Week 20</p>", "<p>You get the plan</p>"]}], "caption": "The weeks of an assessment"}}),
            _block("impact", {"title": "What has changed", "indicators": _indicators()}),
            _block("related", {"title": "More help", "pages": [page.pk], "services": [str(service.pk)]}),
            _block("action", {"label": "Ask for therapy", "page": page.pk, "place": "", "url": "", "note": "It takes ten minutes"}),
            _block("action", {"label": "Join the register", "page": None, "place": "register", "url": "", "note": ""}),
            _block("action", {"label": "Read the law", "page": None, "place": "", "url": "https://law.example/", "note": ""}),
            _block("warning", "<p>Answer within 15 days.</p>"),
            _block("to_fill_in", {"what": "The council's own form", "text": "<p>Ask the team.</p>"}),
            _block("text", f"<h2>Long words</h2><p>{LONG}</p>"),
        ]
    )  # fmt: skip


def _indicators() -> list[int]:
    """One with a chart and a correction, one with a hidden number and long words, one without a figure."""
    plans = make({2022: (96, 212), 2025: (149, 240)}, source_address="https://figures.example/")
    IndicatorCorrection.objects.create(year=plans.years.get(starts=2025), on=CHECKED, was_number=139, was_of=240, was_state="final")
    hidden = make({2022: 1_234_567, 2024: 3}, name=LONG[:110], unit=LONG[:60], definition=LONG, source=LONG, kind="count", year_kind="financial")
    return [plans.pk, hidden.pk, make(name="Not measured yet").pk]


def _add_new_to_send(home: Page, health: Page) -> None:
    start = factories.NewToSendPageFactory(parent=home, title="New to SEND", slug="new-to-send", intro="<p>Take your time.</p>", show_in_menus=True)
    for number in range(1, 4):
        factories.GuidancePageFactory(parent=start, title=f"Step {number}", slug=f"step-{number}")
    questions = [
        _question("age", "How old is your child?", "0-4", "5-11"),
        _question("place", "Where do they learn?", "nursery", "school"),
        _question("talked", "Have you spoken to the school?", "yes", "no"),
    ]
    suggestions = [
        _block(
            "suggestion",
            {"title": "Talk to the school", "reason": "<p>They see your child each day.</p>", "page": health.pk, "person": "", "when": [{"question": "talked", "answers": "no"}]},
        ),
        _block(
            "suggestion",
            {
                "title": "Ask for a health visitor",
                "reason": "<p>They know small children.</p>",
                "page": None,
                "person": "sendiass",
                "when": [{"question": "age", "answers": "0-4"}],
            },
        ),
        _block("suggestion", {"title": "Meet other parents", "reason": "<p>They have been there.</p>", "page": None, "person": "forum", "when": []}),
    ]
    factories.PathwayPageFactory(parent=start, questions=json.dumps(questions), suggestions=json.dumps(suggestions), closing="<p>You can come back at any time.</p>")


def _question(key: str, question: str, *answers: str) -> dict:
    return _block("question", {"key": key, "question": question, "help": "Choose the nearest.", "answers": [{"key": answer, "label": f"Answer {answer}"} for answer in answers]})


def _add_you_said_we_did(home: Page) -> None:
    """Fourteen entries over two years (two pages of the list), one of each status, and one for one borough."""
    index = factories.YouSaidWeDidIndexPageFactory(parent=home, intro="<p>Every answer, good or bad.</p>", show_in_menus=True)
    larkmere = Borough.objects.get(slug="larkmere")
    factories.YouSaidWeDidPageFactory(
        parent=index, title="A quiet hour at the pool", slug="quiet-hour", date=dt.date(2026, 5, 1), topic="short-breaks", borough=larkmere, said_by_count=41, heard_from="Survey of parents, May 2026",
        what_next="<p>We ask again in spring.</p>", by_when=dt.date(2027, 3, 1),
    )  # fmt: skip
    factories.YouSaidWeDidPageFactory(
        parent=index,
        title="A bus for every child",
        slug="bus",
        date=dt.date(2025, 5, 1),
        status="not-possible",
        we_did="",
        not_possible_because="The law says who may have one.",
        answered_by="nhs",
    )
    factories.YouSaidWeDidPageFactory(parent=index, title="Answer the phone", slug="phone", date=dt.date(2025, 6, 1), status="in-progress", topic="health", answered_by="forum")
    for number in range(11):
        factories.YouSaidWeDidPageFactory(parent=index, title=f"Answer {number}", date=dt.date(2025, 1, 1 + number), status="planned" if number % 2 else "done")


def _add_news(home: Page) -> None:
    index = factories.NewsIndexPageFactory(parent=home, slug="news", intro="What is new.", show_in_menus=True)
    for number in range(14):
        factories.NewsPageFactory(parent=index, title=f"News of week {number}", slug=f"week-{number}", date=dt.date(2026, 1, 1 + number))
    factories.NewsPageFactory(parent=index, title=LONG, slug="long", summary=LONG, borough=Borough.objects.get(slug="hollowdean"))


def _add_school() -> None:
    """A school that answers families' questions, and one with long words that answers none."""
    place = factories.LocationFactory(name="Hill Primary", postcode="ZZ1 2ZZ", latitude=51.411, longitude=-0.301)
    school = factories.ServiceFactory(name="Hill Primary", slug="hill-primary", locations=[place])
    SettingFacts.objects.create(
        service=school,
        kind="primary",
        funding="academy",
        has_unit="yes",
        unit_for="Twelve children whose main need is speech and language",
        senco="Assistant head",
        report_url="https://hill.example/send",
    )
    for name in ("How do you find out what my child needs?", f"What about {LONG}?"):
        SendAnswer.objects.create(service=school, question=factories.SendQuestionFactory(name=name), answer="We watch.\n\nWe ask you.")
    SettingFacts.objects.create(service=factories.ServiceFactory(name=f"School {LONG}", slug="long-school"), kind="pupil-referral", funding="section-41", unit_for="")


def _add_events(home: Page) -> None:
    index = factories.EventIndexPageFactory(parent=home, intro="What is on.", show_in_menus=True)
    larkmere = Borough.objects.get(slug="larkmere")
    factories.EventPageFactory(
        parent=index, title="Family day", slug="family-day", borough=larkmere, cost="Free", booking_url="https://fair.example/", booking_phone="020 7946 0130", organiser="The forum",
        body=_stream(text="<h2>Bring a blanket</h2><p>We sit on the grass.</p>"),
    )  # fmt: skip
    factories.EventPageFactory(parent=index, title=LONG, slug="long", summary=LONG, borough=larkmere, place=LONG)


def _add_services() -> None:
    """One service with everything known, one with nothing known, one with long words, and enough others for a second page."""
    need = factories.NeedFactory(code="autism", name="Autism")
    factories.NeedFactory(code="hearing", name="Hearing")
    kind = factories.CategoryFactory(code="clubs", name="Clubs")
    factories.CategoryFactory(code="nobody", name="A kind that nothing has")
    open_place = factories.LocationFactory(name="The Hub", address="2 Park Road", postcode="ZZ1 1ZZ", latitude=51.41, longitude=-0.3)
    hidden = factories.LocationFactory(name="Safe house", address="3 Secret Lane", is_masked=True)
    club = factories.ServiceFactory(
        name="Saturday autism club", slug="saturday-club", summary="Games and a quiet room.", description="First paragraph.\n\nSecond paragraph.", website="https://club.example/", email="club@club.example",
        min_age=5, max_age=11, route=Service.Route.PANEL, route_details="A panel meets each month.", criteria="Your child is 5 to 11.",
        what_next="We write to you.", typical_wait="about 9 months", wait_told_by="The club", wait_told_on=CHECKED, languages=[factories.LanguageFactory(name="Urdu")], is_in_person=True, status=Service.Status.WAITING_LIST, checked_on=CHECKED, verify_by=CHECKED, owner_team="Short breaks team",
        needs=[need], categories=[kind], locations=[open_place, hidden], boroughs=[Borough.objects.get(slug="larkmere")],
    )  # fmt: skip
    Schedule.objects.create(service=club, day="SA", opens_at=dt.time(10), closes_at=dt.time(12, 30), term_time_only=True, location=open_place)
    CostOption.objects.create(service=club, amount=0, description="First visit", sort_order=0)
    CostOption.objects.create(service=club, amount=5, description="Each visit", sort_order=1)
    AccessFact.objects.create(service=club, kind="hoist", answer="yes", checked_on=CHECKED, note="In the big room", sort_order=0)
    AccessFact.objects.create(service=club, kind="bsl", answer="no", checked_on=CHECKED, sort_order=1)
    AccessFact.objects.create(service=club, kind="parking", answer="not-known", sort_order=2)
    ServiceContact.objects.create(service=club, name="Front desk", phone="020 7946 0130", email="desk@club.example", sort_order=0)
    ServiceContact.objects.create(service=club, name="Staff only", phone="020 7946 0131", is_public=False, sort_order=1)
    factories.ServiceFactory(name="Sunday autism group", slug="sunday-group", summary="Tea and talk.", needs=[need])
    factories.ServiceFactory(name="Nothing known", slug="nothing-known", summary="", provider=None)
    factories.ServiceFactory(name=LONG, slug="long", summary=LONG, needs=[need], provider=factories.ProviderFactory(name=LONG))
    for number in range(20):
        factories.ServiceFactory(name=f"Group {number}", slug=f"group-{number}", categories=[kind], locations=[open_place], is_for_every_borough=True)


def _add_surveys() -> None:
    """One with pictures, one on a single page, and one that is over, with its totals."""
    picture = {"image": _picture(), "alt_text": "Somebody listens", "decorative": False}
    asked = question(
        "heard", "scale", "How well are you heard?", choice("badly", "Badly", picture=picture), choice("well", "Well", picture=picture), is_asked=True, picture=picture
    )
    make_survey(asked, USED, WHICH, MORE)
    make_survey(slug="all", layout="all")
    over = end(make_survey(slug="short-breaks", title=f"Short breaks: {LONG}"))
    answered(over, *[{"heard": "well", "used": "yes", "which": ["swim"]}] * 9, *[{"heard": "badly", "used": "no"}] * 7)
    over.published_on, over.published_by, over.published_totals = over.closes_on, EDITOR, published(report(over, is_final=True))
    over.save()


def _add_people() -> None:
    """A family that has joined, an editor who has no second factor yet, and somebody of the club's provider."""
    ChildFactory(family=FamilyFactory(email=PARENT, last_name=LONG[:60], confirmed=True))
    factories.UserFactory(email=EDITOR).groups.add(Group.objects.get(name="Editors"))
    Service.objects.get(slug="saturday-club").provider.members.add(make_staff(PROVIDER, email=MEMBER))


def _stream(**blocks: object) -> str:
    return json.dumps([_block(kind, value) for kind, value in blocks.items()])


def _block(kind: str, value: object) -> dict:
    return {"type": kind, "value": value}


def _document(title: str, name: str) -> int:
    return Document.objects.create(title=title, file=ContentFile(b"A file of the tests.", name=name)).pk


def _picture() -> int:
    content = io.BytesIO()
    Picture.new("RGB", (1200, 800), "#0b5351").save(content, "PNG")
    return Image.objects.create(title="A family", file=ContentFile(content.getvalue(), name="family.png")).pk
