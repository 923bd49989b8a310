// The catalogue of a static site: the question is in the address, and answered from two files that are fetched when
// somebody asks one. static-index.js finds, static-parts.js makes what is shown; this file is the page.
"use strict";

(() => {
  // A former address of the search leads to the catalogue, which searches here.
  const forward = document.querySelector("form[data-forward]");
  if (forward && new URLSearchParams(location.search).get("q")) location.replace(forward.action + location.search);

  const form = document.getElementById("catalogue-form");
  const template = document.getElementById("search-parts")?.content;
  if (!form || !template) return;

  const PAGE_SIZE = 24;
  const TYPING_PAUSE_MS = 200;
  const results = document.getElementById("catalogue-results");
  const sorts = document.getElementById("tri");
  const place = new URL(form.action).pathname;
  const title = document.title;
  const files = new Map();
  let [timer, turn, parts, index, find] = [0, 0, null, null, null];

  form.dataset.live = "on";

  /** A file as JSON, fetched once; a failure is tried again. */
  function load(url) {
    if (!files.has(url)) {
      const asked = fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${url} answered ${answer.status}.`))));
      files.set(url, asked);
      asked.catch(() => files.delete(url));
    }
    return files.get(url);
  }

  const address = (asking, change) => staticIndex.address(place, index, asking, change);

  function answer({ text, chosen, sort }) {
    const matching = staticIndex.queryWords(text).length ? find(text) : null;
    return staticIndex.select(index, chosen, matching, sort);
  }

  /** Put an answer into the page. */
  function put(asking, { found, counts }) {
    const last = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    const at = { ...asking, page: Math.min(asking.page, last) };
    const tags = parts.choices(at);
    const shown = found.slice((at.page - 1) * PAGE_SIZE, at.page * PAGE_SIZE);
    const lifts = () =>
      tags
        .map((tag) => ({ ...tag, found: answer({ ...at, ...tag.change }).found.length }))
        .filter((lift) => lift.found)
        .sort((a, b) => b.found - a.found);
    results.querySelectorAll(".inc-tags, .inc-cards, .inc-empty, .inc-pagination, .inc-alert").forEach((node) => node.remove());
    const fresh = [tags.length ? parts.tagList(at, tags) : "", shown.length ? parts.cards(shown) : parts.advice(at, lifts())];
    results.querySelector(".inc-bar").after(...fresh, last > 1 ? parts.pages(at, last) : "");
    const count = document.getElementById("catalogue-count");
    count.replaceChildren(...parts.count(found.length, index.ids.length));
    document.getElementById("catalogue-status").textContent = count.textContent;
    index.facets.forEach((facet, rank) => {
      const box = document.getElementById(`facet-${facet.key}`);
      if (box) parts.facet(box, facet, at.chosen.get(facet.key) ?? [], counts[rank]);
    });
    const summary = document.querySelector(".inc-drawer > summary");
    summary.querySelector("span")?.remove();
    if (tags.length) {
      const badge = document.createElement("span");
      Object.assign(badge, { id: "filters-chosen", className: "inc-facet__chosen", textContent: tags.length });
      summary.append(badge);
    }
    const options = [...template.querySelectorAll("[data-sort]")].filter((one) => asking.searched || one.dataset.sort !== "pertinence");
    sorts.replaceChildren(...options.map((one) => new Option(one.textContent, one.dataset.sort)));
    sorts.value = asking.sort;
    document.title = asking.text ? `${asking.text} — ${title}` : title;
    const other = document.querySelector(".inc-header__tools a[hreflang]");
    const there = new URL(other.href);
    other.href = there.pathname.replace(/page\/\d+\/?$/, "") + location.search;
  }

  /** Answer the address; what was focused stays so, though it is made anew. */
  async function show({ fill = false } = {}) {
    clearTimeout(timer);
    const mine = ++turn;
    const params = new URLSearchParams(location.search);
    results.setAttribute("aria-busy", "true");
    try {
      index = await load(form.dataset.index);
      parts ??= staticParts(template, index, address);
      const asking = staticIndex.question(index, params);
      if (asking.searched && !find) {
        const words = await load(form.dataset.words);
        // A host may hold one file of an export and one of the next.
        if (words.state !== index.state) throw new Error("The two files of the index differ.");
        find = staticIndex.searcher(index, words);
      }
      if (mine !== turn) return false;
      if (fill) document.getElementById("q").value = asking.text;
      const focused = form.contains(document.activeElement) ? document.activeElement.id : "";
      put(asking, answer(asking));
      const target = focused ? document.getElementById(focused) : null;
      target?.closest(".inc-facet__more")?.setAttribute("open", "");
      target?.focus({ preventScroll: true });
      return true;
    } catch (error) {
      console.warn(error);
      if (mine !== turn) return false;
      const told = template.querySelector('[data-part="failed"]').firstElementChild;
      if (!results.querySelector(".inc-alert")) results.querySelector(".inc-bar").before(document.importNode(told, true));
      document.getElementById("catalogue-status").textContent = told.textContent;
      return false;
    } finally {
      if (mine === turn) {
        results.removeAttribute("aria-busy");
        results.querySelector(".inc-cards")?.removeAttribute("hidden");
      }
    }
  }

  function go(to) {
    if (to !== location.pathname + location.search) history.pushState({ catalogue: true }, "", to);
    return show();
  }

  /** Ask what the form says; the sort is asked only once somebody chose one. */
  function ask(event) {
    const params = new URLSearchParams();
    const keeps = new URLSearchParams(location.search).get("tri");
    for (const [name, value] of new FormData(form)) {
      if (value.trim() && (name !== "tri" || keeps || event.target === sorts)) params.append(name, value);
    }
    const query = String(params);
    return go(place + (query ? `?${query}` : ""));
  }

  form.addEventListener("change", (event) => {
    if (event.target.name && event.target.name !== "q") ask(event);
  });
  form.addEventListener("input", (event) => {
    if (event.target.name !== "q") return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(event), TYPING_PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event);
  });

  results.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-refresh]");
    // Pages of the whole list have files of their own.
    if (!link || link.pathname !== place || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const isPage = link.dataset.refresh === "page";
    history.pushState({ catalogue: true }, "", link.pathname + link.search);
    if (!(await show({ fill: true }))) return;
    results.tabIndex = -1;
    results.focus({ preventScroll: true });
    if (isPage) results.scrollIntoView({ block: "start" });
  });

  window.addEventListener("popstate", () => {
    if (location.pathname === place) show({ fill: true });
    else location.reload();
  });

  if (location.search && location.pathname === place) {
    results.querySelector(".inc-cards")?.setAttribute("hidden", "");
    show({ fill: true });
  }
})();
