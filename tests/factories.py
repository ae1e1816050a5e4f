"""Rows for tests, with believable values."""

import datetime as dt

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Locale, Page, Site
from wagtail_factories import PageFactory

from accounts.models import User
from feedback.models import Comment, YouSaidWeDidIndexPage, YouSaidWeDidPage
from home.models import Borough, GlossaryTerm, HomePage, InformationPage, NewsIndexPage, NewsPage
from localoffer.models import (
    AgePhase,
    Category,
    EventIndexPage,
    EventPage,
    GuidancePage,
    Language,
    Location,
    Need,
    NewToSendPage,
    PathwayPage,
    Provider,
    SectionPage,
    SendQuestion,
    Service,
    ServiceAtLocation,
    Topic,
)


class UserFactory(DjangoModelFactory):
    email = factory.Sequence(lambda n: f"person{n}@families.example")

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class BoroughFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Borough {n}")
    slug = factory.Sequence(lambda n: f"borough-{n}")
    council = factory.LazyAttribute(lambda borough: f"{borough.name} Council")

    class Meta:
        model = Borough


class GlossaryTermFactory(DjangoModelFactory):
    term = factory.Sequence(lambda n: f"Term {n}")
    explained = "A word explained in one plain sentence."

    class Meta:
        model = GlossaryTerm


class HomePageFactory(PageFactory):
    title = "Local Offer"
    slug = "local-offer"
    sentence = "The Local Offer is everything that education, health and care can do for children with SEND."

    class Meta:
        model = HomePage


class InformationPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Information {n}")
    summary = "What this page is about."
    body = [("text", "<p>Words that help.</p>")]

    class Meta:
        model = InformationPage


class NewsIndexPageFactory(PageFactory):
    title = "News"

    class Meta:
        model = NewsIndexPage


class NewsPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"News {n}")
    summary = "What is new."
    body = [("text", "<p>More about it.</p>")]

    class Meta:
        model = NewsPage


class SectionPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Section {n}")
    summary = "What this part is about."

    class Meta:
        model = SectionPage


class GuidancePageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Guidance {n}")
    summary = "What this page helps with."
    body = [("text", "<h2>What to do</h2><p>Ask the school for a meeting.</p>")]
    owner_team = "SEND team"

    class Meta:
        model = GuidancePage


class EventIndexPageFactory(PageFactory):
    title = "Events"
    slug = "events"

    class Meta:
        model = EventIndexPage


class EventPageFactory(PageFactory):
    """An event three days from now, unless the test says when."""

    title = factory.Sequence(lambda n: f"Event {n}")
    summary = "Come and meet others."
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=3))
    place = "The hall"

    class Meta:
        model = EventPage


class NewToSendPageFactory(PageFactory):
    title = "New to SEND"
    summary = "Where to start."

    class Meta:
        model = NewToSendPage


class PathwayPageFactory(PageFactory):
    title = "Your next steps"
    slug = "your-next-steps"
    summary = "Answer up to five questions."

    class Meta:
        model = PathwayPage


class YouSaidWeDidIndexPageFactory(PageFactory):
    title = "You said, we did"
    slug = "you-said-we-did"
    summary = "What families told us, and what came of it."

    class Meta:
        model = YouSaidWeDidIndexPage


class YouSaidWeDidPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Entry {n}")
    topic = "communication"
    you_said = "<p>Nobody tells us what is going on.</p>"
    we_did = "<p>We write to every family each term.</p>"
    answered_by = "council"
    status = "done"

    class Meta:
        model = YouSaidWeDidPage


class CommentFactory(DjangoModelFactory):
    kind = "missing"
    text = "There is nothing about swimming."
    form_id = factory.Faker("uuid4")

    class Meta:
        model = Comment


class AgePhaseFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"phase-{n}")
    name = factory.Sequence(lambda n: f"Phase {n}")
    min_age = 5
    max_age = 11

    class Meta:
        model = AgePhase


class TopicFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Topic {n}")

    class Meta:
        model = Topic


class NeedFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"need-{n}")
    name = factory.Sequence(lambda n: f"Need {n}")

    class Meta:
        model = Need


class CategoryFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"category-{n}")
    name = factory.Sequence(lambda n: f"Category {n}")

    class Meta:
        model = Category


class LanguageFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"language-{n}")
    name = factory.Sequence(lambda n: f"Language {n}")

    class Meta:
        model = Language


class SendQuestionFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"question-{n}")
    name = factory.Sequence(lambda n: f"How do you help with {n}?")
    asked_of = "school"

    class Meta:
        model = SendQuestion


class ProviderFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Provider {n}")

    class Meta:
        model = Provider


class LocationFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Centre {n}")
    town = "Larkmere"

    class Meta:
        model = Location


class ServiceFactory(DjangoModelFactory):
    """A published service; pass `needs=[…]`, `locations=[…]`, `boroughs=[…]`, `languages=[…]` or `categories=[…]` to join them."""

    name = factory.Sequence(lambda n: f"Service {n}")
    slug = factory.Sequence(lambda n: f"service-{n}")
    summary = "A friendly group."
    provider = factory.SubFactory(ProviderFactory)

    class Meta:
        model = Service
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        places = kwargs.pop("locations", [])
        joined = {name: kwargs.pop(name) for name in ("needs", "boroughs", "categories", "languages") if name in kwargs}
        service = model_class(*args, **kwargs)
        service.at_locations = [ServiceAtLocation(location=place, sort_order=order) for order, place in enumerate(places)]
        for name, rows in joined.items():
            setattr(service, name, rows)
        service.save()
        return service


def make_site() -> Site:
    """The default site with our home page as its root, and the boroughs Larkmere and Hollowdean."""
    locale, _ = Locale.objects.get_or_create(language_code="en-gb")
    _take_down_what_wagtail_put_up()
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale, content_type=ContentType.objects.get_for_model(Page))
    home = HomePageFactory(parent=root)
    BoroughFactory(name="Larkmere", slug="larkmere")
    BoroughFactory(name="Hollowdean", slug="hollowdean")
    site, _ = Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": home})
    Site.clear_site_root_paths_cache()
    return site


def _take_down_what_wagtail_put_up() -> None:
    """Its welcome page and site, as its migrations leave them. Nothing else hangs on them, so nothing is looked for: this runs before most tests."""
    there = Page.objects.filter(depth__gt=1)
    if [page.content_type.model for page in there.select_related("content_type")] == ["page"]:
        Site.objects.all()._raw_delete(there.db)
        there._raw_delete(there.db)
        Page.objects.filter(depth=1).update(numchild=0)
    else:
        there.delete()
