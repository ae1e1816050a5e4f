"""`manage.py load_demo`: the demo site of two invented boroughs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import load_demo


class Command(BaseCommand):
    help = "Set up the demo site: pages, services, staff and a campaign, all invented. Run twice, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo makes staff that anyone can sign in as. Set DEMO=true to load it; never on a real site.")
        load_demo()
        self.stdout.write("The demo is loaded.")
