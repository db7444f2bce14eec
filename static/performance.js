// Without this script the form saves with its button; with it entries save as one goes, rows are
// added and moved in place, a block from Excel is pasted, and findings come beside the form.
"use strict";

const config = JSON.parse(document.getElementById("sheet-config").textContent);
const form = document.getElementById("sheet-form");
const status = document.getElementById("sheet-status");
const body = form.querySelector(".grid-form");
const STATES = {
  saved: "已保存", waiting: "待保存", saving: "正在保存…", offline: "连不上服务器，所填内容留在本机，稍后自动再存",
  "signed-out": "登录已失效，所填内容留在本机，重新登录后自动再存", closed: "不能保存", faulty: "没有保存", failed: "没有保存", clash: "别人改了同一处，请选择",
};

const field = (path) => form.querySelector(`[data-at="${CSS.escape(path)}"]`);
const pathOf = (element) => element.closest("[data-at]")?.dataset.at;

function textOf(element) {
  if (element.matches("fieldset")) return [...element.querySelectorAll(":checked")].map((box) => box.value).join("；");
  return element.value.replace(/\r\n?/g, "\n").trim();
}

function put(path, text) {
  const element = path === "project" ? form.elements.project : field(path);
  if (!element) return;
  if (element.matches("fieldset")) {
    const chosen = text.split("；");
    for (const box of element.querySelectorAll("input[type=checkbox]")) box.checked = chosen.includes(box.value);
  } else element.value = text;
  mirror(element);
}

/** The name of a level, read over several lines where its field would cut it off. */
function mirror(element) {
  if (element.previousElementSibling?.matches(".mirror")) element.previousElementSibling.textContent = element.value;
}

const rowsOf = (section) => [...body.querySelectorAll(`tr[data-row^="${section}."]`)];
const numberOf = (row) => row.dataset.row.split(".")[1];
const blank = (row) => [...row.querySelectorAll("[data-at]")].every((element) => !textOf(element));

/** What the page says: entries as typed, and of each list the rows that count. */
function read() {
  const texts = {};
  for (const element of form.querySelectorAll("[data-at]")) texts[element.dataset.at] = textOf(element);
  if (form.elements.project) texts.project = form.elements.project.value;
  for (const section in config.lists) {
    const rows = rowsOf(section).filter((row) => !row.classList.contains("spare") || !blank(row));
    texts[section] = rows.map(numberOf).join(",");
  }
  // What no cell shows stays as it is.
  for (const path in config.fields) if (!(path in texts) && !gone(path)) texts[path] = keeper?.seen[path] ?? config.fields[path];
  return texts;
}

/** Whether a path belongs to a row that was removed here. */
function gone(path) {
  const [section, number, key] = path.split(".");
  return key !== undefined && section in config.lists && !body.querySelector(`tr[data-row="${section}.${number}"]`);
}

let keeper = null;
keeper = new SheetKeeper(config, read, {
  state(state, more = "") {
    status.hidden = false;
    const told = status.querySelector(".state"), words = STATES[state] + (more ? `：${more}` : "");
    told.dataset.state = state;
    if (told.textContent !== words) told.textContent = words;
  },
  version(version) { const place = document.getElementById("version"); if (place) place.textContent = version; },
  saved() { ask(); },
  anew() { location.reload(); },
  rows() { notice("别人增删或移动了行，刷新后可见。"); },
  text(path, text) { put(path, text); },
  clashes(clashes) { showClashes(clashes); },
});

function notice(text) {
  if (status.querySelector(".others")) return;
  const words = document.createElement("a");
  Object.assign(words, { className: "others", href: location.pathname, textContent: text });
  status.append(words);
}

function showClashes(clashes) {
  const place = document.getElementById("sheet-clashes"), list = document.createElement("ul");
  for (const { path, name, theirs, wanted } of Object.values(clashes)) {
    const item = document.createElement("li");
    item.append(`${name}：别人改为“${theirs || "（空）"}”，您填的是“${wanted || "（空）"}” `);
    for (const [mine, words] of [[true, "用我的"], [false, "用对方的"]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "quiet", textContent: words });
      button.setAttribute("aria-label", `${name}：${words}`);
      button.addEventListener("click", () => { keeper.settle(path, mine); field(path)?.focus(); });
      item.append(button);
    }
    list.append(item);
  }
  place.replaceChildren(list);
  place.hidden = !list.children.length;
}

// -- Rows ---------------------------------------------------------------------------------------

