"""What a campaign's flyer says, with the site's names, logos and colours; and each file that is made of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Protocol

from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage, SourceImageIOError

from campaigns.flyers.drawing import Letters, as_pdf
from campaigns.flyers.layout import HEIGHT, WIDTH, Content, Logo, flyer
from campaigns.flyers.svg import as_png
from campaigns.models import Flyer
from home.models import SiteSettings

# Paper in mm. A4 is A5 made larger.
SIZES: Final = {"a5": (WIDTH, HEIGHT), "a4": (210.0, 297.0)}
PICTURE_WIDTH: Final = 740
# The largest a logo is printed at, sharp enough for print.
LOGO_RENDITION: Final = "max-900x360|format-png"


class Coded(Protocol):
    """A campaign or one of its links."""

    code: str

    @property
    def short_address(self) -> str: ...


def content_of(words: Flyer, coded: Coded, site: SiteSettings) -> Content:
    """With all that is the same for each code too: reading it once is enough, see `for_code`."""
    council = words.council
    return Content(
        heading=words.heading,
        points=words.point_list,
        senders=[*([site.forum_name] if words.is_from_forum else []), *([council.council] if council else [])],
        phone=words.phone,
        address=coded.short_address,
        code=coded.code,
        brand=site.brand_colour,
        highlight=site.highlight_colour,
        logos=list(_logos([(site.logo, site.name), (council.logo if council else None, council.council if council else "")])),
    )


def for_code(content: Content, coded: Coded) -> Content:
    return replace(content, address=coded.short_address, code=coded.code)


def print_out(content: Content, size: str, letters: Letters | None = None) -> bytes:
    """The flyer as PDF. Raises DoesNotFit, and KeyError for a size that we don't print."""
    return as_pdf(flyer(content), *SIZES[size], letters=letters)


def picture(content: Content) -> bytes:
    """What the flyer looks like, as PNG. Raises DoesNotFit."""
    return as_png(flyer(content), PICTURE_WIDTH)


def _logos(images: Iterable[tuple[AbstractImage | None, str]]) -> Iterable[Logo]:
    """Those that there are; one whose file is gone is left out."""
    for image, whose in images:
        if image is not None:
            try:
                made = image.get_rendition(LOGO_RENDITION)
                with made.file.open("rb") as file:
                    yield Logo(file.read(), made.width, made.height, _("Logo: %(whose)s") % {"whose": whose})
            except (SourceImageIOError, OSError):
                continue
