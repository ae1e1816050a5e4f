"""Plain words that editors wrote, as HTML."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts import phones

register = template.Library()

ADDRESS = re.compile(r"https?://\S+")


@register.filter
def plain(text: str) -> SafeString:
    """Paragraphs, and lists of the lines that start with "- "; everything else is shown as it stands."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks))


@register.filter
def as_written(number: str) -> str:
    """A phone number as people write it; empty for none."""
    return phones.as_written(number) if number else ""


@register.filter
def mail_html(text: str) -> SafeString:
    """`plain`, with each address on a line of its own as a link: only ours stand in mails."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return format_html_join("\n", "{}", ((format_html('<p><a href="{}">{}</a></p>', block, block) if ADDRESS.fullmatch(block) else _block(block),) for block in blocks))


def _block(block: str) -> SafeString:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines)))
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)))
