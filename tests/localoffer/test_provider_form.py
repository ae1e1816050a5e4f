"""What a provider says of places, contacts, times and words to tick: kept as a proposal, read by an editor, and on the page once approved."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.roles import COUNCIL_EDITOR
from home.models import Borough
from localoffer.freshness import actions, contacts, facts, hours, places, recipients
from localoffer.freshness.actions import By
from localoffer.freshness.comparison import compare
from localoffer.models import Location, Postcode, Proposal, Schedule, Service, ServiceAtLocation, ServiceContact
from tests.accounts.factories import make_staff
from tests.factories import CategoryFactory, EventPageFactory, NeedFactory, ServiceFactory
from tests.localoffer.freshness import MAIL, day, filled_in, link_to, make_member, make_service
from tests.portal.desk import set_up_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
POOL = {"name": "The pool", "address": "1 High Street", "town": "Kingston", "postcode": "KT1 1EU"}


@pytest.fixture
def service():
    service = make_service()
    service.at_locations = [ServiceAtLocation(location=Location.objects.create(**POOL), note="Side door.")]
    service.save()
    return service


@pytest.fixture
def form(service):
    return link_to(service) + "change/"


@pytest.fixture
def refuge(service):
    Location.objects.update(is_masked=True)
    return pool()


def pool() -> Location:
    return Location.objects.get(name="The pool")


def changes() -> dict:
    return Proposal.objects.get().changes


def approve(**choices: str) -> Service:
    proposal = Proposal.objects.get()
    return actions.approve(proposal, by=make_staff("Council editor"), seal=compare(proposal, proposal.service).seal, choices=choices)


def mistakes(response) -> list[str]:
    """What the list at the top says; each of them stands beside its field too."""
    page = BeautifulSoup(response.content, "html.parser")
    links = page.select("#problems a")
    assert all(page.find(id=link["href"].removeprefix("#")) for link in links)
    beside = [error.text.replace("Error:", "").strip() for error in page.select(".govuk-error-message")]
    assert all(link.text.endswith(words) for link, words in zip(links, beside, strict=True))
    return [link.text for link in links]


def test_the_form_shows_every_row_there_is_and_one_that_is_empty(client, service, form):
    answers = filled_in(client, form)
    place, contact = places.name_of(pool()), f"contact_{service.contacts.get(is_public=True).pk}"
    assert (answers[f"{place}-name"], answers[f"{place}-postcode"], answers[f"{place}-note"]) == ("The pool", "KT1 1EU", "Side door.")
    assert (answers[f"{contact}-name"], answers[f"{contact}-phone"]) == ("Front desk", "020 7946 0101")
    assert (answers["time_1-days"], answers["time_1-opens_at"], answers["time_1-often"]) == (["MO"], "16:00", "WEEKLY-1")
    assert [answers[f"{name}-{field}"] for name, field in (("place_new_1", "name"), ("contact_new_1", "phone"), ("time_2", "opens_at"))] == ["", "", ""]


def test_every_kind_of_row_is_added_and_families_see_it_after_approval(client, service, form):
    answers = filled_in(
        client,
        form,
        **{"place_new_1-name": "St Mark’s Hall", "place_new_1-address": "2 Low Road\r\nTop floor", "place_new_1-town": "Surbiton", "place_new_1-postcode": "kt1 1eu"},
        **{"contact_new_1-name": "Bookings", "contact_new_1-email": "book@swim.example"},
        **{"time_2-days": ["SA", "SU"], "time_2-opens_at": "10:00", "time_2-closes_at": "11:30", "time_2-place": "place_new_1", "time_2-valid_to": day(90).isoformat()},
    )
    assert client.post(form, answers).status_code == 302
    assert changes()["place_new_1"]["was"] is None
    assert changes()["place_new_1"]["now"]["postcode"] == "KT1 1EU"
    assert client.get(form[: -len("change/")]).status_code == 200
    approve()
    service = Service.objects.get()
    hall = Location.objects.get(name="St Mark’s Hall")
    assert [row.location for row in service.at_locations.all()] == [pool(), hall]
    weekend = service.schedules.filter(day__in=["SA", "SU"])
    assert {(row.opens_at, row.closes_at, row.location, row.valid_to) for row in weekend} == {(dt.time(10), dt.time(11, 30), hall, day(90))}
    html = client.get(service.get_absolute_url()).content.decode()
    for words in ("St Mark’s Hall", "Top floor", "Bookings", "book@swim.example", "Every Saturday and Sunday, 10am to 11.30am", "Every Monday, 4pm to 6pm"):
        assert words in html, words


def test_a_place_with_a_new_address_is_another_and_found_by_its_postcode(client, service, form):
    Postcode.objects.create(code="KT12AB", latitude=51.5, longitude=-0.3)
    Location.objects.update(latitude=51.4, longitude=-0.2)
    name = places.name_of(pool())
    client.post(form, filled_in(client, form, **{f"{name}-postcode": "KT1 2AB", f"{name}-note": ""}))
    assert list(changes()) == [name]
    old = pool()
    approve()
    row = Service.objects.get().at_locations.get()
    assert (row.location.postcode, row.location.latitude, row.note) == ("KT1 2AB", 51.5, "")
    service.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get().at_locations.get().location
    assert (back.pk, back.postcode, back.latitude) == (old.pk, "KT1 1EU", 51.4)


def test_what_is_hidden_now_no_old_version_shows_again(client, service, form):
    name = places.name_of(pool())
    client.post(form, filled_in(client, form, **{f"{name}-is_masked": "on", f"{name}-address": "7 Secret Lane"}))
    approve()
    assert Service.objects.get().places[0].is_masked
    service.revisions.order_by("pk").first().as_object().save()
    back = Service.objects.get().places[0]
    assert (back.address, back.is_masked) == ("1 High Street", True)


@pytest.mark.parametrize("by", ["service", "event"])
def test_a_place_that_others_use_too_stays_as_it_is_for_them(client, site, service, form, by):
    """Else a provider would change other services, whose editors and providers nobody asked."""
    if by == "service":
        other = ServiceFactory()
        other.at_locations = [ServiceAtLocation(location=pool())]
        other.save()
    else:
        EventPageFactory(parent=site.root_page, location=pool())
    service.schedules = [Schedule(day="MO", opens_at=dt.time(16), location=pool())]
    service.save()
    client.post(form, filled_in(client, form, **{f"{places.name_of(pool())}-address": "9 New Street"}))
    approve()
    assert pool_of_others().address == "1 High Street"
    mine = Service.objects.get(pk=service.pk)
    assert mine.at_locations.get().location.address == "9 New Street"
    assert mine.schedules.get().location == mine.at_locations.get().location


def pool_of_others() -> Location:
    return Location.objects.order_by("updated_at").first()


def test_a_new_place_that_we_know_word_for_word_is_that_place(client, service, form):
    hall = Location.objects.create(name="Hall", address="2 Low Road", town="Surbiton", latitude=51.4, longitude=-0.2)
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", "place_new_1-address": "2 Low Road", "place_new_1-town": "Surbiton"}))
    approve()
    assert hall in [row.location for row in Service.objects.get().at_locations.all()]
    assert Location.objects.count() == 2


def test_showing_an_address_that_was_hidden_is_said_to_the_editor(client, service, form, refuge):
    name = places.name_of(refuge)
    answers = filled_in(client, form)
    answers.pop(f"{name}-is_masked")
    client.post(form, answers)
    [difference] = compare(Proposal.objects.get(), Service.objects.get()).differences
    assert "Families will see the hidden address that we have." in "".join(piece.text for piece in difference.proposed)
    approve()
    assert "1 High Street" in client.get(Service.objects.get().get_absolute_url()).content.decode()


def test_rows_that_are_gone_are_taken_away_and_nothing_else(client, service, form):
    contact = f"contact_{service.contacts.get(is_public=True).pk}"
    client.post(form, filled_in(client, form, **{f"{places.name_of(pool())}-is_gone": "on", f"{contact}-is_gone": "on", "time_1-is_gone": "on"}))
    assert {name: change["now"] for name, change in changes().items()} == {places.name_of(pool()): None, contact: None, "times": []}
    approve()
    service = Service.objects.get()
    assert not service.at_locations.exists()
    assert not service.schedules.exists()
    assert [row.name for row in service.contacts.all()] == ["Manager"]
    assert pool(), "the row stays: old versions of the service name it"


def test_a_contact_for_staff_is_neither_shown_nor_lost(client, service, form):
    service.contacts = [*service.contacts.all(), ServiceContact(name="Private Person", phone="020 7946 0777", email=MAIL, is_public=False)]
    service.save()
    html = client.get(form).content.decode()
    assert "Private Person" not in html
    assert "0777" not in html
    private = {f"contact_{row.pk}-name": "Mischief" for row in service.contacts.filter(is_public=False)}
    client.post(form, filled_in(client, form, **{"contact_new_1-phone": "020 7946 0200"}, **private))
    assert list(changes()) == ["contact_new_1"]
    approve()
    assert {(row.name, row.is_public) for row in Service.objects.get().contacts.all()} == {("Front desk", True), ("Manager", False), ("Private Person", False), ("", True)}


def test_a_contact_that_became_one_for_staff_is_not_written_over(client, service, form):
    contact = service.contacts.get(is_public=True)
    client.post(form, filled_in(client, form, **{f"contact_{contact.pk}-phone": "020 7946 0300"}))
    ServiceContact.objects.filter(pk=contact.pk).update(is_public=False)
    approve(**{f"contact_{contact.pk}": "theirs"})
    assert {(row.phone, row.is_public) for row in Service.objects.get().contacts.exclude(phone="")} == {("020 7946 0101", False), ("020 7946 0300", True)}


def test_an_address_that_is_hidden_is_hidden_here_too_and_stays(client, service, form, refuge):
    html = client.get(form).content.decode()
    for secret in ("1 High Street", "KT1 1EU", "The pool"):
        assert secret not in html
    assert "We have an address for this place" in html
    name = places.name_of(refuge)
    client.post(form, filled_in(client, form, **{f"{name}-note": "Ring twice."}))
    assert "1 High Street" not in str(changes())
    approve()
    place = Location.objects.get()
    assert (place.address, place.postcode, place.name) == ("1 High Street", "KT1 1EU", "The pool")
    assert Service.objects.get().at_locations.get().note == "Ring twice."


def test_what_the_form_signs_tells_no_hidden_address(client, service, form, refuge):
    from django.core import signing

    from localoffer.freshness.forms import SALT

    said = signing.loads(filled_in(client, form)["base"], salt=f"{SALT}.{service.pk}")
    assert "High Street" not in str(said)


def test_a_new_address_to_be_hidden_is_kept_and_not_shown_again(client, service, form):
    told = {"place_new_1-address": "7 Secret Lane", "place_new_1-town": "Kingston", "place_new_1-is_masked": "on"}
    client.post(form, filled_in(client, form, **told))
    assert "7 Secret Lane" not in client.get(form).content.decode()
    client.post(form, filled_in(client, form, summary="New."))
    assert changes()["place_new_1"]["now"]["address"] == "7 Secret Lane"
    editors = {each.label: each for each in compare(Proposal.objects.get(), Service.objects.get()).differences}
    assert "7 Secret Lane" in "".join(piece.text for piece in editors["Place: Kingston"].proposed)
    approve()
    assert Location.objects.get(address="7 Secret Lane").is_masked
    assert "7 Secret Lane" not in client.get(Service.objects.get().get_absolute_url()).content.decode()


def test_an_editors_newer_hidden_address_is_not_written_over_unasked(client, service, form, refuge):
    name = places.name_of(refuge)
    client.post(form, filled_in(client, form, **{f"{name}-address": "8 Newer Road"}))
    Location.objects.update(address="5 Editor’s Road")
    assert [each.name for each in compare(Proposal.objects.get(), Service.objects.get()).conflicts] == [name]
    with pytest.raises(actions.Undecided):
        approve()


def test_a_town_is_asked_of_a_place_without_an_address(client, service, form):
    response = client.post(form, filled_in(client, form, **{"place_new_1-address": "7 Lane", "place_new_1-is_masked": "on"}))
    assert mistakes(response) == ["New place 1: Write the town. Of a place without an address, families see only that."]


@pytest.mark.parametrize(
    ("postcode", "words"), [("KT1", "“KT1” is not a whole postcode"), ("nonsense", "is not a whole postcode"), ("ZZ99 9ZZ", "We do not know the postcode “ZZ99 9ZZ”")]
)
def test_a_postcode_that_nobody_knows_is_said_beside_it_and_nothing_is_lost(client, service, form, postcode, words):
    answers = filled_in(client, form, **{"place_new_1-name": "Hall", "place_new_1-postcode": postcode, "contact_new_1-phone": "020 7946 0200", "time_2-days": ["TU"]})
    response = client.post(form, answers)
    [mistake] = mistakes(response)
    assert words in mistake
    again = BeautifulSoup(response.content, "html.parser")
    assert again.find(id="id_place_new_1-postcode")["value"] == postcode
    assert again.find(id="id_contact_new_1-phone")["value"] == "020 7946 0200"
    assert again.find(id="id_time_2-days_1").has_attr("checked")
    assert again.find(id="place_new_1").has_attr("open")
    assert not Proposal.objects.exists()


def test_a_strange_postcode_that_stood_there_before_stops_nobody(client, service, form):
    Location.objects.update(postcode="KT?")
    client.post(form, filled_in(client, form, summary="New."))
    assert list(changes()) == ["summary"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"time_2-opens_at": "10:00"}, "Choose the day, or say in words when it is."),
        ({"time_2-days": ["MO"], "time_2-closes_at": "10:00"}, "Say also when it begins."),
        ({"time_2-days": ["MO"], "time_2-opens_at": "10:00", "time_2-closes_at": "09:00"}, "It must end after it begins."),
        ({"time_2-days": ["MO"], "time_2-opens_at": "ten"}, "Write the time like 16:00."),
        ({"time_2-days": ["MO"], "time_2-valid_from": "31.3."}, "Write the day like 2027-03-31, or choose it."),
        ({"time_2-days": ["MO"], "time_2-valid_from": "2090-02-02", "time_2-valid_to": "2090-02-01"}, "The last day can’t be before the first."),
        ({"time_2-days": ["MO"], "time_2-valid_to": "2020-01-01"}, "This day is over."),
        ({"time_2-days": ["MO"], "time_2-week_of_month": "1"}, "This goes with “every month” only."),
        ({"time_2-days": ["MO"], "time_2-place": "place_new_1"}, "Nothing is written about this place"),
        ({"contact_new_1-phone": "call us"}, "Write the phone number in digits."),
        ({"contact_new_1-name": "Kim"}, "Write a phone number or an e-mail address."),
        ({"contact_new_1-email": "kim"}, "Write an e-mail address like"),
        ({"place_new_1-note": "Upstairs."}, "Write the name of the place, or its address."),
        ({"need_scope": "some"}, "Tick the needs that it is for"),
        ({"needs": ["asd"]}, "You ticked needs below."),
        ({"borough_scope": "some"}, "Tick the boroughs that it is for"),
        ({"boroughs": ["larkmere"]}, "You ticked boroughs below."),
        ({"borough_scope": "every", "boroughs": ["larkmere"]}, "You ticked boroughs below."),
    ],
)
def test_what_does_not_fit_is_said_in_words_beside_it_and_at_the_top(client, service, form, typed, words):
    NeedFactory(code="asd")
    [mistake] = mistakes(client.post(form, filled_in(client, form, **typed)))
    assert words in mistake
    assert not Proposal.objects.exists()


def test_another_row_is_asked_for_by_a_button_that_judges_nothing_and_keeps_all(client, service, form):
    typed = {"name": "", "place_new_1-postcode": "nonsense", "place_new_1-name": "Hall", "summary": "New.", "time_2-opens_at": "ten"}
    response = client.post(form, filled_in(client, form, **typed) | {"add": "place_"})
    page = BeautifulSoup(response.content, "html.parser")
    assert not page.select(".govuk-error-message, #problems")
    assert page.find(id="place_new_2").has_attr("open")
    assert not page.find(id="place_new_3")
    assert page.find(id="contact_new_1")
    assert not page.find(id="contact_new_2")
    assert page.find(id="id_place_new_1-postcode")["value"] == "nonsense"
    assert page.find(id="id_summary").text.strip() == "New."
    assert not Proposal.objects.exists()


def test_who_presses_enter_sends_the_form_and_asks_for_no_other_row(client, service, form):
    """A browser presses the first button there is."""
    page = BeautifulSoup(client.get(form).content, "html.parser")
    first = page.find("form", class_="lo-change").select_one("[type=submit]")
    assert not first.has_attr("name")


def test_there_is_an_end_to_new_rows(client, service, form):
    answers = filled_in(client, form) | {"add": "place_", "place_count": "999", "time_count": "-1", "contact_count": "x"}
    page = BeautifulSoup(client.post(form, answers).content, "html.parser")
    assert len(page.select("[id^=place_new_]")) == 20
    assert not page.find("button", value="place_")
    assert page.find("button", value="time_")


def test_a_line_of_days_is_one_time_and_keeps_its_rows(client, service, form):
    service.schedules = [Schedule(day=day, opens_at=dt.time(9), closes_at=dt.time(12)) for day in ("MO", "TU", "WE")]
    service.save()
    monday = service.schedules.get(day="MO").pk
    answers = filled_in(client, form)
    assert answers["time_1-days"] == ["MO", "TU", "WE"]
    client.post(form, answers | {"time_1-days": ["MO", "FR"], "time_1-opens_at": "10:00", "time_1-term_time_only": "on"})
    approve()
    rows = Service.objects.get().schedules.all()
    assert {(row.day, row.opens_at, row.term_time_only) for row in rows} == {("MO", dt.time(10), True), ("FR", dt.time(10), True)}
    assert monday in {row.pk for row in rows}, "open data knows it by this"


def test_a_time_that_is_over_or_stays_is_not_touched(client, service, form):
    service.schedules = [Schedule(day="MO", opens_at=dt.time(9)), Schedule(day="TU", valid_to=day(-1)), Schedule(description="By appointment.")]
    service.save()
    before = {row.pk for row in service.schedules.all()}
    client.post(form, filled_in(client, form, **{"time_3-days": ["SU"], "time_3-often": "MONTHLY-2", "time_3-week_of_month": "-1"}))
    approve()
    rows = Service.objects.get().schedules.all()
    assert before < {row.pk for row in rows}
    [new] = [row for row in rows if row.pk not in before]
    assert (new.day, new.freq, new.interval, new.week_of_month) == ("SU", "MONTHLY", 2, -1)


def test_words_are_ticked_and_read_by_editors_by_their_names(client, service, form):
    NeedFactory(code="asd", name="Autism")
    NeedFactory(code="hi", name="Hearing")
    help_ = CategoryFactory(code="health", name="Health")
    CategoryFactory(code="nursing", name="Nursing", parent=help_)
    borough = Borough.objects.known()[0]
    client.post(
        form, filled_in(client, form, need_scope="some", needs=["hi", "asd"], categories=["nursing"], borough_scope="some", boroughs=[borough.slug], areas_served="The north.")
    )
    seen = {each.label: (each.how, "".join(piece.text for piece in each.proposed)) for each in compare(Proposal.objects.get(), Service.objects.get()).differences}
    assert seen == {
        "Needs": ("Added", "Autism\nHearing"),
        "Kind of help": ("Added", "Health: Nursing"),
        "Boroughs": ("Added", borough.name),
        "Which part of the borough": ("Added", "The north."),
    }
    approve()
    service = Service.objects.get()
    assert [need.code for need in service.needs.order_by("code")] == ["asd", "hi"]
    assert (service.categories.get().code, service.boroughs.get(), service.is_for_every_need) == ("nursing", borough, False)


def test_for_every_need_and_not_known_are_two_answers(client, service, form):
    service.needs = [NeedFactory(code="asd")]
    service.save()
    answers = filled_in(client, form)
    assert (answers["need_scope"], answers["needs"]) == ("some", ["asd"])
    client.post(form, answers | {"need_scope": "every", "needs": []})
    assert changes() == {"needs": {"was": ["asd"], "now": ["every"]}}
    approve()
    service = Service.objects.get()
    assert (service.is_for_every_need, service.needs.count()) == (True, 0)
    again = link_to(service) + "change/"
    assert filled_in(client, again)["need_scope"] == "every"


def test_for_every_borough_and_not_known_are_two_answers(client, service, form):
    service.boroughs = [Borough.objects.get(slug="larkmere")]
    service.save()
    answers = filled_in(client, form)
    assert (answers["borough_scope"], answers["boroughs"]) == ("some", ["larkmere"])
    client.post(form, answers | {"borough_scope": "every", "boroughs": []})
    assert changes() == {"boroughs": {"was": ["larkmere"], "now": ["every"]}}
    approve()
    service = Service.objects.get()
    assert (service.is_for_every_borough, service.boroughs.count()) == (True, 0)
    again = link_to(service) + "change/"
    assert filled_in(client, again)["borough_scope"] == "every"


def test_chosen_words_stay_seen_while_the_many_others_are_folded(client, service, form):
    for number in range(9):
        NeedFactory(code=f"need-{number}", name=f"Need {number}")
    service.needs = [service.needs.model.objects.get(code="need-8")]
    service.save()
    page = BeautifulSoup(client.get(form).content, "html.parser")
    folded = page.select("details input[name=needs]")
    assert [box["value"] for box in page.select("input[name=needs]") if box not in folded] == ["need-8"]
    assert len(folded) == 8


def test_a_part_of_a_chosen_kind_of_help_says_what_it_is_a_part_of(client, service, form):
    """Else it would stand under the kind before, as if it were a part of that."""
    travel, health = CategoryFactory(code="travel", name="Travel", order=1), CategoryFactory(code="health", name="Health", order=2)
    for code, name, parent in (("bus", "Bus", travel), ("nursing", "Nursing", health), ("sleep", "Sleep", health)):
        CategoryFactory(code=code, name=name, parent=parent, order=3)
    service.categories = [health]
    service.save()
    page = BeautifulSoup(client.get(form).content, "html.parser")
    labels = {box["value"]: page.find("label", attrs={"for": box["id"]}).text for box in page.select("input[name=categories]")}
    assert labels == {"health": "Health", "travel": "Travel", "bus": "Bus", "nursing": "Health: Nursing", "sleep": "Health: Sleep"}
    groups = [[box["value"] for box in group.select("input")] for group in page.select(".lo-ticks__group:has([name=categories])")]
    assert groups == [["travel", "bus"], ["nursing", "sleep"]]


def test_a_place_that_an_editor_changed_meanwhile_is_asked_about_and_another_is_not(client, service, form):
    hall = Location.objects.create(name="Hall", town="Kingston")
    service.at_locations = [*service.at_locations.all(), ServiceAtLocation(location=hall)]
    service.save()
    mine, theirs = places.name_of(pool()), places.name_of(hall)
    client.post(form, filled_in(client, form, **{f"{mine}-town": "Surbiton", f"{theirs}-town": "Surbiton"}))
    Location.objects.filter(pk=hall.pk).update(town="Norbiton")
    assert [each.name for each in compare(Proposal.objects.get(), Service.objects.get()).conflicts] == [theirs]
    approve(**{theirs: "ours"})
    assert {(place.name, place.town) for place in Service.objects.get().places} == {("The pool", "Surbiton"), ("Hall", "Norbiton")}


def test_what_an_editor_added_while_the_form_was_open_is_not_taken_away(client, service, form):
    answers = filled_in(client, form, summary="New.")
    service.at_locations = [*service.at_locations.all(), ServiceAtLocation(location=Location.objects.create(name="Newer"))]
    service.contacts = [*service.contacts.all(), ServiceContact(phone="020 7946 0400")]
    service.save()
    client.post(form, answers)
    assert list(changes()) == ["summary"]


def test_what_was_typed_about_a_place_that_an_editor_took_away_meanwhile_is_not_lost(client, service, form):
    name = places.name_of(pool())
    answers = filled_in(client, form, **{f"{name}-town": "Surbiton"})
    service.at_locations = []
    service.save()
    client.post(form, answers)
    assert changes()[name]["now"]["town"] == "Surbiton"
    assert filled_in(client, form)[f"{name}-town"] == "Surbiton"
    approve(**{name: "theirs"})
    assert (Service.objects.get().places[0].name, Service.objects.get().places[0].town) == ("The pool", "Surbiton")


def test_what_was_sent_back_stands_in_the_form_row_by_row_and_can_be_mended(client, service):
    member = make_member(service.provider)
    client.force_login(member)
    form = reverse("my_service_change", args=[service.pk])
    typed = {"place_new_1-name": "Hall", "place_new_1-town": "Surbiton", "contact_new_1-phone": "020 7946 0200", "time_1-is_gone": "on", "time_2-days": ["TU"]}
    client.post(form, filled_in(client, form, **typed))
    proposal = Proposal.objects.get()
    actions.send_back(proposal, by=make_staff("Council editor"), reason="Which Surbiton?", seal=compare(proposal, proposal.service).seal)
    assert "Which Surbiton?" in client.get(form).content.decode()
    answers = filled_in(client, form)
    assert (answers["place_new_1-name"], answers["contact_new_1-phone"], answers["time_1-days"]) == ("Hall", "020 7946 0200", ["TU"])
    client.post(form, answers | {"place_new_1-postcode": "KT1 1EU", "contact_new_1-is_gone": "on"})
    assert set(changes()) == {"place_new_1", "times"}
    assert changes()["place_new_1"]["now"]["postcode"] == "KT1 1EU"


def test_the_providers_own_page_names_what_was_proposed(client, service, form):
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", f"{places.name_of(pool())}-is_gone": "on"}))
    html = " ".join(BeautifulSoup(client.get(form.removesuffix("change/")).content, "html.parser").text.split())
    assert "Place: Hall (added)" in html
    assert "Place: The pool, Kingston, KT1 1EU (taken away)" in html


def test_a_new_service_comes_with_all_its_rows(client, service):
    client.force_login(make_member(service.provider))
    address = reverse("my_new_service")
    typed = {
        "name": "Dive club",
        "status": "open",
        "need_scope": "every",
        "borough_scope": "every",
        "place_new_1-name": "Lido",
        "place_new_1-town": "Surbiton",
        "contact_new_1-email": "dive@swim.example",
        "time_1-days": ["FR"],
        "time_1-description": "after school",
    }
    assert client.post(address, filled_in(client, address, **typed)).status_code == 302
    proposal = Proposal.objects.get()
    new = actions.approve(proposal, by=make_staff("Council editor"), seal=compare(proposal, None).seal, choices={})
    assert new.is_for_every_need and new.is_for_every_borough
    assert [str(row.location) for row in new.at_locations.all()] == ["Lido, Surbiton"]
    assert [row.email for row in new.contacts.all()] == ["dive@swim.example"]
    assert [(row.day, row.description) for row in new.schedules.all()] == [("FR", "after school")]


def test_the_history_names_what_an_approval_changed(client, service, form):
    client.post(form, filled_in(client, form, **{"place_new_1-name": "Hall", "contact_new_1-phone": "020 7946 0200", "access_hoist": "no", "summary": "New."}))
    approve()
    set_up_desk()
    client.force_login(make_staff(COUNCIL_EDITOR, email="other@council.example"))
    history = client.get(reverse("wagtailsnippets_localoffer_service:history", args=[service.pk])).content.decode()
    assert "(Access, Contacts, Places, What it is, in one or two sentences)" in history


def test_what_is_read_and_not_changed_is_the_same(service):
    """Else the form would find changes where there are none."""
    proposal = Proposal(changes={}, service=service)
    assert compare(proposal, service).differences == []
    told = facts.Told(on=day(0), by="Us", written_by=make_staff())
    before = facts.read(service)
    facts.write(service, before, told)
    service.save()
    assert facts.read(Service.objects.get()) == before


def test_every_value_says_something_to_an_editor():
    time = hours.NOTHING | {"days": ["MO"], "opens_at": "16:00", "freq": "MONTHLY", "week_of_month": -1, "valid_from": "2020-03-02", "place": "place_new_2"}
    assert facts.words("times", [time]) == "The last Monday of every month, from 4pm, from 2 March 2020, at new place 2"
    assert facts.words("contact_1", contacts.NOTHING | {"name": "Kim", "phone": "020 7946 0200"}) == "Kim\n020 7946 0200"
    hidden = places.NOTHING | {"town": "Kingston", "is_masked": True, "held": "x"}
    assert facts.words("place_new_1", hidden) == "Kingston\n(the hidden address that we have)\nFamilies do not see the exact address."
    assert facts.words("needs", ["every"]) == "For every need"
    assert facts.words("boroughs", ["every"]) == "For every borough"


@pytest.mark.parametrize("value", ["\0", "é" * 9_000, "'; DROP TABLE", "\u202e", "place_", "-1", "²"])
def test_no_words_break_the_rows(client, service, form, value):
    answers = filled_in(client, form, **{"place_new_1-name": "Hall", "time_2-days": ["MO"], "contact_new_1-phone": "1"})
    for name in [name for name in answers if "-" in name or "count" in name] + ["add", "needs", "boroughs"]:
        assert client.post(form, answers | {name: value}).status_code in {200, 302}, name


def test_a_link_and_signing_in_lead_to_the_same_form(client, service, form):
    by_link = set(filled_in(client, form))
    client.force_login(make_member(service.provider))
    assert set(filled_in(client, reverse("my_service_change", args=[service.pk]))) == by_link
    proposal = actions.propose(service, changes={"summary": {"was": "We swim.", "now": "X"}}, is_full_check=False, by=By(link_mark=recipients.mark(MAIL)))
    assert proposal.state == "waiting"
