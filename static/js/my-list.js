// My list works in the address alone. This adds: copying a link, and keeping the list on the device for a family that chose so.
(() => {
  "use strict";
  const NAME = "my-list";
  const MOST = 50;
  const show = (element, is) => {
    if (element) element.hidden = !is;
  };
  const read = () => {
    try {
      return localStorage.getItem(NAME);
    } catch {
      return null;
    }
  };
  const write = (words) => {
    try {
      if (words === null) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, words);
    } catch {
      // The browser keeps nothing: the address still does.
    }
  };
  const split = (words) => (words || "").split(",").filter(Boolean);
  const withList = (address, words) => {
    const target = new URL(address);
    target.searchParams.delete("s");
    target.search = [words && `s=${words}`, target.searchParams.toString()].filter(Boolean).join("&");
    return target.href;
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    show(button, true);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      button.setAttribute("aria-live", "polite");
    });
  }

  const here = new URL(location.href);
  const asked = here.searchParams.get("s");
  const own = document.querySelector("[data-my-list]");

  // Putting on and taking off also change what is kept, as it is at that moment: another page may have changed it. A list that somebody sent is not ours: its links stay as they are.
  const first = read();
  const isOurs = (kept) => kept !== null && (asked === null || asked === first || asked === kept);
  const without = (keys, key) => keys.filter((each) => each !== key);
  const withOne = (keys, key) => (keys.includes(key) ? keys : [...keys, key]);
  const changes = [...document.querySelectorAll("[data-list-change]")].map((link) => {
    const { listChange: key, listOffWords: offWords } = link.dataset;
    return { link, key, plain: link.href, onWords: link.lastChild.textContent, offWords, takesOff: "listOff" in link.dataset };
  });
  const opens = [...document.querySelectorAll("a[data-list-open]")].map((link) => ({ link, plain: link.href }));
  const isOff = ({ link }) => "listOff" in link.dataset;
  const after = (change, kept) => (isOff(change) ? without(split(kept), change.key) : withOne(split(kept), change.key));
  const settle = () => {
    const kept = read();
    for (const change of changes) {
      const { link, key, plain, onWords, offWords, takesOff } = change;
      const off = takesOff || (isOurs(kept) && split(kept).includes(key));
      if (off !== isOff(change)) {
        link.toggleAttribute("data-list-off", off);
        link.lastChild.textContent = off ? offWords : onWords;
      }
      link.href = isOurs(kept) ? withList(plain, after(change, kept).slice(0, MOST).join(",")) : plain;
    }
    // A page that was reached without the list: what is kept here is found again.
    for (const { link, plain } of opens) link.href = asked === null && kept ? withList(plain, kept) : plain;
  };
  const change = (one, event) => {
    const kept = read();
    if (event.button > 1 || !isOurs(kept)) return;
    const keys = after(one, kept);
    if (!isOff(one) && keys.length > MOST) {
      const said = one.link.parentElement.querySelector("[data-list-full]");
      said.textContent = said.dataset.listFull;
      return event.preventDefault();
    }
    write(keys.join(","));
    one.link.href = withList(one.plain, keys.join(","));
  };
  for (const one of changes) for (const kind of ["click", "auxclick"]) one.link.addEventListener(kind, (event) => change(one, event));
  addEventListener("storage", settle);
  addEventListener("pageshow", settle);
  settle();

  if (!own) return;
  const target = (words) => `${here.pathname}${words ? `?s=${words}` : ""}`;
  if (asked === null && first) return location.replace(target(first));
  const device = own.querySelector("[data-list-device]");
  const draw = () => {
    const words = read();
    const isKept = words !== null && words === (asked || "");
    show(device, words !== null || !("listEmpty" in own.dataset));
    show(own.querySelector("[data-list-kept]"), isKept);
    show(own.querySelector("[data-list-keep]"), !isKept && !("listEmpty" in own.dataset));
    show(own.querySelector("[data-list-forget]"), words !== null);
    const back = own.querySelector("[data-list-mine]");
    show(back, Boolean(words) && !isKept);
    if (words) back.href = target(words);
  };
  own.querySelector("[data-list-keep]").addEventListener("click", () => {
    write(asked || "");
    draw();
  });
  own.querySelector("[data-list-forget]").addEventListener("click", () => {
    write(null);
    draw();
  });
  addEventListener("storage", draw);
  draw();
})();
