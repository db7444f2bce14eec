// Single letters lead through the queue: only while no field has the focus, and they can be
// switched off (WCAG 2.1.4). Every one of them is also a link on the page.
"use strict";
{
  const OFF = "mingzhang.letters.off";
  const lines = [...document.querySelectorAll("[data-line]")];

  const off = () => {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  };

  const toggle = document.querySelector("#letters");
  if (toggle) {
    toggle.closest("[hidden]")?.removeAttribute("hidden");
    toggle.checked = !off();
    toggle.addEventListener("change", () => {
      try { localStorage.setItem(OFF, toggle.checked ? "0" : "1"); } catch { /* for this page only */ }
    });
  }

  /** The line of the queue that has the focus, or -1. */
  const current = () => lines.findIndex((line) => line.contains(document.activeElement));

  function go(step) {
    const to = lines[Math.min(Math.max(current() + step, 0), lines.length - 1)];
    to?.querySelector("a")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (toggle ? !toggle.checked : off()) return;
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) link.click();
    else if (lines.length && event.key === "j") go(1);
    else if (lines.length && event.key === "k") go(current() < 0 ? 1 : -1);
    else if (lines.length && event.key === "o") lines[current()]?.querySelector("a")?.click();
    else return;
    event.preventDefault();
  });
}

// What is being written beside one figure is still there after a look at another.
{
  const drafts = new Map();
  const WRITTEN = ".pin textarea, .write textarea";
  const key = ({ form }) => `${form.action} ${form.elements.at?.value ?? ""}`;

  document.addEventListener("input", ({ target }) => {
    if (target.matches(WRITTEN)) drafts.set(key(target), target.value);
  });

  document.addEventListener("htmx:afterSwap", ({ target }) => {
    for (const field of target.querySelectorAll(WRITTEN)) {
      const draft = drafts.get(key(field));
      if (!draft) continue;
      field.value = draft;
      field.closest("details")?.setAttribute("open", "");
    }
  });
}
