"""What the sign-in page texts: a code to a number we know, and to a stranger's that we do not know it. Each text costs money, so both are counted."""

import datetime as dt
from urllib.parse import urlsplit

from allauth.core import context, ratelimit
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import phones, texts

SITE = "site"


def can_be_texted() -> bool:
    """Whether this hour's codes are not used up: asked before anybody is looked up, so that the answer is the same for everyone."""
    return ratelimit.consume(context.request, action="code_texts", key=SITE, dry_run=True)


def text_code(*, number: str, code: str) -> None:
    """The code in one sentence, and on the last line once more, bound to our host: phones offer to type that one in.

    Format: https://wicg.github.io/sms-one-time-codes/ - its code may be any signs but spaces; ours is taken with and without its dash.
    """
    words = _("Your code to sign in is %(code)s: it works for %(minutes)s minutes, and nobody else needs it, not even us.")
    told = words % {"code": code, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
    _queue("code", number, f"{told}\n\n@{_host()} #{code.replace('-', '')}")


def text_stranger(*, number: str) -> None:
    """Tell who asked with a number that nobody signs in with. A number abroad gets nothing: somebody could have us ring up a bill there."""
    words = _("Somebody asked to sign in at %(host)s with this number. Nobody signs in with it. Was it you? Confirm your form first, or use your e-mail. If not, do nothing.")
    _queue("stranger", number, words % {"host": _host()}, is_wanted=phones.is_british(number))


def _queue(kind: str, number: str, text: str, *, is_wanted: bool = True) -> None:
    """Write the row in any case, so that it takes the same work for everyone; one that is over the limit is too late from the start, and dropped."""
    to_number = ratelimit.consume(context.request, action=f"{kind}_texts_to_number", key=number)
    of_site = to_number and is_wanted and ratelimit.consume(context.request, action=f"{kind}_texts", key=SITE)
    lasts = dt.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT if of_site else 0)
    texts.queue(number=number, text=text, useful_until=timezone.now() + lasts)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""
