// The page of a session keeps itself up to date: the server says that something has changed, the same page is fetched,
// and its regions take the place of those that are shown. What somebody writes is never touched.
"use strict";

(() => {
  const root = document.getElementById("seance");
  if (!root) return;

  const RETRY_MS = 5000;
  const state = root.querySelector("[data-state]");
  const skew = Date.parse(root.dataset.now) - Date.now();
  // As the server sent them: what a reader unfolds or ticks is no change of the session.
  const sent = new Map();
  let source = null;
  let fetching = false;
  let again = false;
  let leaving = false;
  let timer = 0;

  function say(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  function regions(within) {
    return [...within.querySelectorAll("[data-live]")];
  }

  /** Whether somebody is writing there, or has written what was not sent. */
  function isHeld(region) {
    if (region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
    return [...region.querySelectorAll("textarea, input, select")].some((field) =>
      field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked
        : field.tagName === "SELECT"
          ? false
          : field.value !== field.defaultValue,
    );
  }

  /** Where the reader stands in a region, to stand there again in the one that replaces it. */
  function placeIn(region) {
    const active = document.activeElement;
    if (!region.contains(active)) return null;
    const reachable = [...region.querySelectorAll("a, button, summary, input, textarea")];
    return { text: active.textContent.trim(), index: reachable.indexOf(active) };
  }

  function standAt(region, place) {
    if (!place) return;
    const reachable = [...region.querySelectorAll("a, button, summary, input, textarea")];
    const same = reachable.find((one) => one.textContent.trim() === place.text);
    const target = same || reachable[Math.min(place.index, reachable.length - 1)];
    if (target) target.focus({ preventScroll: true });
  }

  /** Put the regions of a page that was fetched in place of those shown; says whether one had to wait. */
  function replace(page) {
    let held = false;
    const fresh = new Map(regions(page).map((region) => [region.dataset.live, region]));
    const shown = new Map(regions(root).map((region) => [region.dataset.live, region]));
    for (const [name, region] of shown) {
      const next = fresh.get(name);
      if (next && sent.get(name) === next.innerHTML) continue;
      if (isHeld(region)) {
        held = true;
        continue;
      }
      if (!next) {
        region.remove();
        sent.delete(name);
        continue;
      }
      const opened = [...region.querySelectorAll("details")].map((one) => one.open);
      const place = placeIn(region);
      const taken = document.importNode(next, true);
      [...taken.querySelectorAll("details")].forEach((one, index) => {
        if (opened[index]) one.open = true;
      });
      sent.set(name, next.innerHTML);
      region.replaceWith(taken);
      standAt(taken, place);
    }
    let before = null;
    for (const [name, next] of fresh) {
      if (!shown.has(name)) {
        const taken = document.importNode(next, true);
        sent.set(name, next.innerHTML);
        if (before) before.after(taken);
      }
      before = root.querySelector(`[data-live="${name}"]`);
    }
    return held;
  }

  async function refresh() {
    if (leaving) return;
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    again = false;
    try {
      const answer = await fetch(root.dataset.page, { headers: { Accept: "text/html", "X-Background": "1" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fetched = page.getElementById("seance");
      if (leaving) return;
      if (!answer.ok || !fetched) {
        // Signed out, or no longer a member: the page that says so is the one to read.
        location.assign(root.dataset.page);
        return;
      }
      say(replace(fetched) ? root.dataset.heldWord : root.dataset.liveWord);
      restore();
      tick();
      if (!fetched.dataset.stream) stop();
    } catch {
      lost();
    } finally {
      fetching = false;
      if (again) refresh();
    }
  }

  function stop() {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
    delete root.dataset.stream;
    say(root.dataset.endedWord);
  }

  function lost() {
    if (!leaving && root.dataset.stream) say(root.dataset.lostWord);
  }

  function follow() {
    clearTimeout(timer);
    if (source) source.close();
    if (leaving || !root.dataset.stream) return;
    source = new EventSource(root.dataset.stream);
    let wasLost = false;
    source.addEventListener("open", () => {
      if (wasLost) refresh();
      else say(root.dataset.liveWord);
      wasLost = false;
    });
    source.addEventListener("changed", refresh);
    source.addEventListener("ended", async () => {
      source.close();
      await refresh();
      stop();
    });
    source.addEventListener("error", () => {
      if (leaving) return;
      wasLost = true;
      lost();
      // Closed for good, as after a server's fault: a browser asks again by itself only after a lost connection.
      if (source && source.readyState === EventSource.CLOSED) {
        clearTimeout(timer);
        timer = setTimeout(() => {
          refresh();
          follow();
        }, RETRY_MS);
      }
    });
  }

  function spoken(seconds) {
    const whole = Math.abs(Math.trunc(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function tick() {
    const clock = root.querySelector("[data-clock]");
    if (!clock) return;
    const elapsed = Math.max(0, Math.floor((Date.now() + skew - Date.parse(clock.dataset.since)) / 1000));
    const left = Number(clock.dataset.planned) - elapsed;
    clock.querySelector("[data-elapsed]").textContent = spoken(elapsed);
    clock.querySelector("[data-left]").textContent = spoken(left);
    clock.querySelector("[data-word]").textContent = left < 0 ? root.dataset.overWord : root.dataset.leftWord;
    clock.classList.toggle("is-over", left < 0);
  }

  /** Notes that were not sent stay in this tab: a crash or a lost session takes none of them. */
  function keep(event) {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    try {
      sessionStorage.setItem(form.dataset.keep, JSON.stringify({ text: event.target.value, seen: form.elements.vu.value }));
    } catch {
      // A browser that keeps nothing still sends the form.
    }
  }

  function restore() {
    for (const form of root.querySelectorAll("form[data-keep]")) {
      const field = form.elements.notes;
      try {
        const kept = JSON.parse(sessionStorage.getItem(form.dataset.keep) || "null");
        if (!kept || field.value !== field.defaultValue) continue;
        if (kept.text.trim() === field.value.trim()) sessionStorage.removeItem(form.dataset.keep);
        else if (!form.querySelector("[aria-invalid]")) {
          field.value = kept.text;
          // What was shown when it was written: if somebody has noted since, the server says so.
          form.elements.vu.value = kept.seen;
        }
      } catch {
        // Nothing was kept.
      }
    }
  }

  root.addEventListener("input", keep);
  root.addEventListener("submit", (event) => {
    leaving = true;
    if (source) source.close();
    const form = event.target.closest("form[data-keep]");
    if (form) keep({ target: form.elements.notes });
  });
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (source) source.close();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    refresh();
    follow();
  });
  for (const region of regions(root)) sent.set(region.dataset.live, region.innerHTML);
  restore();
  setInterval(tick, 1000);
  tick();
  follow();
})();
