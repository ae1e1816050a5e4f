"""`make bench`: figures to quote, each beside something real measured in the same run. Needs the demo (`make bench` loads it).

Ends with 1 when a kept page, or reading an access log, is slower than our promise.
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from tests.bench import imports, pages, register, relevance, search, services

    is_fast = pages.compare()
    relevance.compare()
    search.compare()
    services.compare()
    register.measure()
    is_read_fast = imports.compare()
    sys.exit("The kept page is slower than we promise." if not is_fast else 0 if is_read_fast else "A log is read more slowly than we promise.")
