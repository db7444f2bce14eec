// A click on an amount shows what it is made of, beside the table; without this script the same
// link opens the page with that answer in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  const sheet = document.querySelector("[data-cell-url]");
  if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const at = link.dataset.at;
  document.querySelectorAll(".picked").forEach((cell) => cell.classList.remove("picked"));
  document.getElementById("cell-" + at)?.classList.add("picked");
  htmx.ajax("GET", sheet.dataset.cellUrl + "?at=" + encodeURIComponent(at), "#origin");
});
