"""Flyers and squares to scan: the same words for each code, large enough to read, nothing cut."""

import csv
import re
from io import BytesIO, StringIO
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images.models import Image

from accounts.roles import COUNCIL_EDITOR
from campaigns.flyers.content import SIZES, content_of, print_out
from campaigns.flyers.layout import HEIGHT, WIDTH, DoesNotFit, flyer
from campaigns.flyers.marks import QUIET, Box, Line, Squares, matrix
from campaigns.flyers.marks import Picture as Printed
from campaigns.links import actions
from campaigns.links.pictures import SIDE, sheet_of
from campaigns.models import Flyer
from home.colours import contrast
from home.models import Borough, SiteSettings
from tests.accounts.factories import make_staff
from tests.campaigns.factories import CampaignFactory, FlyerFactory, TrackedLinkFactory
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
LONGEST = "localoffer.the-royal-borough-of-larkmere-and-hollowdean.gov.uk"


@pytest.fixture
def desk(site, client):
    set_up_desk()
    client.force_login(make_staff(COUNCIL_EDITOR, email="editor@council.example"))
    return client


def site_settings(site):
    return SiteSettings.for_site(site)


def laid_out(site, words=None, coded=None):
    words = words or FlyerFactory.build(campaign=CampaignFactory())
    return flyer(content_of(words, coded or words.campaign, site_settings(site)))


def lines_of(sheet):
    return [mark for mark in sheet.marks if isinstance(mark, Line)]


def sent(desk, campaign, **fields):
    form = {"heading": "Short breaks", "points": "Most are free.", "is_from_forum": "on", "council": "", "phone": ""} | fields
    return desk.post(reverse("campaign_flyer", args=[campaign.pk]), form, follow=True).content.decode()


def test_every_word_of_a_flyer_is_on_the_paper_in_letters_that_can_be_read(site):
    words = FlyerFactory.build(campaign=CampaignFactory(), points="\n".join(["A longer point of some forty letters or so."] * 5), phone="020 7946 0300")
    lines = lines_of(laid_out(site, words))
    said = " ".join(line.words for line in lines)
    for part in (words.heading, "A longer point of some forty letters or so.", words.phone, f"/go/{words.campaign.code}", site_settings(site).forum_name):
        assert part in said
    assert min(line.size for line in lines) >= 11
    assert all(line.x >= 10 and line.x + line.width <= WIDTH - 10 and line.y < HEIGHT - 5 for line in lines)


def test_the_longest_words_that_the_form_takes_fit_or_are_refused_with_the_field_that_is_too_long(site, settings):
    settings.SITE_URL = f"https://{LONGEST}"
    campaign = CampaignFactory()
    fits = Flyer(campaign=campaign, heading="Wide Words " * 5, points="\n".join(["m" * 8 + " word" * 5] * 5), phone="+44 (0)20 7946 0300")
    assert all(line.x + line.width <= WIDTH for line in lines_of(laid_out(site, fits)))
    for field, words in (("heading", "W" * 90), ("points", "\n".join(["wide words " * 10] * 5)), ("points", "w" * 200)):
        with pytest.raises(DoesNotFit) as refused:
            laid_out(site, Flyer(campaign=campaign, **({"heading": "Short breaks"} | {field: words})))
        assert refused.value.field == field


def test_no_line_stands_on_another_and_none_in_the_panel_of_the_code(site):
    words = FlyerFactory.build(campaign=CampaignFactory(), points="\n".join(["Thirty letters or a few more in it."] * 5))
    sheet = laid_out(site, words)
    panel = next(mark for mark in sheet.marks if isinstance(mark, Box) and mark.radius == 3)
    points = [line for line in lines_of(sheet) if "Thirty" in line.words]
    assert max(line.y for line in points) < panel.y
    left = sorted(line.y - line.height for line in lines_of(sheet) if line.x < WIDTH / 3)
    assert all(below - above > 3 for above, below in pairwise(left))


