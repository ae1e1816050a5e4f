"""`manage.py load_starter_content`: guidance, glossary and standard pages for a new site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from home.models import HomePage
from portal.starter.load import load_starter_content


class Command(BaseCommand):
    help = "Make the pages of the starter content that are missing. Pages that stand already are left as editors wrote them."

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
        if home is None:
            raise CommandError("There is no home page yet. Run manage.py set_up_site first.")
        self.stdout.write(f"{load_starter_content(home)} pages made.")
