"""Addresses of our own pages that keep the borough a visitor chose: it lives in the URL, never in a cookie."""

# Files are the same for every borough.
FILES = ("/documents/", "/media/", "/static/")


def with_borough(address: str, slug: str) -> str:
    """The address with `?borough=slug`; other sites, files, mail and phone links stay as they are."""
    if not address.startswith("/") or address.startswith(("//", *FILES)):
        return address
    path, hash_sign, fragment = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}borough={slug}{hash_sign}{fragment}"
