"""What a page must never do while somebody reads it."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response


class Watch:
    """Listens to a page from its first request on."""

    def __init__(self, page: Page, *, may_have_cookies: bool) -> None:
        self.page = page
        self.may_have_cookies = may_have_cookies
        self.found: list[str] = []
        self.document: Response | None = None  # the page as it was sent last, before any script touched it
        page.on("request", self._asked)
        page.on("response", self._got)
        page.on("console", self._wrote)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: script error: {error}"))
        page.on("dialog", lambda dialog: self.found.append(f"{page.url}: opened a dialog: {dialog.message}"))

    def problems(self) -> list[str]:
        """Everything that was seen, with the address it was seen on."""
        cookies = [] if self.may_have_cookies else self.page.context.cookies()
        return self.found + [f"{self.page.url}: set the cookie {cookie['name']}" for cookie in cookies]

    def _asked(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host != "127.0.0.1" and not request.url.startswith(("data:image/", "about:")):
            self.found.append(f"{self.page.url}: asked another host for {request.url}")

    def _got(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and not 300 <= answer.status < 400:
            self.document = answer

    def _wrote(self, message: ConsoleMessage) -> None:
        # An error page's own status is what the test asked for; anything else that fails to load is a fault.
        is_the_page_itself = "Failed to load resource" in message.text and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not is_the_page_itself:
            self.found.append(f"{self.page.url}: console {message.type}: {message.text}")
