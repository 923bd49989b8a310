// Copies a text of the page. Without this file, or where a browser forbids it, the text is selected by hand.
"use strict";

(() => {
  if (!navigator.clipboard) return;

  /** Make a button copy the text that it names, and say so. */
  function wire(button) {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    if (!source || !status) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        status.textContent = button.dataset.copied;
      } catch {
        // Refused: the text is selected, ready for the keyboard.
        window.getSelection().selectAllChildren(source);
      }
    });
  }

  document.querySelectorAll("[data-copy]").forEach(wire);
})();
