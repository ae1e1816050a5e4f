// Counts this page once shown, and taps on its links. Stores nothing: see /stats/choice/.
((d, n, l) => {
  const said = d.body.dataset, kinds = { "tel:": "phone", "mailto:": "email" };
  if (!said.statsPage || !n.sendBeacon) return;
  const send = what => {
    let v = "";
    crypto.getRandomValues(new Uint8Array(16)).forEach(b => v += (b + 256).toString(16).slice(1));
    n.sendBeacon("/stats/e", JSON.stringify({ v, p: said.statsPage, w: +n.webdriver, ...what }));
  };
  const count = () => {
    d.onvisibilitychange = d.hidden ? count : null;
    if (!d.hidden) send({ c: new URLSearchParams(l.search).get("c"), r: d.referrer.split("/")[2], a: said.statsAct });
  };
  onpageshow = e => e.persisted && count();
  onclick = e => {
    const a = e.target.closest("a[href]"), near = a?.closest("[data-stats-tap]");
    const t = a && (kinds[a.protocol] || (a.host !== l.host ? "website" : near?.dataset.statsTap));
    if (t) send({ t });
  };
  count();
})(document, navigator, location);
