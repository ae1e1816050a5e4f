"""`make bench`: figures to quote, each beside something real measured in the same run. Needs the demo (`make bench` loads it).

Ends with 1 when a promise is not kept: of a kept page, an access log, a page view, the statistics over two years, or a campaign's e-mails.
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from tests.bench import beacon, carrying, flood, imports, overview, pages, register, relevance, search, services

    kept = {"A kept page is slower": pages.compare()}
    relevance.compare()
    search.compare()
    services.compare()
    register.measure()
    kept["A log is read more slowly"] = imports.compare()
    kept["A page view costs more"] = beacon.compare()
    kept["More page views are lost or counted twice"] = flood.compare()
    kept["The statistics are slower"] = overview.compare()
    kept["E-mails go out more slowly"] = carrying.compare()
    sys.exit("; ".join(f"{what} than we promise" for what, is_kept in kept.items() if not is_kept) or 0)
