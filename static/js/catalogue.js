// The catalogue answers in place: the form stays a plain GET form, and this file asks for the same address,
// takes the results and the facets from the page that comes back, and keeps the address bar true.
"use strict";

(() => {
  const form = document.getElementById("catalogue-form");
  const parts = ["catalogue-facets", "catalogue-results"];
  if (!form || !parts.every((id) => document.getElementById(id))) return;

  const TYPING_PAUSE_MS = 300;
  let timer = 0;
  let running = null;

  form.dataset.live = "on";
  history.replaceState({ catalogue: true }, "");

  /** The address that the form would go to, without the fields that say nothing. */
  function formAddress() {
    const address = new URL(form.action, location.href);
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim() !== "");
    address.search = new URLSearchParams(fields).toString();
    address.hash = "";
    return address;
  }

  /** What the reader opened or folded, and where the focus is: new content must not undo it. */
  function remember(container) {
    const open = new Map();
    for (const details of container.querySelectorAll("details[id]")) open.set(details.id, details.open);
    const focused = container.contains(document.activeElement) ? document.activeElement.id : "";
    return { open, focused, scroll: container.scrollTop };
  }

  function restore(container, memory) {
    for (const [id, open] of memory.open) {
      const details = document.getElementById(id);
      if (details && container.contains(details)) details.open = open;
    }
    container.scrollTop = memory.scroll;
    if (!memory.focused) return;
    const target = document.getElementById(memory.focused);
    // A value may have moved into a folded list: open what hides it.
    for (let node = target; node && node !== container; node = node.parentElement) {
      if (node.localName === "details") node.open = true;
    }
    target?.focus({ preventScroll: true });
  }

  /** Put the parts of another page in place of this one's. Throws when that page is not a catalogue. */
  function replaceParts(page) {
    const fresh = parts.map((id) => page.getElementById(id));
    if (fresh.some((part) => part === null)) throw new Error("The answer is not a catalogue page.");
    parts.forEach((id, index) => {
      const container = document.getElementById(id);
      const memory = remember(container);
      container.replaceChildren(...document.adoptNode(fresh[index]).childNodes);
      restore(container, memory);
    });
    document.title = page.title;
    for (const selector of [".inc-drawer > summary", ".inc-header__tools"]) {
      // The number of active filters, and the link to this list in the other language.
      const [here, there] = [document.querySelector(selector), page.querySelector(selector)];
      if (!here || !there) continue;
      if (selector.endsWith("summary")) here.replaceChildren(...document.adoptNode(there).childNodes);
      else here.querySelector("a[hreflang]").href = there.querySelector("a[hreflang]").href;
    }
  }

  /** Say how many results there are, outside of what was replaced, so that screen readers hear it. */
  function announce(page) {
    const status = document.getElementById("catalogue-status");
    const count = page.getElementById("catalogue-count");
    if (status && count) status.textContent = count.textContent.replace(/\s+/g, " ").trim();
  }

  /** Make the fields that stay on the page say what the answer says, after a link or the Back button. */
  function fillForm(page) {
    for (const field of form.querySelectorAll("input[id], select[id]")) {
      const fresh = page.getElementById(field.id);
      if (!fresh || parts.some((id) => document.getElementById(id).contains(field))) continue;
      field.value = fresh.value;
    }
  }

  /** Fetch an address and show it in place; go there plainly when that fails. */
  async function show(address, { push = true, fill = false } = {}) {
    clearTimeout(timer);
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const results = document.getElementById("catalogue-results");
    results.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: mine.signal, credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!response.ok) throw new Error(`The catalogue answered ${response.status}.`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (running !== mine) return false;
      const moved = push && address.href !== location.href;
      if (moved) history.pushState({ catalogue: true }, "", address);
      announce(page);
      if (fill) fillForm(page);
      replaceParts(page);
      return true;
    } catch (error) {
      if (mine.signal.aborted) return false;
      location.assign(address);
      return false;
    } finally {
      if (running === mine) {
        running = null;
        results.removeAttribute("aria-busy");
      }
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.name && event.target.name !== "q") show(formAddress());
  });

  form.addEventListener("input", (event) => {
    if (event.target.name !== "q") return;
    clearTimeout(timer);
    timer = setTimeout(() => show(formAddress()), TYPING_PAUSE_MS);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(formAddress());
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("#catalogue-results a[data-refresh], #catalogue-facets a[data-refresh]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const paging = link.dataset.refresh === "page";
    if (!(await show(new URL(link.href), { fill: true }))) return;
    const results = document.getElementById("catalogue-results");
    // The link that had the focus is gone: the results take it, so that the keyboard goes on from there.
    results.tabIndex = -1;
    results.focus({ preventScroll: true });
    if (paging) results.scrollIntoView({ block: "start" });
  });

  window.addEventListener("popstate", (event) => {
    if (event.state?.catalogue) show(new URL(location.href), { push: false, fill: true });
  });
})();
