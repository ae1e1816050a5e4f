"""What the portal says under every message: who signed it, how to see that it is real, why it came, and how to stop it. The rest of a message is its editor's."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Site

from campaigns.models import Mailing
from home.models import SiteSettings
from register.models import Purpose


@dataclass(frozen=True)
class Foot:
    """The sentences of a mail or letter. Those for what is pressed stand without their addresses."""

    signed: str
    check: str
    why: str
    web: str
    wishes: str
    stop: str
    phone: str
    on_paper: str


def foot_of(mailing: Mailing) -> Foot:
    """In the language that is active."""
    site = site_settings()
    return Foot(
        signed=_("We wrote this together:"),
        check=_("Is this message real? Look here:"),
        why=_why(mailing, site.name),
        web=_("See this message on our website"),
        wishes=_("Change what we send you, and how"),
        stop=_("Stop these messages"),
        phone=_("Questions? Call us: %(phone)s.") % {"phone": site.help_phone} if site.help_phone else "",
        on_paper=_on_paper(site),
    )


def site_settings() -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


def stop_words() -> str:
    """Under a text message, where each sign counts."""
    return _("Stop: %(address)s") % {"address": "((stop))"}


def _why(mailing: Mailing, site: str) -> str:
    about = {
        Purpose.UPDATES: _("You get this because you said that we may send you news about services and events. Your family is in the SEND Register of %(site)s."),
        Purpose.SURVEYS: _("You get this because you said that we may ask you what you think. Your family is in the SEND Register of %(site)s."),
        Purpose.NHS: _("You get this because you said that we may send you invitations from the NHS. Your family is in the SEND Register of %(site)s."),
    }
    return about[Purpose(mailing.purpose)] % {"site": site}


def _on_paper(site: SiteSettings) -> str:
    """On paper nothing can be pressed: how to reach us, and what to say."""
    ways = [way for way in (site.help_phone, site.help_email) if way]
    if not ways:
        return _("Do you want no more letters, or another way to hear from us? Tell us. Say your number: %(reference)s.") % {"reference": "((reference))"}
    either = _(" or ").join(ways)
    return _("Do you want no more letters, or another way to hear from us? Tell us: %(ways)s. Say your number: %(reference)s.") % {"ways": either, "reference": "((reference))"}
