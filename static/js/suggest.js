// Suggestions below a field (a combobox with a list, as WAI-ARIA describes it): arrows move, Enter chooses, Escape
// closes. Whatever is typed may stay: the server says what it does not know.
"use strict";

(() => {
  const PAUSE_MS = 150;
  let count = 0;

  function equip(field, address) {
    if (field.dataset.suggests) return;
    field.dataset.suggests = "on";
    count += 1;
    const list = document.createElement("ul");
    list.className = "inc-suggestions";
    list.id = `suggestions-${count}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.getAttribute("aria-label") || field.name);
    list.hidden = true;
    const status = document.createElement("span");
    status.className = "fr-sr-only";
    status.setAttribute("role", "status");
    field.after(list, status);
    // The browser's own list is for whoever has no scripts.
    field.removeAttribute("list");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);

    let timer = 0;
    let asked = "";
    let current = -1;

    function close() {
      list.hidden = true;
      current = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function choose(option) {
      field.value = option.dataset.value;
      close();
      status.textContent = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      asked = field.value;
      clearTimeout(timer);
    }

    function move(step) {
      const options = [...list.children];
      if (!options.length) return;
      options[current]?.setAttribute("aria-selected", "false");
      current = (current + step + options.length) % options.length;
      options[current].setAttribute("aria-selected", "true");
      options[current].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", options[current].id);
    }

    function draw(found) {
      list.replaceChildren(
        ...found.map(({ value, label }, index) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${index}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.value = value;
          option.textContent = label;
          if (label !== value) {
            const detail = document.createElement("small");
            detail.textContent = ` ${value}`;
            option.append(detail);
          }
          return option;
        }),
      );
      current = -1;
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(found.length > 0));
      field.removeAttribute("aria-activedescendant");
      status.textContent = found.length ? `${found.length} ${field.form?.dataset.found || ""}` : "";
    }

    async function ask() {
      const typed = field.value.trim();
      asked = typed;
      if (!typed) {
        close();
        return;
      }
      try {
        const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, {
          headers: { Accept: "application/json" },
        });
        if (answer.ok && asked === typed && document.activeElement === field) draw(await answer.json());
      } catch {
        close();
      }
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      if (field.value.trim() !== asked) timer = setTimeout(ask, PAUSE_MS);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !list.hidden && current >= 0) {
        event.preventDefault();
        choose(list.children[current]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    field.addEventListener("blur", close);
    // Before the field loses the focus.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  }

  function equipAll() {
    for (const holder of document.querySelectorAll("[data-suggest]")) {
      const value = holder.dataset.suggest;
      const address = value.startsWith("/") ? value : `/espace/suggestions/${value}`;
      const fields = holder.matches("input") ? [holder] : holder.querySelectorAll("input[type=text]");
      for (const field of fields) equip(field, address);
    }
  }

  equipAll();
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-suggest] input[type=text]")) equipAll();
  });
})();
