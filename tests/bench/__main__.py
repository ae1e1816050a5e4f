"""`make bench`: figures to quote, each beside something real measured in the same run. Needs the demo (`make bench` loads it).

Ends with 1 when a kept page is slower than our promise.
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from tests.bench import pages, register, relevance, search, services

    is_fast = pages.compare()
    relevance.compare()
    search.compare()
    services.compare()
    register.measure()
    sys.exit(0 if is_fast else "The kept page is slower than we promise.")
