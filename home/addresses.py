"""Addresses of our own pages that keep what a visitor carries along: the chosen borough and the family's own list. Both live in the URL, never in a cookie."""

import re

from home import my_list

# Files are the same for every borough.
FILES = ("/documents/", "/media/", "/static/")
# Where somebody says who they are or writes to us. What a family keeps says what its child needs, so it does not go along there.
APART = ("/accounts/", "/admin/", "/feedback/", "/go/", "/register/", "/services/check/", "/services/mine/", "/stats/")

OF_A_LIST = re.compile(rf"[?&]{my_list.PARAMETER}=")


def with_borough(address: str, slug: str) -> str:
    """The address with `?borough=slug`; other sites, files, mail and phone links stay as they are."""
    return _with(address, f"borough={slug}") if _is_page_of_ours(address) else address


def with_list(address: str, words: str) -> str:
    """The address of a page of ours, or of this page (`?need=asd`), with the list; one that has a list keeps its own, and pages where somebody says who they are go without."""
    is_wanted = (_is_page_of_ours(address) or address.startswith("?")) and not address.startswith(APART) and not OF_A_LIST.search(address)
    return _with(address, f"{my_list.PARAMETER}={words}") if words and is_wanted else address


def _is_page_of_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", *FILES))


def _with(address: str, pair: str) -> str:
    path, hash_sign, fragment = address.partition("#")
    joint = "" if path.endswith("?") else "&" if "?" in path else "?"
    return f"{path}{joint}{pair}{hash_sign}{fragment}"
