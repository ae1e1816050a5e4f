"""Whether each link of a message leads somewhere that families can open, and says where."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.models import Message
from campaigns.writing import addresses
from campaigns.writing.found import Found, error, hint, places
from register.models import Channel

SAYS_NOTHING = {"here", "click here", "click", "link", "this link", "read more", "more", "this page"}


def found(message: Message) -> Iterator[Found]:
    if message.channel == Channel.TEXT:
        return
    for where, block in places(message):
        if block.block_type == "text":
            for link in BeautifulSoup(block.value.source, "html.parser").find_all("a"):
                yield from _of_a_link(where, link)
        elif block.block_type == "button":
            yield from _of_an_address(where, block.value["url"] or "")
            if block.value["page"]:
                yield from _of_a_page(where, block.value["page"])


def _of_a_link(where: str, link: Tag) -> Iterator[Found]:
    words = link.get_text(" ", strip=True)
    if words.casefold().strip(" .!") in SAYS_NOTHING:
        yield hint(where, _("A link says only “%(words)s”.") % {"words": words}, _("Let its words say where it leads."))
    if link.get("linktype") == "page":
        number = str(link.get("id", ""))
        yield from _of_a_page(where, Page.objects.filter(pk=number).first() if number.isdecimal() else None, words)
    else:
        yield from _of_an_address(where, str(link.get("href", "")))


def _of_a_page(where: str, page: Page | None, words: str = "") -> Iterator[Found]:
    if page is None:
        yield error(where, _("The page behind “%(words)s” is gone.") % {"words": words}, _("Choose another page, or take the link out."))
    elif not addresses.is_open(page):
        yield error(where, _("Families cannot open the page “%(page)s”.") % {"page": page.title}, _("Publish it, or choose another page."))


def _of_an_address(where: str, address: str) -> Iterator[Found]:
    if not address:
        return
    if not addresses.may_lead(address):
        yield error(where, _("This is no web address: %(address)s") % {"address": address[:80]}, _("Copy the address from your browser."))
    elif urlsplit(address).scheme.lower() == "http" and not addresses.is_ours(address):
        yield hint(
            where,
            _("This address is not a safe one (https): %(address)s") % {"address": address[:80]},
            _("Try it with https:// in front. If it does not open, leave it out."),
        )
