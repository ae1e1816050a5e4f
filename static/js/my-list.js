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
  const listAddress = (keys) => {
    const address = new URL(document.querySelector("[data-list-open]")?.href || location.href);
    address.search = keys.length ? `?s=${keys.join(",")}` : "";
    return address.href;
  };

  // Putting on and taking off also change what is kept, and start from it where the address says nothing.
  for (const link of document.querySelectorAll("[data-list-change]")) {
    const kept = read();
    if (kept === null) break;
    const key = link.dataset.listChange;
    const base = asked === null ? split(kept) : split(asked);
    link.addEventListener("click", (event) => {
      const others = base.filter((each) => each !== key);
      const keys = "listOff" in link.dataset ? others : [...others, key].slice(-MOST);
      write(keys.join(","));
      event.preventDefault();
      const target = new URL(link.href);
      target.search = keys.length ? `?s=${keys.join(",")}` : "";
      location.assign(target.href);
    });
  }
  const open = document.querySelector("a[data-list-open]");
  if (open && asked === null && read()) open.href = listAddress(split(read()));

  if (!own) return;
  const kept = read();
  const target = (words) => `${here.pathname}${words ? `?s=${words}` : ""}`;
  if (asked === null && kept) return location.replace(target(kept));
  const device = own.querySelector("[data-list-device]");
  const draw = () => {
    const words = read();
    const isKept = words !== null && words === (asked || "");
    show(device, words !== null || !("listEmpty" in own.dataset));
    show(own.querySelector("[data-list-kept]"), isKept);
    show(own.querySelector("[data-list-keep]"), !isKept && !("listEmpty" in own.dataset));
    show(own.querySelector("[data-list-forget]"), words !== null);
    const mine = own.querySelector("[data-list-mine]");
    show(mine, Boolean(words) && !isKept);
    if (words) mine.href = target(words);
  };
  own.querySelector("[data-list-keep]").addEventListener("click", () => {
    write(asked || "");
    draw();
  });
  own.querySelector("[data-list-forget]").addEventListener("click", () => {
    write(null);
    draw();
  });
  draw();
})();