/** One more empty row at the end of a list. */
function grow(section) {
  const rows = rowsOf(section), last = rows.at(-1), row = last.cloneNode(true);
  const number = Math.max(0, ...rows.map(numberOf).map(Number), ...Object.keys(keeper.seen).map((path) => path.split("."))
    .filter((parts) => parts[0] === section && parts.length === 3).map((parts) => Number(parts[1]))) + 1;
  const from = last.dataset.row, to = `${section}.${number}`;
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes(`${from}.`) || value.endsWith(from)) element.setAttribute(name, value.replaceAll(from, to));
    }
    if (element.hasAttribute("aria-label")) element.setAttribute("aria-label", element.getAttribute("aria-label").replace(/第\d+行/, `第${rows.length + 1}行`));
  }
  row.dataset.row = to;
  row.classList.add("spare");
  for (const element of row.querySelectorAll("input:not([type=checkbox]), textarea")) { element.value = ""; mirror(element); }
  for (const box of row.querySelectorAll("[type=checkbox]")) box.checked = false;
  last.after(row);
  for (const side of body.querySelectorAll("th[rowspan]")) {
    const first = side.parentElement, place = [...body.rows].indexOf(first);
    if (place + side.rowSpan > [...body.rows].indexOf(last)) side.rowSpan += 1;
  }
  return row;
}

/** A row in which something is typed counts; there is always an empty one after it. */
function adopt(row) {
  if (!row?.dataset.row) return;
  const section = row.dataset.row.split(".")[0], rows = rowsOf(section);
  if (row.classList.contains("spare") && !blank(row)) row.classList.replace("spare", "fresh");
  if (!rows.at(-1).classList.contains("spare")) grow(section);
}

// -- Typing -------------------------------------------------------------------------------------

form.addEventListener("input", (event) => {
  if (!pathOf(event.target) && event.target.name !== "project") return;
  mirror(event.target);
  adopt(event.target.closest("tr"));
  keeper.soon();
});

const cells = () => [...form.querySelectorAll("[data-at]:not(fieldset)")];

/** The same column, or the nearest one, a row above or below. */
function beside(element, step) {
  const place = element.getBoundingClientRect();
  const key = pathOf(element).split(".").at(-1), row = element.closest("tr").dataset.row;
  if (row) {
    const rows = rowsOf(row.split(".")[0]), next = rows[rows.indexOf(element.closest("tr")) + step];
    const same = next?.querySelector(`[data-at$=".${CSS.escape(key)}"]`);
    if (same) return same;
  }
  const others = cells().filter((other) => step * (other.getBoundingClientRect().top - place.top) > 4);
  return others.sort((a, b) => distance(a, place) - distance(b, place))[0];
}

function distance(element, place) {
  const other = element.getBoundingClientRect();
  return Math.abs(other.top - place.top) * 4 + Math.abs(other.left - place.left);
}

/** Whether the cursor stands in the first or last line of a text of several. */
function atEdge(element, step) {
  if (!element.matches("textarea")) return true;
  const text = element.value;
  return step < 0 ? !text.slice(0, element.selectionStart).includes("\n") : !text.slice(element.selectionEnd).includes("\n");
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    keeper.save();
    return;
  }
  const element = event.target;
  if (!form.contains(element) || !element.matches("[data-at]") || event.altKey || event.isComposing) return;
  const enter = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && (element.matches("input") || element.rows === 1);
  const step = enter || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step || event.ctrlKey || event.shiftKey || element.matches("select") && !enter) return;
  if (!enter && (element.hasAttribute("list") || !atEdge(element, step))) return;
  const to = beside(element, step);
  if (enter) event.preventDefault();
  if (!to) return;
  event.preventDefault();
  to.focus();
  to.select?.();
});

// -- A block from Excel -------------------------------------------------------------------------

/** The block as rows of texts; a text in quotes may hold lines. */
function blockOf(text) {
  const rows = [[]];
  let cell = "", quoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let n = 0; n < plain.length; n += 1) {
    const sign = plain[n];
    if (quoted) {
      if (sign === '"' && plain[n + 1] === '"') { cell += '"'; n += 1; }
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t" || sign === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (sign === "\n") rows.push([]);
    } else cell += sign;
  }
  rows.at(-1).push(cell);
  return rows;
}

