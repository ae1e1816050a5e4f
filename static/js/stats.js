// Counts this page once it is shown. No cookie, nothing stored: see /stats/choice/.
(function (d, n, l) {
  var page = d.body.getAttribute("data-stats-page"), shown = "visibilitychange";
  if (!page || !n.sendBeacon) return;
  function send() {
    if (d.visibilityState !== "visible") return;
    d.removeEventListener(shown, send);
    var id = "", from = "";
    crypto.getRandomValues(new Uint8Array(16)).forEach(function (b) { id += (b + 256).toString(16).slice(1); });
    try { from = new URL(d.referrer).hostname; } catch (e) { from = ""; }
    n.sendBeacon("/stats/e", JSON.stringify({ v: id, p: page, c: new URLSearchParams(l.search).get("c") || "", r: from, w: n.webdriver ? 1 : 0 }));
  }
  function count() { d.addEventListener(shown, send); send(); }
  addEventListener("pageshow", function (e) { if (e.persisted) count(); });
  count();
})(document, navigator, location);
