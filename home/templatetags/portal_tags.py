"""Template tags every app uses: addresses that keep the borough, the rendered body, and pictures."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from home import my_list
from home.addresses import with_borough, with_list
from home.atlas import atlas
from home.linking import dial, linked
from home.models import GlossaryTerm, SiteSettings
from home.page_cache import remembered
from home.prose import Body, prepare

register = template.Library()
register.filter(dial)
register.filter(linked)
# What an address of ours may say, in the order it is written.
ADDRESS_PARAMETERS = (
    *("q", "type", "need", "age", "phase", "category", "cost", "self_referral", "day", "delivery", "access", "near", "within", "sort", "exact", "may_fit"),
    *("kind", "runs", "year", "topic", "borough"),
)
# So many values of one parameter are kept in an address.
MOST_VALUES = 62


@register.simple_tag(takes_context=True)
def href(context: template.Context, target: Page | str) -> str:
    """The address of a page, or an address of ours, with what the visitor carries along kept in it: the list and the borough."""
    return _in_borough(context, with_list(_address(context, target), own_list(context)))


@register.simple_tag(takes_context=True)
def full_href(context: template.Context, target: Page | str) -> str:
    """The address with the borough and the site's name: for what families take away on paper, so without their list."""
    return context["request"].build_absolute_uri(_in_borough(context, _address(context, target)))


@register.simple_tag(takes_context=True)
def list_kept(context: template.Context, address: str) -> str:
    """An address that says itself for which borough it is (`?need=asd&borough=…`), with the family's own list kept in it."""
    return with_list(address, own_list(context))


@register.simple_tag(takes_context=True)
def own_list(context: template.Context) -> str:
    """The family's own list as the address that was asked for says it; empty when it has none."""
    request: HttpRequest | None = context.get("request")
    return my_list.carried(request.GET) if request else ""


@register.simple_tag(takes_context=True)
def own_list_field(context: template.Context) -> SafeString:
    """The family's own list in a form that asks with GET, which would leave it behind; nothing when there is none."""
    words = own_list(context)
    return format_html('<input type="hidden" name="{}" value="{}">', my_list.PARAMETER, words) if words else SafeString()


@register.simple_tag(takes_context=True)
def same_page(context: template.Context, **changes: Any) -> str:
    """This page's own address with parameters changed and the family's own list kept; an empty value takes a parameter away."""
    request: HttpRequest = context["request"]
    parameters = {name: request.GET.getlist(name)[:MOST_VALUES] for name in ADDRESS_PARAMETERS if name in request.GET}
    parameters |= {name: [str(value)] for name, value in changes.items()}
    query = urlencode([(name, value) for name, values in parameters.items() for value in values if value])
    return with_list(f"?{query}" if query else request.path, own_list(context))


@register.simple_tag(takes_context=True)
def body_of(context: template.Context, stream: StreamValue) -> Body:
    """A page's body as HTML with terms explained, and its second-level headings for "On this page"."""
    html = expand_db_html(stream.render_as_block(context.flatten()))
    borough = context.get("borough")
    glossary = remembered("glossary", lambda: list(GlossaryTerm.objects.all()))
    return prepare(html, glossary, borough=borough.slug if borough else "", own_list=own_list(context))


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our own line pictures; it says nothing to a screen reader, because a word always stands beside it."""
    return render_to_string(f"components/icon/{name}.svg")


@register.filter
def open_to_visitors(pages: Iterable[Page]) -> list[Page]:
    """Of these pages, in their order, the published ones that anybody may read."""
    return atlas().open(pages)


@register.filter
def if_open(page: Page | None) -> Page | None:
    """The page, when it is published and anybody may read it."""
    return page if page and atlas().is_open(page) else None


@register.simple_tag
def parent_of(page: Page) -> Page | None:
    """The published page right above this one."""
    above = atlas().above(page)
    return above[-1] if above else None


@register.filter
def can_reach(settings: SiteSettings | None, who: str) -> bool:
    """Whether the site settings say how to reach `who`: one of `home.blocks.WHO`, or nobody."""
    return settings is not None and settings.can_reach(who)


@register.filter
def domain(address: str) -> str:
    """The host of an address, for showing where a link leads."""
    return urlsplit(address).netloc.removeprefix("www.")


@register.filter
def may_break(email: str) -> SafeString:
    """The address, which a narrow line breaks before its @ and not inside a word."""
    name, at, host = email.partition("@")
    return format_html("{}<wbr>{}{}", name, at, host)


def _address(context: template.Context, target: Page | str) -> str:
    return target if isinstance(target, str) else (target.get_url(context.get("request")) or "/")


def _in_borough(context: template.Context, address: str) -> str:
    borough = context.get("borough") if context.get("request") else None
    return with_borough(address, borough.slug) if borough else address
