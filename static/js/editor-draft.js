// A section's form is kept as a draft while one types. What the server did not take yet stays in this tab: after a
// crash or a lost session it comes back.
"use strict";

(() => {
  const form = document.querySelector("form[data-editor]");
  if (!form) return;

  const PAUSE_MS = 1000;
  const RETRY_MS = 5000;
  const state = form.querySelector("[data-draft-state]");
  const key = `draft:${form.dataset.draft}`;
  let timer = 0;
  let sending = false;
  let changed = false;

  function pairs() {
    return [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }

  /** Which version of the sheet the page shows. */
  function opened() {
    return form.elements.namedItem("ouverte")?.value || "";
  }

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  /** What is typed, in this tab only: it goes when the server has it, or with the tab. */
  function keepHere(isSent) {
    try {
      sessionStorage.setItem(key, JSON.stringify({ pairs: pairs(), opened: opened(), isSent }));
    } catch {
      // A browser that keeps nothing still sends drafts to the server.
    }
  }

  function forgetHere() {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // Nothing was kept either.
    }
  }

  async function send() {
    if (sending || !changed) return;
    sending = true;
    changed = false;
    let wait = 0;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(pairs()),
        keepalive: new URLSearchParams(pairs()).toString().length < 60000,
      });
      if (answer.ok) {
        if (!changed) forgetHere();
        say((await answer.json()).told);
      } else if (answer.status === 401) {
        say(form.dataset.lost);
        wait = RETRY_MS;
      } else {
        say(form.dataset.offline);
        wait = RETRY_MS;
      }
    } catch {
      say(form.dataset.offline);
      wait = RETRY_MS;
    }
    sending = false;
    if (wait) changed = true;
    if (changed) later(wait || PAUSE_MS);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function note() {
    changed = true;
    keepHere(false);
    later(PAUSE_MS);
  }

  /** Put back what this tab kept and the server never had. */
  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key) || "null");
    } catch {
      return;
    }
    if (!Array.isArray(kept?.pairs)) return;
    if (kept.isSent && kept.opened !== opened()) {
      // The page shows another version than the one that was changed: the save went through.
      forgetHere();
      return;
    }
    const queues = new Map();
    for (const [name, value] of kept.pairs) queues.set(name, [...(queues.get(name) || []), value]);
    let restored = false;
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || !queues.has(field.name)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        const ticked = queues.get(field.name).includes(field.value);
        restored = restored || field.checked !== ticked;
        field.checked = ticked;
        continue;
      }
      const value = queues.get(field.name).shift();
      if (value === undefined || value === field.value) continue;
      field.value = value;
      if (field.type !== "hidden") restored = true;
    }
    if (restored) {
      say(form.dataset.restore);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    keepHere(true);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  restore();
})();
