// "Use where I am": on press, and never before, the browser is asked for a place. It is rounded here and goes into our own form, to no other host.
(() => {
  "use strict";
  if (!navigator.geolocation || !window.isSecureContext) return;
  const DECIMALS = 2; // about a kilometre
  const PATIENCE = { maximumAge: 600_000, timeout: 15_000 };

  for (const part of document.querySelectorAll("[data-near]")) {
    const button = part.querySelector("button");
    const said = part.querySelector("[role=status]");
    let isAsking = false;
    const say = (words) => {
      isAsking = false;
      said.textContent = words;
    };
    const go = ({ coords }) => {
      const place = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(DECIMALS)).join(",");
      say("");
      button.form.addEventListener("formdata", ({ formData }) => formData.set("near", place), { once: true });
      button.form.requestSubmit();
    };
    const stay = ({ code }) => say(code === GeolocationPositionError.PERMISSION_DENIED ? part.dataset.nearRefused : part.dataset.nearFailed);
    part.hidden = false;
    button.addEventListener("click", () => {
      if (isAsking) return;
      say(part.dataset.nearAsking);
      isAsking = true;
      navigator.geolocation.getCurrentPosition(go, stay, PATIENCE);
    });
  }
})();
