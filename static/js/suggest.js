// Suggestions while you type, as an ARIA 1.2 combobox. Without this file a search box is a plain form.
(() => {
  "use strict";
  const WAIT = 150;
  const LEAST = 2;

  const attach = (form, input) => {
    const { suggest, suggestName, suggestNone, suggestOne, suggestMany } = form.dataset;
    const list = document.createElement("ul");
    const status = document.createElement("div");
    let timer;
    let asking;
    let active = -1;

    list.id = `${input.id}-suggestions`;
    list.className = "lo-suggest";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", suggestName);
    status.className = "lo-hidden";
    status.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.parentElement.append(list);
    form.append(status);

    const point = (index) => {
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
      active = index;
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    };
    const stop = () => {
      clearTimeout(timer);
      if (asking) asking.abort();
    };
    const close = () => {
      stop();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    };
    const choose = (index) => {
      input.value = list.children[index].dataset.text;
      close();
      form.requestSubmit();
    };
    const option = ({ text, label }, number) => {
      const item = document.createElement("li");
      const kind = document.createElement("span");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.className = "lo-suggest__option";
      item.dataset.text = text;
      kind.className = "lo-suggest__kind";
      kind.textContent = label;
      item.append(text);
      if (label) item.append(" ", kind);
      return item;
    };
    const show = (found) => {
      list.replaceChildren(...found.map(option));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = found.length ? (found.length === 1 ? suggestOne : suggestMany.replace("0", found.length)) : suggestNone;
    };
    const ask = async () => {
      const typed = input.value.trim();
      asking = new AbortController();
      try {
        const answer = await fetch(`${suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        if (input.value.trim() === typed && document.activeElement === input) show(suggestions);
      } catch {
        list.hidden = true; // the network is gone, or more was typed: the form works as it is
      }
    };

    input.addEventListener("input", (event) => {
      stop();
      if (event.isComposing) return;
      if (input.value.trim().length < LEAST) return close();
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      const many = list.hidden ? 0 : list.children.length;
      if (!many || event.isComposing) return;
      if (event.key === "ArrowDown") point(active + 1 < many ? active + 1 : -1);
      else if (event.key === "ArrowUp") point(active < 0 ? many - 1 : active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) choose(active);
      else return;
      event.preventDefault();
    });
    // The box keeps the focus while a finger or a mouse is on the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) choose([...list.children].indexOf(item));
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  };

  for (const form of document.querySelectorAll("form[data-suggest]")) {
    const input = form.querySelector("input[type=search]");
    if (input) attach(form, input);
  }
})();
