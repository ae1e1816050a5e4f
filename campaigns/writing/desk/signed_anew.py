"""What an editor hears whose saving made another version of what organisations are signing."""

from django.utils.translation import gettext as _

from campaigns.models import Mailing


def told(before: Mailing) -> str:
    """A sentence, when the version that is to be signed is not the one of before; else empty."""
    now = Mailing.objects.values_list("version", flat=True).get(pk=before.pk)
    return _("It is not what was to be signed any more, so every organisation signs again.") if now != before.version_id else ""
