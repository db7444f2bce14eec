// Without this script every field has a button that saves it; with it fields save as one goes,
// and one jumps from what is still to be written to the next.
"use strict";

// A field that is refused comes back with what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.elt.matches(".writing, .wording") && (xhr.status === 409 || xhr.status === 422)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

function mirror(form) {
  const fate = form.querySelector(".fate");
  if (!fate) return;
  const missing = "missing" in fate.dataset;
  form.classList.toggle("missing", missing);
  form.toggleAttribute("data-missing", missing);
}

document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.closest?.("form.writing");
  if (form) mirror(form);
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.matches?.(".writing.wrong")) event.target.querySelector("textarea").focus();
});

// A field that is folded opens where a link leads to it.
const unfold = () => {
  const field = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = field?.closest("details");
  if (folded && !folded.open) {
    folded.open = true;
    field.scrollIntoView();
  }
};
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", unfold);

// What is typed and not saved yet is not lost by leaving the page.
const typed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest(".writing[hx-post]");
  if (form) typed.add(form.id);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) typed.delete(event.detail.elt.id);
});
document.addEventListener("submit", () => typed.clear());
addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const jump = event.target.closest("button[data-jump]");
  if (!jump) return;
  const fields = [...document.querySelectorAll(".writing[data-missing]")];
  if (!fields.length) return;
  const here = Number(document.querySelector(".still").dataset.here ?? -1);
  const tops = fields.map((field) => field.getBoundingClientRect().top + scrollY);
  const now = here >= 0 ? here : scrollY;
  const next = jump.dataset.jump === "after"
    ? Math.max(0, tops.findIndex((top) => top > now + 1))
    : (tops.findLastIndex((top) => top < now - 1) + fields.length) % fields.length;
  const field = fields[next];
  document.querySelector(".still").dataset.here = tops[next];
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  field.scrollIntoView({ block: "center" });
  field.querySelector("textarea").focus({ preventScroll: true });
  say(`第 ${next + 1} 处，共 ${fields.length} 处`);
});

// On a phone the contents are folded until they are asked for.
function fold() {
  if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".text-contents details")?.removeAttribute("open");
}
fold();