def test_words_and_squares_stand_out_from_what_is_behind_them(site):
    sheet = laid_out(site)
    band, panel = sheet.marks[0].colour, "#DDEEEA"
    for line in lines_of(sheet):
        assert contrast(line.colour, band if line.colour == "#FFFFFF" else panel) >= 7


def test_the_square_is_the_links_address_with_a_quiet_border_and_large(site):
    link = TrackedLinkFactory()
    square = next(mark for mark in laid_out(site, FlyerFactory.build(campaign=link.campaign), link).marks if isinstance(mark, Squares))
    assert square.address == link.short_address
    rows = matrix(link.short_address)
    assert not any(any(row) for row in (*rows[:QUIET], *rows[-QUIET:]))
    assert not any(cell for row in rows for cell in (*row[:QUIET], *row[-QUIET:]))
    assert square.side / len(rows) > 1.2, "a square of more than a millimetre"
    dark = sum(width * height for _x, _y, width, height in square.bars()) / (square.side / len(rows)) ** 2
    assert round(dark) == sum(map(sum, rows))


def test_the_wards_name_is_not_on_the_flyer(site):
    link = TrackedLinkFactory(label="Castle ward", distribution="GP surgeries")
    said = " ".join(line.words for line in lines_of(laid_out(site, FlyerFactory.build(campaign=link.campaign), link)))
    assert "Castle" not in said
    assert "surgeries" not in said


def test_logos_are_printed_where_the_site_has_them_and_one_that_is_gone_is_left_out(site, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    png = BytesIO()
    Picture.new("RGB", (600, 200), "#0B5351").save(png, "png")
    logo = Image.objects.create(title="Logo", file=ContentFile(png.getvalue(), "logo.png"), width=600, height=200)
    borough = Borough.objects.get(slug="larkmere")
    Borough.objects.filter(pk=borough.pk).update(logo=logo)
    borough.refresh_from_db()
    words = FlyerFactory.build(campaign=CampaignFactory(), council=borough)
    printed = [mark for mark in laid_out(site, words).marks if isinstance(mark, Printed)]
    assert [mark.said for mark in printed] == [f"Logo: {borough.council}"]
    assert printed[0].width / printed[0].height == pytest.approx(3)
    assert print_out(content_of(words, words.campaign, site_settings(site)), "a5").startswith(b"%PDF")
    logo.renditions.all().delete()
    logo.file.storage.delete(logo.file.name)
    words.council = Borough.objects.get(pk=borough.pk)
    assert not [mark for mark in laid_out(site, words).marks if isinstance(mark, Printed)]


def test_an_editor_writes_the_flyer_and_sees_it(desk):
    campaign = CampaignFactory(name="Summer club")
    form = desk.get(reverse("campaign_flyer", args=[campaign.pk])).content.decode()
    assert 'value="Summer club"' in form
    assert "Save the words, and the picture stands here." in form
    picture = reverse("campaign_flyer_picture", args=[campaign.pk])
    assert desk.get(picture).status_code == 404
    assert picture in sent(desk, campaign, heading="Come and swim", council=Borough.objects.first().pk)
    assert campaign.flyer.heading == "Come and swim"
    shown = Picture.open(BytesIO(desk.get(picture).content))
    assert shown.size == (740, 1052)
    assert len(shown.getcolors(100_000)) > 5


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"points": "\n".join("abcdef")}, "Write five points at most"),
        ({"heading": "Swim 🏊"}, "print this: 🏊"),
        ({"points": "مرحبا"}, "print this"),
        ({"is_from_forum": ""}, "Say who it is from"),
        ({"heading": "W" * 60}, "This heading is too long"),
        ({"points": "\n".join(["wide words " * 10] * 5)}, "There are more words than the flyer has room for"),
        ({"phone": "ask Sam"}, "digits and spaces only"),
        ({"council": "nowhere"}, "not saved yet"),
    ],
)
def test_words_that_can_not_be_printed_are_refused_in_words_and_not_lost(desk, fields, said):
    campaign = CampaignFactory()
    page = sent(desk, campaign, **fields)
    assert said in page
    assert "not saved yet" in page
    assert not Flyer.objects.exists()


