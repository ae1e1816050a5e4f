"""Template tags of the frame: the trail, the council's colours, form widgets in our classes, and what the home page shows."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import RichText

from home.atlas import atlas
from home.colours import DEFAULTS
from home.context import Item
from home.models import Borough, HomePage, NewsPage, SiteSettings
from home.queries import readable
from home.templatetags.portal_tags import href, list_kept, same_page

register = template.Library()

# How many letters the menu row of a wide screen holds, and what the space between two pages takes of them.
ROW_LETTERS = 112
GAP_LETTERS = 3

LARGE_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)
CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),  # Django makes it a kind of RadioSelect
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.Select, "govuk-select"),
    (forms.Widget, "govuk-input"),
]


@register.simple_tag(takes_context=True)
def trail_of(context: template.Context, page: Page | None) -> list[tuple[str, str]]:
    """The way to a page as (title, address), from the home page to its parent; only the home page where there is no page."""
    if not isinstance(page, Page):
        return [(_("Home"), href(context, "/"))]
    return [(_("Home") if above.depth == 2 else above.title, href(context, above)) for above in atlas().above(page)]


@register.simple_tag(takes_context=True)
def trail_to(context: template.Context, *titles_and_addresses: str) -> list[tuple[str, str]]:
    """A trail for a page that isn't Wagtail's: `{% trail_to "Services" services_address as items %}`, after the home page."""
    pairs = zip(titles_and_addresses[::2], titles_and_addresses[1::2], strict=True)
    return [(_("Home"), href(context, "/")), *((title, href(context, address)) for title, address in pairs)]


@register.simple_tag(takes_context=True)
def is_here(context: template.Context, address: str) -> bool:
    """Whether the page asked for stands at `address` or under it (for the menu)."""
    request: HttpRequest | None = context.get("request")
    return bool(request and request.path.startswith(address))


@register.simple_tag
def menu_row(menu: Iterable[Item]) -> list[Item]:
    """The pages of the menu that fit one line of a wide screen, in their order; every one is in "All topics"."""
    row: list[Item] = []
    room = ROW_LETTERS
    for page in menu:
        letters = len(page.title) + GAP_LETTERS
        if letters <= room:
            room -= letters
            row.append(page)
    return row


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, values: Mapping[str, str], **more: str) -> str:
    """This page with exactly these parameters, the family's own list, and the borough unless `more` changes it."""
    request: HttpRequest = context["request"]
    borough = request.GET.get("borough", "")
    query = urlencode({name: value for name, value in {"borough": borough, **values, **more}.items() if value})
    return list_kept(context, f"?{query}" if query else request.path)


@register.simple_tag
def colours_address(settings: SiteSettings) -> str:
    """Where the stylesheet with the council's own colours is; empty while they are ours, which the main one has."""
    colours = {name: getattr(settings, f"{name}_colour").upper() for name in DEFAULTS}
    if colours == DEFAULTS:
        return ""
    return reverse("brand_css", kwargs={name: colour.removeprefix("#") for name, colour in colours.items()})


@register.simple_tag
def widget(field: BoundField, **attributes: str) -> SafeString:
    """A form field's control in our classes; `css` adds a class, other names become attributes (`inputmode="numeric"`)."""
    kind = field.field.widget
    name = next(css for widget_type, css in CLASSES if isinstance(kind, widget_type))
    classes = [name, attributes.pop("css", ""), kind.attrs.get("class", "")]
    if field.errors:
        classes.append(f"{name}--error")
    return field.as_widget(attrs={**attributes, "class": " ".join(filter(None, classes))})


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether a field is asked with radio buttons or checkboxes."""
    return isinstance(field.field.widget, LARGE_CHOICES)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is one checkbox by itself."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def choice_kind(field: BoundField) -> str:
    return "checkboxes" if isinstance(field.field.widget, forms.CheckboxSelectMultiple) else "radios"


@register.simple_tag
def choice(item: BoundWidget, kind: str) -> SafeString:
    """One radio button or checkbox of a group, in our classes."""
    item.data["attrs"]["class"] = f"govuk-{kind}__input"
    return item.tag()


@register.simple_tag
def cards_of(home: HomePage) -> Iterable[Any]:
    """The home page's cards with their pages; a page that visitors may not read has none."""
    return [card for card in home.cards.select_related("page") if atlas().is_open(card.page)]


@register.simple_tag
def latest_news(borough: Borough | None, count: int) -> Iterable[NewsPage]:
    """The newest `count` news of the chosen borough and of everywhere."""
    return readable(NewsPage.objects.all()).for_borough(borough or None).newest_first()[:count]


@register.simple_tag
def first_id(field: BoundField) -> str:
    """The id of a field's first control: where a link of the error summary leads (a group has no control of its own id)."""
    kind = field.field.widget
    if isinstance(kind, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return kind.id_for_label(field.auto_id) or field.auto_id


@register.filter
def is_number(phone: str) -> bool:
    """Whether a phone's words can be dialled: "Text SHOUT to 85258" can't."""
    return bool(phone) and not any(letter.isalpha() for letter in phone)


@register.filter
def letter_id(letter: str) -> str:
    """A letter as a name for addresses; "#" stands for what begins with no letter."""
    return f"letter-{letter.lower()}" if letter.isalpha() else "letter-other"


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """This page's address with one parameter taken away, at the list's first page."""
    return same_page(context, **{name: "", "page": ""})


@register.filter
def inline_svg(document: str) -> SafeString:
    """An SVG document that a library of ours drew, without its XML declaration, to stand in a page."""
    return mark_safe(document[document.index("<svg") :])  # noqa: S308 - drawn here, from no visitor's words


@register.filter
def links_later(text: RichText) -> SafeString:
    """An editor's text with its links to pages still as they are stored: `body_of` looks up those of a whole body at once."""
    return mark_safe(text.source)  # noqa: S308 - cleaned by Wagtail when it was saved


@register.filter
def one_title(text: str) -> str:
    """A page's part of the title on one line, without a dash left over at its end."""
    return mark_safe(" ".join(text.split()).removesuffix(" -"))  # noqa: S308 - the page's template escaped it
