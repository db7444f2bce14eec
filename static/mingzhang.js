// A click on an amount shows what it is made of, beside the table; without this script the same
// link opens the page with that answer in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]");
  const sheet = document.querySelector("[data-cell-url]");
  if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const at = link.dataset.at;
  document.querySelectorAll(".picked").forEach((cell) => cell.classList.remove("picked"));
  const cell = document.getElementById("cell-" + at);
  cell?.classList.add("picked");
  if (cell && cell !== link.parentElement) cell.scrollIntoView({ block: "center", inline: "center" });
  htmx.ajax("GET", sheet.dataset.cellUrl + "?at=" + encodeURIComponent(at), "#origin");
});

// The cell that a link from elsewhere leads to is picked on arrival.
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.classList.add("picked");