def test_each_code_has_its_flyer_on_a5_and_a4(desk):
    link = TrackedLinkFactory(label="Letters: schools")
    FlyerFactory(campaign=link.campaign)
    for coded in (link, link.campaign):
        for size, (width, height) in SIZES.items():
            response = desk.get(reverse("campaign_flyer_file", args=[link.campaign_id, coded.code, size]))
            assert coded.code.lower() in response["Content-Disposition"]
            box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", response.content)
            assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [width, height]
            assert response.content.count(b"/Type /Page\n") == 1
    assert desk.get(reverse("campaign_flyer_file", args=[link.campaign_id, link.code, "a3"])).status_code == 404
    assert "Flyer A5" in desk.get(reverse("campaign_links", args=[link.campaign_id])).content.decode()


def test_a_square_as_svg_and_png_has_its_short_address_beside_it_in_words(desk):
    link = TrackedLinkFactory(label="<b>Schools & clubs")
    svg = desk.get(reverse("campaign_code_picture", args=[link.campaign_id, link.code, "svg"]))
    drawn = ElementTree.fromstring(svg.content)  # noqa: S314 - ours
    assert "".join(each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")).endswith(f"/go/{link.code}")
    png = Picture.open(BytesIO(desk.get(reverse("campaign_code_picture", args=[link.campaign_id, link.code, "png"])).content))
    assert png.width % len(matrix(link.short_address)) == 0
    assert png.width > 800
    assert desk.get(reverse("campaign_code_picture", args=[link.campaign_id, link.code, "exe"])).status_code == 404


def test_a_long_address_is_under_the_square_in_lines_that_fit(site, settings):
    settings.SITE_URL = f"https://{LONGEST}"
    lines = lines_of(sheet_of(TrackedLinkFactory()))
    assert [line.words.startswith("/go/") for line in lines] == [False] * (len(lines) - 1) + [True]
    assert all(line.x >= 0 and line.width <= SIDE for line in lines)


def test_one_file_has_all_that_is_printed_without_what_has_ended(desk):
    campaign = FlyerFactory().campaign
    link, old = TrackedLinkFactory(campaign=campaign, label="=Schools"), TrackedLinkFactory(campaign=campaign)
    actions.end(old)
    archive = ZipFile(BytesIO(desk.get(reverse("campaign_links_files", args=[campaign.pk])).content))
    names = archive.namelist()
    for name in (f"flyers-a5/schools-{link.code}.pdf", f"flyers-a4/schools-{link.code}.pdf", f"qr/schools-{link.code}.svg", f"qr/schools-{link.code}.png"):
        assert name in names
    assert len(names) == 1 + 2 * 4
    assert not any(old.code in name for name in names)
    rows = list(csv.reader(StringIO(archive.read("list.csv").decode("utf-8-sig"))))
    assert ["'=Schools", link.code, link.short_address] in rows
    assert archive.testzip() is None


def test_without_a_flyer_the_file_has_the_squares_alone(desk):
    link = TrackedLinkFactory()
    names = ZipFile(BytesIO(desk.get(reverse("campaign_links_files", args=[link.campaign_id])).content)).namelist()
    assert [name.partition("/")[0] for name in names] == ["list.csv", *["qr"] * 4]
    assert desk.get(reverse("campaign_flyer_file", args=[link.campaign_id, link.code, "a5"])).status_code == 404


def test_a_flyer_that_fitted_once_says_so_when_it_does_not_any_more(desk, site):
    campaign = FlyerFactory().campaign
    SiteSettings.objects.update_or_create(site=site, defaults={"forum_name": "W" * 120})
    for name, args in (("campaign_flyer_file", [campaign.code, "a4"]), ("campaign_links_files", [])):
        page = desk.get(reverse(name, args=[campaign.pk, *args]), follow=True).content.decode()
        assert "does not fit on its page any more" in page
    assert desk.get(reverse("campaign_flyer_picture", args=[campaign.pk])).status_code == 404
