// Without this script a file is chosen with the browser's own button; with it one may also be
// dropped, and a form that takes a while says so.
"use strict";

for (const place of document.querySelectorAll(".drop")) {
  const input = place.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    place.addEventListener(kind, (event) => {
      event.preventDefault();
      place.classList.add("over");
    });
  }
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const said = document.createElement("span");
    said.className = "busy-now";
    said.setAttribute("role", "status");
    said.textContent = form.dataset.busy;
    form.append(said);
    // Only a click too many: what the button says must still be sent.
    setTimeout(() => form.querySelectorAll("button").forEach((b) => { b.disabled = true; }));
  });
}

// Back from the next page: the form can be used again.
addEventListener("pageshow", () => {
  document.querySelectorAll(".busy-now").forEach((said) => said.remove());
  document.querySelectorAll("form[data-busy] button").forEach((b) => { b.disabled = false; });
});
