"""What stands in a preview where a family's own things will stand: invented, and as long as the real ones."""

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.models import Mailing

FIRST_NAME = "Alexandra"
REFERENCE = "K7QF-2MXR-9T"
# As long as `campaigns.tokens.token_of` makes them.
KEY = "example-example-example-example-example-ex"


def values(mailing: Mailing) -> dict[str, str]:
    """For each hole there is. Addresses lead to the front page: nobody's wishes are changed from a preview."""
    links = {name: f"{settings.SITE_URL}/#messages/{KEY}/{name}" for name in ("stop", "wishes", "web", "survey")}
    return {"first_name": FIRST_NAME, "reference": REFERENCE, **links, "signatures": _signatures(mailing), "check": f"{settings.SITE_URL}/#signed/EXAMPLE234"}


def _signatures(mailing: Mailing) -> str:
    lines = [_("(name), %(position)s, %(organisation)s") % {"position": each.delegate_position, "organisation": each.name} for each in mailing.organisations.all()]
    return "\n".join(lines) or _("(Here stands who signed.)")
