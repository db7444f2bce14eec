// Without this script every link still leads to a page with the same answer; with it the answer
// comes beside the table, and the keyboard moves from figure to figure.
"use strict";

const sheet = document.querySelector("[data-cell-url]");
const frame = sheet?.querySelector(".scroll");
const origin = document.getElementById("origin");
const figures = frame ? [...frame.querySelectorAll("a[data-at]")] : [];
const figureAt = new Map(figures.map((link) => [link.dataset.at, link]));

document.documentElement.classList.add("js");

function say(text) {
  const place = document.getElementById("said");
  if (place.textContent !== text) place.textContent = text;
}

// --- A figure and what it is made of ---------------------------------------------------------

/** The cell of an address on this page: a figure, or a text that a finding speaks of. */
function cellAt(at) {
  const link = figureAt.get(at);
  return link ? link.parentElement : document.getElementById("cell-" + at.replace(/\s/g, "_"));
}

function pick(cell) {
  frame.querySelectorAll(".picked").forEach((old) => {
    old.classList.remove("picked");
    old.querySelector("a")?.removeAttribute("aria-current");
  });
  cell.classList.add("picked");
  const link = cell.querySelector("a");
  link?.setAttribute("aria-current", "true");
  if (link) rove(link);
}

/** Bring a cell to the middle of the frame, and clear of what comes up from below. */
function reveal(cell) {
  const place = cell.getBoundingClientRect(), view = frame.getBoundingClientRect();
  frame.scrollBy(place.left - view.left - view.width / 2, place.top - view.top - view.height / 2);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  const free = getComputedStyle(origin).position === "fixed" ? origin.getBoundingClientRect().top : innerHeight;
  const hidden = cell.getBoundingClientRect().bottom - free;
  if (hidden > 0) scrollBy(0, hidden + 16);
}

async function show(at, { focus = false } = {}) {
  pick(cellAt(at));
  const url = sheet.dataset.cellUrl + "?at=" + encodeURIComponent(at);
  await htmx.ajax("GET", url, { target: origin, swap: "innerHTML" });
  origin.classList.add("open");
  origin.scrollTop = 0;
  reveal(cellAt(at));
  const title = origin.querySelector("h2");
  if (focus) title.focus();
  else say(title.textContent + " " + (origin.querySelector(".sum")?.textContent ?? ""));
}

/** Back from the origin to its figure; on a phone this also puts the origin away. */
function leaveOrigin() {
  origin.classList.remove("open");
  frame.querySelector(".picked a")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".close")) return leaveOrigin();
  const link = event.target.closest("a[data-at]");
  if (!sheet || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { at } = link.dataset;
  const cell = cellAt(at);
  if (!cell) return; // in another table: the link leads there
  event.preventDefault();
  const inside = frame.contains(link);
  history[inside ? "replaceState" : "pushState"](null, "", inside ? link.search : link.href);
  if (figureAt.has(at)) return show(at, { focus: event.detail === 0 });
  pick(cell);
  reveal(cell);
});

addEventListener("popstate", () => {
  if (!sheet) return; // a link within the page
  const at = new URLSearchParams(location.search).get("at");
  if (!at || !figureAt.has(at)) return location.reload();
  show(at);
});

for (const trouble of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(trouble, () => say("没有取到数据，请检查网络后再试。"));
}

// --- Keyboard: one figure of the table is in the order of the Tab key ------------------------

function rove(link) {
  figures.forEach((other) => { other.tabIndex = other === link ? 0 : -1; });
}

const columnOf = (link) => link.dataset.at.slice(link.dataset.at.lastIndexOf("/"));

/** The figure in the same column of the nearest row above (step -1) or below (step 1). */
function upOrDown(link, step) {
  const column = columnOf(link);
  let row = link.closest("tr");
  while ((row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
    const found = [...row.querySelectorAll("a[data-at]")].find((a) => columnOf(a) === column);
    if (found) return found;
  }
}

function target(link, event) {
  const row = [...link.closest("tr").querySelectorAll("a[data-at]")];
  const all = event.ctrlKey ? figures : row;
  switch (event.key) {
    case "ArrowLeft": return row[row.indexOf(link) - 1];
    case "ArrowRight": return row[row.indexOf(link) + 1];
    case "ArrowUp": return upOrDown(link, -1);
    case "ArrowDown": return upOrDown(link, 1);
    case "Home": return all[0];
    case "End": return all[all.length - 1];
  }
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.target.closest("input, select, textarea")) return;
  const link = event.target.closest(".amounts a[data-at]");
  if (link && /^(Arrow|Home|End)/.test(event.key)) {
    event.preventDefault();
    const to = target(link, event);
    if (to) { rove(to); to.focus(); }
  } else if (event.key === "Escape" && origin?.contains(event.target)) {
    leaveOrigin();
  } else if ((event.key === "n" || event.key === "p") && !event.ctrlKey) {
    document.querySelector(`a[rel=${event.key === "n" ? "next" : "prev"}]`)?.click();
  }
});

// --- Arrival ---------------------------------------------------------------------------------

// On a phone the pages of a disclosure stand in one line, which is moved to the present one.
const room = document.querySelector(".rooms [aria-current]");
if (room) room.closest("ul, nav").scrollLeft = room.offsetLeft - 24;

if (sheet) {
  const lead = [...frame.querySelectorAll("thead .lead.text")].at(-1);
  const led = lead && lead.getBoundingClientRect().right - frame.getBoundingClientRect().left;
  frame.style.setProperty("--led", (led ?? 0) + "px");
  frame.style.scrollPaddingLeft = (led ?? 0) + 8 + "px";
  frame.style.scrollPaddingTop = frame.querySelector("thead").offsetHeight + 8 + "px";
  const picked = frame.querySelector(".picked");
  rove(picked?.querySelector("a") ?? figures[0]);
  if (picked) addEventListener("load", () => reveal(picked));
}

// Progress is told once a step and not once a second.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "files") say(event.target.querySelector("label, .failed, a.file")?.firstChild.textContent ?? "");
});
