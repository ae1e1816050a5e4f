"""Where the links of a message lead: whole addresses, with the campaign's code where they are ours, so that its report can tell what the message brought."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from django.conf import settings
from wagtail.models import Page

from campaigns.models import Campaign, Mailing

SURVEY: Final = "((survey))"


def of_page(page: Page | None, campaign: Campaign) -> str:
    """Empty for a page that families can't read: it is gone, not published, or not for everybody."""
    return with_code(page.get_url() or "", campaign) if page is not None and is_open(page) else ""


def is_open(page: Page) -> bool:
    return bool(page.live) and not page.get_view_restrictions().exists()


def with_code(address: str, campaign: Campaign) -> str:
    """The whole address; one of our own with the campaign's code, which counts visits and says nothing of who came."""
    full = whole(address)
    if not is_ours(full):
        return full
    parts = urlsplit(full)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "c"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("c", campaign.code)])))


def whole(address: str) -> str:
    """As it must stand in a mail, which has no page around it."""
    return urljoin(f"{settings.SITE_URL}/", address.strip()) if address.strip() else ""


def may_lead(address: str) -> bool:
    """Whether a link may have this address at all."""
    try:
        return urlsplit(address.strip()).scheme.lower() in {"", "http", "https", "mailto", "tel"}
    except ValueError:
        return False


def is_ours(address: str) -> bool:
    return urlsplit(address)[:2] == urlsplit(settings.SITE_URL)[:2]


def of_button(page: Page | None, url: str, mailing: Mailing) -> str:
    """Where a button leads; one that names nothing, to the survey of these messages or to where the campaign leads. Empty for a page that is not open."""
    if page is not None:
        return of_page(page, mailing.campaign)
    if url:
        return with_code(url, mailing.campaign) if may_lead(url) else ""
    return SURVEY if asks_a_survey(mailing) else mailing.campaign.short_address


def asks_a_survey(mailing: Mailing) -> bool:
    """Whether each family gets a link of its own to a survey."""
    return mailing.survey_id is not None
