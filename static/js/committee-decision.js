// The decision's form shows what the chosen kind asks for. Without this file it shows every field, each with its hint.
"use strict";

(() => {
  const form = document.querySelector("form[data-decision]");
  if (!form) return;

  function show() {
    const chosen = form.querySelector("input[name=kind]:checked");
    const kind = chosen ? chosen.value : "";
    for (const part of form.querySelectorAll("[data-kinds]")) {
      part.hidden = !part.dataset.kinds.split(" ").includes(kind);
    }
    for (const part of form.querySelectorAll("[data-kinds-not]")) {
      part.hidden = part.dataset.kindsNot.split(" ").includes(kind);
    }
  }

  form.addEventListener("change", show);
  show();
})();
