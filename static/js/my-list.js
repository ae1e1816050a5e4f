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

  // Putting on and taking off also change what is kept. A list that somebody sent is not ours: its links stay as they are.
  const mine = read();
  if (mine !== null && (asked === null || asked === mine)) {
    for (const link of document.querySelectorAll("[data-list-change]")) {
      const key = link.dataset.listChange;
      if (split(mine).includes(key) && !("listOff" in link.dataset)) {
        link.dataset.listOff = "";
        link.lastChild.textContent = link.dataset.listOffWords;
      }
      const others = split(mine).filter((each) => each !== key);
      const keys = "listOff" in link.dataset ? others : [...others, key].slice(-MOST);
      link.href = withList(link.href, keys.join(","));
      link.addEventListener("click", () => write(keys.join(",")));
    }
  }
  // A page that was reached without the list: what is kept here is found again.
  if (asked === null && mine) {
    for (const link of document.querySelectorAll("a[data-list-open]")) link.href = withList(link.href, mine);
  }

  if (!own) return;
  const target = (words) => `${here.pathname}${words ? `?s=${words}` : ""}`;
  if (asked === null && mine) return location.replace(target(mine));
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
  draw();
})();
