"""Who is not a family: programs that read the web by themselves, and say so."""

import crawleruseragents
from django.http import HttpRequest


def is_robot(request: HttpRequest) -> bool:
    """Whether the browser's name is a robot's, or missing: every browser sends one."""
    agent = request.headers.get("User-Agent", "")[:500]
    return not agent or crawleruseragents.is_crawler(agent)
