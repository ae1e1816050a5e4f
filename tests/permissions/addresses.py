"""Every address the project answers, and a thing of each kind to put into it.

A new kind of thing gets its line in `make_things`; its name then stands in the matrix between curly brackets.
"""

from collections.abc import Iterator
from io import BytesIO

from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Site, Workflow

from accounts.models import User
from analytics.models import Annotation, Indicator, SchoolHoliday
from campaigns.models import Delivery, Mailing, Message, MessageTemplate, Organisation, PrintBatch, Segment
from campaigns.sending import throttle
from campaigns.tokens import token_of
from feedback.models import Said, Theme
from feedback.surveys import inviting
from home.models import Borough
from localoffer.freshness import links
from localoffer.models import Feed, Merge, Proposal, Sheet, Ward
from localoffer.openreferral.publish import terms
from portal.models import InspectionPack, SignOff
from register.publishing import publish
from search.models import BestBet, SynonymGroup
from tests import factories
from tests.campaigns import letters
from tests.campaigns.factories import CampaignFactory, FlyerFactory, TrackedLinkFactory
from tests.feedback.surveys.made import make_survey
from tests.register.factories import FamilyFactory


def patterns(resolver: object = None, prefix: str = "") -> Iterator[str]:
    """The pattern of every view, put together from the root, in the order Django tries them."""
    for part in (resolver or get_resolver()).url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route
        else:
            yield from patterns(part, route)


def make_things(site: Site, people: dict[str, User | None]) -> dict[str, object]:
    """What stands in the matrix between curly brackets: the number of a thing that exists."""
    home, writer = site.root_page, people["PCF editor"]
    page = factories.GuidancePageFactory(parent=home, slug="guidance", owner=writer)
    factories.YouSaidWeDidIndexPageFactory(parent=home)
    page.title = "Changed"
    revision = page.save_revision(user=writer)
    state = home.get_workflow().start(page, writer)
    png = BytesIO()
    Picture.new("RGB", (8, 8)).save(png, "png")
    picture = Image.objects.create(title="Picture", file=ContentFile(png.getvalue(), "p.png"), width=8, height=8)
    things = {
        "home": home,
        "page": page,
        "revision": revision,
        "workflow_state": state,
        "task_state": state.current_task_state,
        "workflow": Workflow.objects.get(),
        "task": SignOff.objects.get(),
        "site": site,
        "collection": Collection.get_first_root_node().add_child(name="Leaflets"),
        "picture": picture,
        "document": Document.objects.create(title="Leaflet", file=ContentFile(b"words", "leaflet.txt")),
        "redirect": Redirect.objects.create(old_path="/old", redirect_page=home),
        "user": writer,
        "group": writer.groups.get(),
        "borough": Borough.objects.first(),
        "comment": factories.CommentFactory(page=page),
        "term": factories.GlossaryTermFactory(),
        "service": (service := factories.ServiceFactory(slug="swimming", email="club@swim.example", locations=[factories.LocationFactory()])),
        "at_location": service.at_locations.get(),
        "feed": Feed.objects.create(name="Feed", source="https://feeds.example/services"),
        "twin": factories.ServiceFactory(),
        "sheet": Sheet.objects.create(name="services.csv", table=[["Name"], ["New club"]], uploaded_by=people["Council editor"]),
        "location": factories.LocationFactory(),
        "ward": Ward.objects.create(code="E05000001"),
        "phase": factories.AgePhaseFactory(),
        "topic": factories.TopicFactory(),
        "need": factories.NeedFactory(),
        "category": factories.CategoryFactory(),
        "synonyms": SynonymGroup.objects.create(words="swimming, pool"),
        "campaign": CampaignFactory(),
        "school_holiday": SchoolHoliday.objects.create(name="Half term", first_day="2027-02-15", last_day="2027-02-19"),
        "annotation": Annotation.objects.create(site=site, first_day="2026-03-01", kind="press", text="On the radio"),
    }
    things["indicator"] = Indicator.objects.create(site=site, name="Plans in time", kind="share", definition="New plans.", unit="plans", source="SEN2", responsible="SEND team")
    things["merge"] = Merge.objects.create(kept=things["service"], other=things["twin"], was={"status": "open", "is_published": True}, filled=[], copied={}, moved={}, own={})
    things["pack"] = InspectionPack.objects.create(asked_as="Council editor", state="ready", content=b"PK")
    things["best_bet"] = BestBet.objects.create(words="swimming", service=things["service"])
    things["link"] = TrackedLinkFactory(campaign=FlyerFactory(campaign=things["campaign"]).campaign)
    things["provider"] = things["service"].provider
    things["proposal"] = Proposal.objects.create(service=things["service"], changes={"summary": {"was": "A friendly group.", "now": "Friendly."}})
    things["new_service"] = Proposal.objects.create(provider=things["provider"], changes={"name": {"was": "", "now": "Diving"}})
    things["service_revision"] = things["service"].save_revision()
    things |= _messages(people) | _survey() | {"language": factories.LanguageFactory(), "sendquestion": factories.SendQuestionFactory()}
    published = {"taxonomy": terms.NEEDS.id, "term_of_need": terms.need(things["need"]).id}
    codes = {f"{name}_code": things[name].code for name in ("need", "phase", "category", "campaign", "link")}
    publish()
    check = {"check": links.make(things["service"], "club@swim.example")}
    return (
        {name: thing.pk for name, thing in things.items()}
        | codes
        | published
        | check
        | _of_messages()
        | {"survey_token": inviting.invite(things["survey"], batch="b", channel="email").token}
    )


def _survey() -> dict[str, object]:
    """Open, with a text that somebody wrote; its totals are shown already, as only a finished one's are."""
    survey = make_survey(published_on="2026-01-05", published_totals={"answers": None, "questions": []})
    said = Said.objects.create(survey=survey, question="more", text="More swimming.")
    return {"survey": survey, "said": said, "theme": Theme.objects.create(survey=survey, name="Swimming")}


def _of_messages() -> dict[str, str]:
    """Of one that a family got: the key in its addresses, the code that is printed on it, and the campaign's."""
    sent, lost = (letters.sent_to(FamilyFactory(confirmed=True)) for _family in range(2))
    Delivery.objects.filter(pk=lost.pk).update(state="technical-failure")
    batch = PrintBatch.objects.create(mailing=sent.mailing, name="2026-01-05-abc", letters=1, pages=1)
    throttle.speeds()
    return {"lost": str(lost.pk), "batch": str(batch.pk), "message_token": token_of(sent.pk), "fingerprint": sent.version.fingerprint, "letter": sent.mailing.campaign.code}


def _messages(people: dict[str, User | None]) -> dict[str, object]:
    """A campaign with a message that is being written."""
    mailing = Mailing.objects.create(campaign=CampaignFactory(), sender_name="Forum", reply_to="forum@forum.example")
    return {
        "written_campaign": mailing.campaign,
        "mailing": mailing,
        "message": Message.objects.create(mailing=mailing, channel="email", subject="News"),
        "segment": Segment.objects.create(name="Larkmere", include={"boroughs": ["larkmere"]}),
        "message_template": MessageTemplate.objects.create(name="Invitation"),
        "organisation": Organisation.objects.create(name="Forum", kind="forum", delegate=people["Signatory"], delegate_position="Chair"),
    }
