// Large text and high contrast work without a script; this remembers the choice.
"use strict";
for (const name of ["large", "contrast"]) {
  const box = document.getElementById(name);
  const show = (on) => {
    document.documentElement.toggleAttribute(`data-${name}`, on);
    box.checked = on;
  };
  try { show(localStorage.getItem(name) === "1"); } catch { /* nothing is remembered here */ }
  box.addEventListener("change", () => {
    show(box.checked);
    try { localStorage.setItem(name, box.checked ? "1" : "0"); } catch { /* only for this page */ }
  });
}
