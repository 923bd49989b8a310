// The menu, the filters and the board on a telephone. Without this file everything is open and in reach.
//
// It runs before the page is painted, to say that scripts work (the style sheet then folds the menu), and wires
// the rest once the page is read.
"use strict";

(() => {
  const root = document.documentElement;
  const narrow = window.matchMedia("(max-width: 61.98em)");
  root.classList.add("inc-js");

  /** Make the menu button open and close the navigation. */
  function wireMenu() {
    const button = document.getElementById("menu-button");
    const menu = document.getElementById("menu");
    if (!button || !menu) return;
    const show = (open) => {
      button.setAttribute("aria-expanded", String(open));
      menu.toggleAttribute("data-open", open);
    };
    button.hidden = false;
    button.addEventListener("click", () => show(!menu.hasAttribute("data-open")));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.hasAttribute("data-open")) return;
      show(false);
      button.focus();
    });
  }

  /** Fold what is marked so on a narrow screen, and open it again on a wide one, where it has no handle. */
  function foldOnNarrow() {
    for (const details of document.querySelectorAll('details[data-fold="narrow"]')) {
      details.open = !narrow.matches;
    }
  }

  /** Make the filters a sheet over the page: the rest is out of reach while it is open. */
  function wireDrawer() {
    const drawer = document.querySelector(".inc-drawer");
    if (!drawer) return;
    const summary = drawer.querySelector("summary");
    const panel = drawer.querySelector(".inc-drawer__panel");

    const keepOut = (inert) => {
      // Everything beside the drawer's ancestors, up to the body.
      for (let node = drawer; node && node !== document.body; node = node.parentElement) {
        for (const sibling of node.parentElement.children) {
          if (sibling !== node) sibling.inert = inert;
        }
      }
      summary.inert = inert;
    };
    const close = () => {
      drawer.open = false;
    };

    let shown = false;
    const follow = () => {
      const show = drawer.open && narrow.matches;
      if (show === shown) return;
      shown = show;
      keepOut(show);
      if (show) {
        panel.setAttribute("role", "dialog");
        panel.setAttribute("aria-modal", "true");
        panel.setAttribute("aria-label", summary.firstChild.textContent.trim());
        panel.querySelector("[data-drawer-close]").focus();
      } else {
        for (const name of ["role", "aria-modal", "aria-label"]) panel.removeAttribute(name);
        if (narrow.matches) summary.focus();
      }
    };

    drawer.addEventListener("toggle", (event) => {
      if (event.target === drawer) follow();
    });
    narrow.addEventListener("change", follow);
    panel.querySelector("[data-drawer-close]").addEventListener("click", close);
    drawer.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && shown) close();
    });
    drawer.closest("form")?.addEventListener("submit", () => {
      if (shown) close();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    wireMenu();
    foldOnNarrow();
    wireDrawer();
    narrow.addEventListener("change", foldOnNarrow);
  });
})();
