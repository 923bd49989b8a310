// Lists in a form: a button adds a row, another takes it away. Without this file the form has one empty row, and boxes
// to tick.
"use strict";

(() => {
  const form = document.querySelector("form[data-editor]");
  if (!form) return;

  function tell(target) {
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function button(text, about) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "fr-btn fr-btn--secondary fr-btn--sm";
    made.textContent = text;
    if (about) {
      const more = document.createElement("span");
      more.className = "fr-sr-only";
      more.textContent = ` ${about}`;
      made.append(more);
    }
    return made;
  }

  /** A copy of the empty row, its names numbered on. */
  function addRow(list) {
    const rows = list.querySelectorAll("[data-row]");
    const last = rows[rows.length - 1];
    const copy = last.cloneNode(true);
    const origin = last.querySelector("input[type=hidden]").name;
    const [, head, number] = origin.match(/^(.*-)(\d+)-origin$/);
    const from = `${head}${number}-`;
    const to = `${head}${Number(number) + 1}-`;
    for (const field of copy.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = field.getAttribute(attribute);
        if (value) field.setAttribute(attribute, value.replaceAll(from, to));
      }
      if (field.matches("input:not([type=hidden]), textarea")) field.value = "";
      if (field.matches("select")) field.selectedIndex = 0;
    }
    for (const told of copy.querySelectorAll(".fr-error-text, .inc-advice")) told.remove();
    last.after(copy);
    copy.querySelector("input:not([type=hidden]), select, textarea").focus();
  }

  for (const list of form.querySelectorAll("[data-rows]")) {
    const rows = list.querySelectorAll("[data-row]");
    const last = rows[rows.length - 1];
    const add = button(last.querySelector("legend").textContent);
    list.append(add);
    if (rows.length > 1 && ![...last.querySelectorAll("input:not([type=hidden]), textarea")].some((one) => one.value)) {
      // The empty row waits until it is asked for.
      last.hidden = true;
    }
    add.addEventListener("click", () => {
      const shown = list.querySelectorAll("[data-row]");
      const end = shown[shown.length - 1];
      if (end.hidden) {
        end.hidden = false;
        end.querySelector("input:not([type=hidden]), select, textarea").focus();
      } else {
        addRow(list);
      }
    });
  }

  /** Short texts: one more input, or none at all. */
  for (const group of form.querySelectorAll(".inc-several:not([data-locked])")) {
    const label = group.querySelector("legend").firstChild.textContent.trim();
    const equip = (line) => {
      const field = line.querySelector("input");
      const remove = button(form.dataset.remove, field.getAttribute("aria-label"));
      remove.addEventListener("click", () => {
        const lines = [...group.querySelectorAll(".fr-input-group")];
        const next = lines[lines.indexOf(line) + 1] || lines[lines.indexOf(line) - 1];
        field.value = "";
        if (lines.length > 1) line.remove();
        tell(group);
        (next ? next.querySelector("input") : field).focus();
      });
      line.append(remove);
    };
    for (const line of group.querySelectorAll(".fr-input-group")) equip(line);
    const add = button(form.dataset.add, label);
    group.append(add);
    add.addEventListener("click", () => {
      const lines = group.querySelectorAll(".fr-input-group");
      const last = lines[lines.length - 1];
      const lastField = last.querySelector("input");
      if (!lastField.value) {
        lastField.focus();
        return;
      }
      const copy = last.cloneNode(true);
      copy.querySelector("button").remove();
      const field = copy.querySelector("input");
      field.value = "";
      field.id = `${field.id}-${lines.length + 1}`;
      field.removeAttribute("data-suggests");
      for (const list of copy.querySelectorAll("ul, [role=status]")) list.remove();
      last.after(copy);
      equip(copy);
      field.focus();
    });
  }
})();
