"""`make bench`: figures to quote, each beside something real measured in the same run. Needs the demo (`make run` once)."""

from tests.bench import pages, search

if __name__ == "__main__":
    pages.compare()
    search.compare()
