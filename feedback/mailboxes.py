"""Who hears that a family wrote about a service: the team that keeps it right, or else the people who help with the site."""

from home.models import SiteSettings
from localoffer.models import Service


def help_mailbox() -> str:
    """The e-mail for help with this site, from its settings; empty when nobody gave one."""
    return SiteSettings.objects.filter(site__is_default_site=True).values_list("help_email", flat=True).first() or ""


def mailbox_for(service: Service) -> str:
    """Empty when neither mailbox is known: then the comment stands first on the editors' desk, and `/health/ready` warns."""
    return service.owner_email or help_mailbox()


def unheard() -> int:
    """How many published services a family can write about without anybody getting a mail."""
    return 0 if help_mailbox() else Service.objects.published().filter(owner_email="").count()
