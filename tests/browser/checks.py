"""What must hold on any page, as questions to the browser. Each returns what is wrong in words, or an empty list."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from portal import env

SMALLEST_TARGET = 24
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe() -> str:
    return (env.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def accessibility(page: Page, *, only: str | None = None, within: str = "html") -> list[str]:
    """Violations that axe finds; `only` runs one rule, such as color-contrast in a dark scheme; `within` looks at a part of the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())  # through the debugger, which the content policy does not bind
    options: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES}}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])["violations"]
    return [f"axe: {rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}" for rule in found for node in rule["nodes"]]


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways. A table may, inside its own region."""
    wide = page.evaluate(
        """() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        const contained = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
        const out = [...document.body.querySelectorAll("*")].filter((e) => { const r = e.getBoundingClientRect(); return r.width && (r.right > width + 1 || r.left < -1) && !contained(e); });
        return [`${document.documentElement.scrollWidth} wide in ${width}`, ...out.slice(-3).map((e) => e.outerHTML.slice(0, 160))];
    }"""
    )
    return [f"scrolls sideways: {each}" for each in wide]


def beyond_the_edge(page: Page, *, within: str) -> list[str]:
    """What ends outside the main part of a page of the admin, which hides it and does not scroll. A table may be moved inside its own region."""
    found = page.evaluate(
        """within => {
        const main = document.querySelector("main"), edge = main.getBoundingClientRect().right + 1;
        const contained = (e) => { for (let p = e.parentElement; p !== main; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
        return [...document.querySelectorAll(`${within} *`)].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > edge && !contained(e)).map((e) => e.outerHTML.slice(0, 160)).slice(0, 3);
    }""",
        within,
    )
    return [f"beyond the edge: {each}" for each in found]


def cut_off(page: Page) -> list[str]:
    """Words that stick out of a box that hides what does not fit."""
    found = page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")].filter((e) => {
        const style = getComputedStyle(e);
        if (!e.checkVisibility() || style.overflowX !== "hidden" && style.overflowX !== "clip" || style.clipPath !== "none" || e.clientWidth <= 1 || e instanceof SVGElement) return false;
        return e.scrollWidth > e.clientWidth + 1 && e.innerText?.trim();
    }).map((e) => e.outerHTML.slice(0, 160))"""
    )
    return [f"cut off: {each}" for each in found]


def small_targets(page: Page) -> list[str]:
    """Links and controls under 24 by 24 pixels (WCAG 2.5.8); a link within a sentence may be as high as its line."""
    found = page.evaluate(
        """least => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((e) => {
        if (!e.checkVisibility({ opacityProperty: false, visibilityProperty: true }) || e.closest("[aria-hidden=true], .lo-skip, .lo-trap")) return false;
        const label = e.labels && e.labels[0];
        const boxes = [e, label].filter(Boolean).map((each) => each.getBoundingClientRect());
        const box = { width: Math.max(...boxes.map((b) => b.width)), height: Math.max(...boxes.map((b) => b.height)) };
        if (!box.width || box.width >= least && box.height >= least) return false;
        const style = getComputedStyle(e);
        const around = e.parentElement.textContent.trim().length > e.textContent.trim().length;
        return !(style.display === "inline" && around);
    }).map((e) => { const b = e.getBoundingClientRect(); return `${b.width.toFixed(0)} x ${b.height.toFixed(0)}: ${e.outerHTML.slice(0, 140)}`; })""",
        SMALLEST_TARGET,
    )
    return [f"small target: {each}" for each in found]


def overlaps(page: Page) -> list[str]:
    """Words that lie over other words."""
    found = page.evaluate(
        """() => {
        const rows = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); ) {
          const e = node.parentElement;
          if (!node.textContent.trim() || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest("svg, .lo-skip, option, noscript")) continue;
          const lies = (a) => ["fixed", "sticky"].includes(getComputedStyle(a).position) || a.matches(":popover-open");
          const hides = (a) => a.offsetWidth <= 1 && getComputedStyle(a).overflowX !== "visible";  // words for screen readers only
          if ([...ancestors(e)].some((a) => lies(a) || hides(a))) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const r of range.getClientRects()) if (r.width > 2 && r.height > 2) rows.push([r, node]);
        }
        function* ancestors(e) { for (let p = e; p; p = p.parentElement) yield p; }
        rows.sort((a, b) => a[0].top - b[0].top);
        const found = [];
        for (let i = 0; i < rows.length; i++) for (let j = i + 1; j < rows.length && rows[j][0].top < rows[i][0].bottom; j++) {
          const [a, m] = rows[i], [b, n] = rows[j];
          if (m === n) continue;
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 3 && down > 0.4 * Math.min(a.height, b.height)) found.push(`"${m.textContent.trim().slice(0, 50)}" and "${n.textContent.trim().slice(0, 50)}"`);
        }
        return found.slice(0, 5);
    }"""
    )
    return [f"words over words: {each}" for each in found]


def broken_words(page: Page) -> list[str]:
    """Short words that run over the end of their line, as in a column that is too narrow for its heading."""
    found = page.evaluate(
        """() => {
        const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        const out = [];
        for (let node; (node = walker.nextNode()); ) {
          if (!node.parentElement.checkVisibility() || node.parentElement.closest("svg, option, .lo-trap, .lo-hidden, .govuk-visually-hidden")) continue;
          for (const word of node.textContent.matchAll(/(?<![^\\s])[A-Za-z]{2,12}(?![^\\s])/g)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) out.push(`${word[0]}: ${node.parentElement.outerHTML.slice(0, 120)}`);
          }
        }
        return out.slice(0, 5);
    }"""
    )
    return [f"broken word: {each}" for each in found]


def large_pictures(page: Page) -> list[str]:
    """Pictures of a word that are larger than any word."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('.lo-icon')].filter((e) => e.getBoundingClientRect().width > 48).map((e) => e.parentElement.outerHTML.slice(0, 120))"
    )
    return [f"large picture: {each}" for each in found]


def headings(page: Page) -> list[str]:
    """A page has one h1 and a title of its own."""
    count = page.locator("h1").count()
    problems = [] if count == 1 else [f"{count} h1"]
    title = page.title()
    if not title.strip() or title.strip(" -").startswith(("None", "-")) or " -  - " in title or title.endswith("- "):
        problems.append(f"title: {title!r}")
    return problems
