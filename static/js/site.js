// Small comforts. Every page does its work without this file.
(() => {
  "use strict";
  const tools = document.querySelector("[data-page-tools]");
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  if (tools) tools.hidden = false;

  // After a form was refused, start where the problems are.
  const problems = document.getElementById("problems");
  if (problems) {
    // An address that ends in #main, left by the skip link, would take the focus there.
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    problems.focus();
    window.addEventListener("load", () => problems.focus(), { once: true });
  }

  // Leave without a trace of this page in the history.
  const leave = document.getElementById("leave");
  if (leave) {
    leave.addEventListener("click", (event) => {
      event.preventDefault();
      document.documentElement.hidden = true;
      window.location.replace(leave.href);
    });
  }

  // Read aloud, with voices on the device only: a page must not be sent to another company to be spoken.
  const listen = document.querySelector("[data-listen]");
  const speech = window.speechSynthesis;
  if (!listen || !speech) return;
  const label = listen.querySelector("span");
  const start = label.textContent;
  let waiting = [];

  const voice = () => {
    const language = document.documentElement.lang.slice(0, 2).toLowerCase();
    const local = speech.getVoices().filter((each) => each.localService && each.lang.toLowerCase().startsWith(language));
    return local.find((each) => each.lang.toLowerCase().endsWith("gb")) || local[0];
  };
  const show = () => {
    listen.hidden = !voice();
  };
  const stop = () => {
    waiting = [];
    speech.cancel();
    label.textContent = start;
  };
  const next = () => {
    const text = waiting.shift();
    if (!text) return stop();
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice();
    words.lang = words.voice.lang;
    words.rate = 0.95;
    words.onend = next;
    speech.speak(words);
  };
  show();
  speech.addEventListener("voiceschanged", show);
  listen.addEventListener("click", () => {
    if (waiting.length || speech.speaking) return stop();
    const parts = document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main summary");
    waiting = [...parts].filter((part) => part.checkVisibility && part.checkVisibility() && !part.querySelector("p, li, h3, summary")).map((part) => part.innerText.trim()).filter(Boolean);
    label.textContent = listen.dataset.stop;
    next();
  });
  window.addEventListener("pagehide", stop);
})();