form.addEventListener("paste", (event) => {
  const element = event.target, row = element.closest("tr[data-row]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!row || !element.matches("[data-at]") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
  if (!text.includes("\t") && element.matches("textarea") && element.value && element.selectionStart !== element.selectionEnd) return;
  event.preventDefault();
  const section = row.dataset.row.split(".")[0];
  const columns = [...row.querySelectorAll("[data-at]")].map((other) => other.dataset.at.split(".").at(-1));
  const first = columns.indexOf(element.dataset.at.split(".").at(-1));
  const block = blockOf(text);
  let here = row;
  for (const texts of block) {
    here ??= grow(section);
    texts.forEach((said, n) => { const key = columns[first + n]; if (key) put(`${here.dataset.row}.${key}`, said.trim()); });
    adopt(here);
    const rows = rowsOf(section);
    here = rows[rows.indexOf(here) + 1];
  }
  say(`已粘贴 ${block.length} 行`);
  keeper.soon(0);
});

// -- Moving and removing rows in place ------------------------------------------------------------

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  if (!button) return;
  const [deed, name] = button.value.split(":");
  if (deed === "take" && name !== "all") {
    event.preventDefault();
    put(name, button.querySelector("b").textContent);
    button.hidden = true;
    field(name).focus();
    keeper.soon(0);
    return;
  }
  if (deed === "save") { event.preventDefault(); keeper.save(); return; }
  if (Object.keys(keeper.clashes).length) return;
  const row = button.closest("tr"), section = name.split(".")[0], rows = rowsOf(section).filter((one) => !one.classList.contains("spare"));
  const place = rows.indexOf(row);
  if (!["up", "down"].includes(deed) || place < 0) return; // removing goes by the server
  event.preventDefault();
  const other = rows[place + (deed === "up" ? -1 : 1)];
  if (!other) return;
  swap(row, other);
  button.focus();
  keeper.soon(0);
});

/** Exchange two rows; a label that stands beside all of them stays where it is. */
function swap(row, other) {
  const [above, below] = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? [row, other] : [other, row];
  const side = above.querySelector(":scope > th[rowspan]");
  above.before(below);
  if (side) below.prepend(side);
}

// A button that sends the form tells what the server has by now, and the rows as they stand here.
let sent = false;
form.addEventListener("submit", () => {
  keeper.remember();
  form.elements.was.value = JSON.stringify(keeper.seen);
  const now = read();
  for (const order of form.querySelectorAll("[data-order]")) order.value = now[order.dataset.order] ?? "";
  sent = true;
});

// -- Findings -------------------------------------------------------------------------------------

let asking = false, more = false;
async function ask() {
  if (asking) { more = true; return; }
  asking = true;
  try {
    const answer = await fetch(config.addresses.findings, { headers: { "HX-Request": "true" } });
    if (answer.ok) show(await answer.text());
  } catch (trouble) {
    if (!(trouble instanceof TypeError)) throw trouble; // out of reach; the next save asks again
  } finally {
    asking = false;
    if (more) { more = false; ask(); }
  }
}

function show(html) {
  const told = new DOMParser().parseFromString(html, "text/html");
  const part = (what) => told.querySelector(`[data-for=${what}]`);
  const counts = part("counts");
  if (counts?.children.length) document.getElementById("counts").replaceChildren(...counts.children);
  const list = document.getElementById("findings-list");
  list.replaceChildren(part("list") ?? "");
  const marks = new Map([...(part("marks")?.children ?? [])].map((mark) => [mark.dataset.path, mark.dataset]));
  for (const place of form.querySelectorAll(".entry")) {
    const mark = marks.get(place.dataset.entry);
    place.classList.toggle("error", mark?.severity === "error");
    place.classList.toggle("warning", mark?.severity === "warning");
  }
  const proposed = new Map([...(part("proposals")?.children ?? [])].map((mark) => [mark.dataset.path, mark.dataset.text]));
  for (const button of form.querySelectorAll(".propose")) {
    const path = button.value.replace("take:", ""), text = proposed.get(path);
    button.hidden = text === undefined || text === textOf(field(path));
    button.querySelector("b").textContent = text ?? "";
  }
  for (const mark of part("derived")?.children ?? []) reckon(mark.dataset);
}

/** What is reckoned stands in grey where nothing is typed. */
function reckon({ path, text, how, differs }) {
  const element = field(path), place = element?.closest(".entry");
  if (!place || element.matches("select, fieldset")) return;
  element.placeholder = text;
  place.classList.toggle("differs", differs !== undefined);
  const words = place.querySelector(".how");
  if (words) words.textContent = differs !== undefined ? `与自动数 ${text} 不同（${how}）` : textOf(element) || !text ? "" : `自动：${how}`;
}

// -- Arrival --------------------------------------------------------------------------------------

form.noValidate = true;
status.hidden = false;
const kept = keeper.remembered();
for (const [path, [was, now]] of Object.entries(kept)) {
  const parts = path.split(".");
  if (parts.length === 3 && parts[0] in config.lists) {
    while (!field(path) && Number(parts[1]) < 5000 && rowsOf(parts[0]).length < 500 && Number(numberOf(rowsOf(parts[0]).at(-1))) < Number(parts[1])) grow(parts[0]);
  }
  if (path in config.lists) continue;
  put(path, now);
  keeper.seen[path] = was;
  adopt(field(path)?.closest("tr"));
}
if (keeper.changed().length) keeper.soon(0);

addEventListener("beforeunload", (event) => { if (!sent && keeper.changed().length) event.preventDefault(); });
