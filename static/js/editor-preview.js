// The text beside what the server makes of it, with the same rules as the public page.
"use strict";

(() => {
  const PAUSE_MS = 400;

  /** A text and its preview; a form may have several. */
  function follow(holder) {
    const text = holder.querySelector("textarea");
    const target = holder.querySelector("[data-preview-text]");
    let timer = 0;
    let running = null;

    // The page follows what is typed: there is nothing to press.
    const button = holder.querySelector("[data-preview-button]");
    if (button) button.hidden = true;
    target.setAttribute("aria-busy", "false");

    async function show() {
      if (running) running.abort();
      running = new AbortController();
      const mine = running;
      target.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(holder.dataset.preview, {
          method: "POST",
          body: new URLSearchParams({ text: text.value }),
          signal: mine.signal,
        });
        // Whoever is signed out is led to another page, which is no preview.
        if (!answer.redirected && (answer.ok || answer.status === 422)) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          target.replaceChildren(...page.body.childNodes);
        } else if (answer.status === 429 || answer.status === 503) {
          timer = setTimeout(show, 3 * PAUSE_MS);
        }
      } catch (error) {
        if (error.name === "AbortError") return;
      }
      if (running === mine) target.setAttribute("aria-busy", "false");
    }

    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE_MS);
    });
    if (text.value.trim()) show();
  }

  document.querySelectorAll("[data-preview]").forEach(follow);
})();
