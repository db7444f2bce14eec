// The grid over a ledger's form. Without this script the form itself is shown and does the same,
// a page at a time.
"use strict";

(() => {
  const { make, button } = Parts;
  const config = JSON.parse(document.getElementById("ledger-config").textContent);
  const columns = config.columns.map((stated) => new Values.Column(stated));
  const typed = columns.filter((column) => column.field);
  config.fields = typed.map((column) => column.field);
  Row.fixed = config.fixed;
  const by = new Map(typed.map((column) => [column.field, column]));
  const form = document.getElementById("ledger-form"), tools = document.getElementById("tools");
  const place = document.getElementById("grid");
  const past = [], future = [];
  const findings = new Findings(config.addresses.findings);
  const MONEY = "ledger-money";
  let wan = recall(MONEY) === "万元";
  let table, cursor, leaving = false, escaped = false;

  function recall(name) { try { return localStorage.getItem(name); } catch { return null; } }
  function keep(name, text) { try { localStorage.setItem(name, text); } catch { /* not remembered */ } }

  // --- Keeper and grid ----------------------------------------------------------------------

  const STATES = {
    saved: () => "已保存", waiting: () => "有改动", saving: () => "正在保存…",
    offline: () => "未保存：连不上服务器，会自动再试", clash: () => "有冲突：请选择保留哪个值",
    faulty: (n) => `${n} 行有错误，未保存`, incomplete: (n) => `${n} 行还没填完，填完即保存`,
    "signed-out": () => "未保存：登录已过期", closed: (why) => `未保存：${why}`,
    failed: (why) => `未保存：${why}`,
  };

  const keeper = new Keeper(config, {
    state(state, more) {
      stateSign.dataset.state = state;
      const said = STATES[state](more);
      if (stateSign.textContent !== said) stateSign.textContent = said;
      signIn.hidden = state !== "signed-out";
      if (state === "signed-out" && more) signIn.href = more;
      again.hidden = !["offline", "signed-out", "failed"].includes(state);
    },
    row: (row) => refreshRow(row),
    new(row) { table.addData([data(row)], false).then(ensureBlank); },
    gone(row) { table.getRow(row.key) && table.deleteRow(row.key); totals(); },
    back(row) { if (table.getRow(row.key)) refreshRow(row); else { table.addData([data(row)], false); totals(); } },
    troubled: () => troubles.show(),
    saved(version) {
      const shown = document.getElementById("version");
      shown.textContent = version;
      shown.parentElement.hidden = !version;
      findings.ask();
    },
    others(deeds) { deed = deeds?.[0] ?? deed; tellDeed(); },
  });

  const data = (row) => ({ id: row.key, position: row.position, ...row.texts });

  function refreshRow(row) {
    const shown = table.getRow(row.key);
    if (!shown) return;
    const now = data(row), there = shown.getData();
    const changed = Object.keys(now).filter((field) => now[field] !== there[field]);
    const done = () => { shown.reformat(); totals(); };
    if (changed.length) shown.update(Object.fromEntries(changed.map((field) => [field, now[field]]))).then(done);
    else done();
  }

  // --- Changing rows ------------------------------------------------------------------------

  const open = (row) => !config.closed && row && !row.via;
  const cells = new Cells(columns, keeper, {
    open, inWan: () => wan, step: (...where) => cursor.step(...where), beside: tools.parentElement,
  });
  const rowOf = (cell) => cells.row(cell);

  /** Put a batch of texts into rows, as one step that can be undone. */
  function put(changes) {
    const batch = [];
    for (const [row, texts] of changes) {
      const before = snapshot(row);
      if (row.seen === null && row.blank) Object.assign(row.texts, begun(row));
      Object.assign(row.texts, texts);
      if (Object.keys(texts).every((field) => before.texts[field] === texts[field])) continue;
      batch.push({ row, before, after: snapshot(row) });
      keeper.touch(row);
      refreshRow(row);
    }
    if (batch.length) { past.push(batch); future.length = 0; }
    ensureBlank();
    troubles.show();
  }

  /** What a new row begins with: the only unit, and the year's own 口径. */
  function begun(row) {
    const units = by.get("unit")?.list ?? [], texts = {};
    if (units.length === 1 && by.get("unit").holds === "unit") texts.unit = units[0][0];
    if (by.get("measure")?.means.has(config.measure)) texts.measure = config.measure;
    if (by.has("money_year")) texts.money_year = "current";
    return texts;
  }

  const snapshot = (row) => ({ texts: { ...row.texts }, removed: row.removed });

  function turnBack(from, to, which) {
    const batch = from.pop();
    if (!batch) return say(which === "before" ? "没有可以撤销的" : "没有可以重做的");
    to.push(batch);
    for (const { row, before, after } of batch) bring(row, which === "before" ? before : after);
    ensureBlank();
    troubles.show();
    say(which === "before" ? "已撤销" : "已重做");
  }

  function bring(row, kept) {
    const removed = kept.removed;
    row.texts = { ...kept.texts };
    row.removed = removed;
    keeper.rows.set(row.key, row);
    // A row that is new and was blank before: to undo it is to remove it.
    if (!removed && row.seen !== null && row.blank) row.removed = true;
    if (row.removed) table.getRow(row.key) && table.deleteRow(row.key);
    else if (!table.getRow(row.key)) table.addData([data(row)], false);
    keeper.touch(row);
    refreshRow(row);
  }

  function remove(rows) {
    const batch = rows.filter((row) => open(row) && !(row.seen === null && row.blank)).map((row) => {
      const before = snapshot(row);
      row.removed = true;
      return { row, before, after: snapshot(row) };
    });
    if (!batch.length) return;
    past.push(batch);
    future.length = 0;
    table.deleteRow(batch.map(({ row }) => row.key)).then(totals);
    for (const { row } of batch) keeper.touch(row);
    ensureBlank();
    say(`删除了 ${batch.length} 行，可以撤销`);
  }

  /** Below all rows one is always empty, to go on. */
  function ensureBlank() {
    if (config.closed || !table) return;
    if ([...keeper.rows.values()].some((row) => row.seen === null && row.blank && !row.removed)) return;
    table.addData([data(keeper.add())], false);
  }

  // --- Where one is -------------------------------------------------------------------------

  function tellCell() {
    const cell = cursor.cell;
    if (!cell || !by.has(cell.getField())) return;
    const row = rowOf(cell), column = by.get(cell.getField());
    if (!row) return;
    const text = column.show(row.texts[column.field], wan) || "空";
    const means = column.labelled ? "" : column.means.get(row.texts[column.field]) ?? "";
    const fault = row.faults[column.field] ? `；有错误：${row.faults[column.field]}` : "";
    where.textContent = `${row.name} ${column.header}：${text} ${means}${fault}`;
  }

  function jump(position) {
    const row = keeper.at(position);
    if (!row) return false;
    if (!cursor.rows.some((shown) => shown.getData().id === row.key)) table.clearHeaderFilter();
    const shown = table.getRow(row.key);
    const amount = by.has("amount") ? "amount" : config.fields[0];
    table.scrollToRow(row.key, "center", true).catch(() => {}).then(() => cursor.go(shown.getCell(amount)));
    place.scrollIntoView({ block: "nearest" });
    return true;
  }

  // --- Keyboard -----------------------------------------------------------------------------

  function onKey(event) {
    if (cursor.editing || event.target.closest(".tabulator-header")) return;
    const { key } = event, command = event.ctrlKey || event.metaKey;
    const stop = () => { event.preventDefault(); event.stopPropagation(); };
    if (command && key.toLowerCase() === "z" && !event.shiftKey) { stop(); turnBack(past, future, "before"); }
    else if (command && (key.toLowerCase() === "y" || (key.toLowerCase() === "z" && event.shiftKey))) { stop(); turnBack(future, past, "after"); }
    else if (command && key === "a") { stop(); cursor.all(); }
    else if (key === "Tab") { if (escaped) return; stop(); const cell = cursor.cell; if (cell) cursor.step(cell, 0, event.shiftKey ? -1 : 1); }
    else if (key === "Escape") { escaped = true; say("再按 Tab 离开表格"); return; }
    else if (key === "F2" || key === "Enter") { stop(); begin(""); }
    else if (key === "Delete" || key === "Backspace") { stop(); clear(); }
    else if (key === "Home" || key === "End") { stop(); cursor.edge(key === "End", command); }
    else if (key === "PageDown" || key === "PageUp") { stop(); const cell = cursor.cell; if (cell) cursor.step(cell, key === "PageDown" ? 15 : -15, 0); }
    else if ((key.length === 1 || key === "Process") && !command && !event.altKey) {
      if (key !== "Process") stop();
      begin(key === "Process" ? "" : key);
    } else return;
    escaped = false;
  }

  function begin(text) {
    const cell = cursor.cell;
    if (!cell || !by.has(cell.getField())) return;
    if (!open(rowOf(cell))) return say(rowOf(cell)?.via ? `这一行来自${rowOf(cell).via}，不能改` : "现在只能查看");
    cells.begin(cell, text);
  }

  function clear() {
    if (config.closed) return;
    const { rows, columns: over } = cursor.chosen;
    const blank = Object.fromEntries(over.filter((column) => by.has(column.getField())).map((column) => [column.getField(), ""]));
    put(rows.filter(open).map((row) => [row, blank]));
  }

  // --- Clipboard ----------------------------------------------------------------------------

  function copied(rows, over, heads) {
    const lines = rows.filter((row) => !(row.seen === null && row.blank)).map((row) => over.map((column) => {
      const field = column.getField();
      if (!by.has(field)) return Values.quote(by.get(field.slice(3)).means.get(row.texts[field.slice(3)]) ?? "");
      const text = by.get(field).show(row.texts[field], wan);
      return by.get(field).numeric ? text.replaceAll(",", "") : Values.quote(text);
    }).join("\t"));
    const head = over.map((column) => headOf(column)).join("\t");
    return (heads ? [head, ...lines] : lines).join("\n");
  }

  const headOf = (column) => column.getDefinition().title.replace(/ \*$/, "");

  function onCopy(event) {
    if (cursor.editing || event.target.closest("input")) return;
    event.preventDefault();
    const { rows, columns: over } = cursor.chosen;
    event.clipboardData.setData("text/plain", copied(rows, over, false));
    if (event.type === "cut") clear();
    say(`复制了 ${rows.length} 行 ${over.length} 列`);
  }

  /** With headers: what is selected, or all that is shown where it is one cell. */
  async function copyWithHeads() {
    let { rows, columns: over } = cursor.chosen;
    if (rows.length * over.length <= 1) {
      rows = cursor.shown;
      over = cursor.columns;
    }
    const text = copied(rows, over, true);
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else {
      document.addEventListener("copy", (event) => { event.preventDefault(); event.stopImmediatePropagation(); event.clipboardData.setData("text/plain", text); }, { once: true, capture: true });
      document.execCommand("copy");
    }
    say(`复制了 ${rows.length} 行，含表头`);
  }

  function onPaste(event) {
    if (cursor.editing || event.target.closest("input") || config.closed) return;
    event.preventDefault();
    paste(Values.block(event.clipboardData.getData("text/plain")));
  }

  function paste(lines) {
    const over = cursor.columns, here = cursor.cell;
    if (!here || !lines.length) return;
    const { rows: marked, columns: wide } = cursor.chosen;
    const heads = lines[0].map((text) => text.trim().replace(/（.*）$/, "").replace(/ ?\*$/, ""));
    if (heads.length > 1 && heads.every((text) => columns.some((column) => column.header === text))) lines = lines.slice(1);
    if (lines.length === 1 && lines[0].length === 1 && marked.length * wide.length > 1) {
      lines = marked.map(() => wide.map(() => lines[0][0]));
    }
    const shown = cursor.shown;
    const from = shown.indexOf(rowOf(here)), left = over.findIndex((column) => column.getField() === here.getField());
    const targets = shown.slice(from, from + lines.length);
    const fresh = [];
    while (targets.length < lines.length) { const row = keeper.add(); fresh.push(row); targets.push(row); }
    const changes = lines.map((line, n) => [targets[n], textsOf(line, over.slice(left))]).filter(([row]) => open(row));
    const shut = lines.length - changes.length;
    (fresh.length ? table.addData(fresh.map(data), false) : Promise.resolve()).then(() => {
      put(changes);
      say(`粘贴了 ${changes.length} 行${fresh.length ? `，其中新增 ${fresh.length} 行` : ""}${shut ? `；${shut} 行不能改，已略过` : ""}`);
    });
  }

  function textsOf(line, over) {
    const texts = {};
    line.slice(0, over.length).forEach((text, n) => {
      const field = over[n].getField();
      if (by.has(field)) texts[field] = by.get(field).read(text, wan);
    });
    return texts;
  }

  // --- What stands above and below the grid -------------------------------------------------

  const stateSign = make("b", { id: "state", className: "state" });
  stateSign.setAttribute("role", "status");
  const signIn = make("a", { hidden: true, target: "_blank", rel: "noopener", textContent: "在新窗口登录", className: "file" });
  const again = make("button", { type: "button", hidden: true, textContent: "现在重试" });
  const others = make("span", { className: "soft", id: "others" });
  const where = make("p", { className: "where", id: "where" });
  where.setAttribute("aria-live", "polite");
  const sums = new Sums(keeper, by, () => wan);
  const troubles = new Troubles(keeper, by, () => wan, (row, field) => {
    const shown = table.getRow(row.key);
    if (shown) table.scrollToRow(row.key, "center", false).catch(() => {}).then(() => cursor.go(shown.getCell(field || config.fields[0])));
  });
  let deed;

  function build() {
    const money = make("select", { id: "money" }, make("option", { textContent: "元" }), make("option", { textContent: "万元" }));
    money.value = wan ? "万元" : "元";
    money.addEventListener("change", () => { wan = money.value === "万元"; keep(MONEY, money.value); shownAnew(); });
    again.addEventListener("click", () => { keeper.state = "waiting"; keeper.save(); });
    const status = make("div", { className: "status" }, stateSign, signIn, again, others);
    const bar = make("div", { className: "bar" });
    if (!config.closed) {
      bar.append(
        button("撤销", () => turnBack(past, future, "before"), "Ctrl+Z"), button("重做", () => turnBack(future, past, "after"), "Ctrl+Y"),
        button("新增一行", addOne), button("删除所选行", () => remove(cursor.chosen.rows)),
      );
    }
    bar.append(button("复制（含表头）", copyWithHeads), button("清除筛选", () => table.clearHeaderFilter()));
    if (typed.some((column) => column.holds === "amount")) bar.append(make("label", { className: "money" }, "金额单位 ", money));
    tools.append(status, bar, where);
    place.after(sums.element, troubles.element, make("p", { className: "hint keys", textContent: "方向键移动，直接输入或按 F2 修改，Enter 向下，Tab 向右；可从 Excel 复制粘贴整块；Ctrl+Z 撤销，Delete 清空；按 Esc 再按 Tab 离开表格。" }));
  }

  function addOne() {
    ensureBlank();
    const blank = [...keeper.rows.values()].find((row) => row.seen === null && row.blank && !row.removed);
    table.scrollToRow(blank.key, "bottom", true).catch(() => {}).then(() => cursor.go(table.getRow(blank.key).getCell(config.fields[0])));
  }

  function shownAnew() {
    for (const column of typed.filter(({ holds }) => holds === "amount")) table.updateColumnDefinition(column.field, { title: cells.title(column) });
    table.redraw(true);
    totals();
  }

  let adding;
  function totals() {
    cancelAnimationFrame(adding);
    adding = requestAnimationFrame(() => sums.show(new Set(cursor.rows.map((row) => row.getData().id))));
  }

  function tellDeed() {
    if (!deed) return;
    const minutes = Math.floor((Date.now() - Date.parse(deed.at)) / 60000);
    const ago = minutes < 1 ? "刚刚" : minutes < 60 ? `${minutes} 分钟前` : minutes < 1440 ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / 1440)} 天前`;
    others.textContent = `${deed.who} ${ago}${deed.what}`;
  }

  // --- Arrival and leaving ------------------------------------------------------------------

  function offer(kept) {
    const lost = make("div", { className: "notice", id: "kept" }, make("p", { textContent: `上次离开时有 ${kept.rows.length} 行没有保存。` }));
    lost.setAttribute("role", "alert");
    lost.append(make("p", { className: "deeds" },
      button("恢复", () => { lost.remove(); keeper.restore(kept); ensureBlank(); }),
      button("丢弃", () => { lost.remove(); keeper.forget(); })));
    tools.before(lost);
  }

  function grid() {
    return new Tabulator(place, {
      data: [...keeper.rows.values()].map(data), index: "id", columns: cells.definitions,
      rowHeader: { title: "行", field: "position", width: 64, frozen: true, headerSort: false, resizable: false, cssClass: "number",
        formatter(cell) { const row = rowOf(cell); return Cells.escaped(row?.via ? `${row.position} ${row.via.slice(2)}` : cell.getValue() ? String(cell.getValue()) : "新"); } },
      height: Math.max(260, Math.min(innerHeight - 330, (matchMedia("(pointer: coarse)").matches ? 45 : 34) * (keeper.rows.size + 3) + 110)),
      selectableRange: 1, selectableRangeRows: true, selectableRangeColumns: false,
      editTriggerEvent: "dblclick", layout: "fitData", headerFilterLiveFilterDelay: 150, columnDefaults: { resizable: "header", headerSort: true, headerWordWrap: true }, selectableRangeAutoFocus: false,
      headerSortClickElement: "icon", nestedFieldSeparator: false, autoResize: true, renderVerticalBuffer: 300,
      keybindings: { navPrev: false, navNext: false, scrollPageUp: false, scrollPageDown: false, scrollToStart: false, scrollToEnd: false },
      placeholder: "没有符合筛选条件的行", rowFormatter: formatRow,
    });
  }

  function formatRow(shown) {
    const row = keeper.rows.get(shown.getData().id), element = shown.getElement();
    if (!row) return;
    element.id = row.position ? `row-${row.position}` : "";
    element.classList.toggle("via", Boolean(row.via));
    element.classList.toggle("unsaved", row.dirty);
    element.classList.toggle("new", row.seen === null);
    element.classList.toggle("gone", "" in row.clashes);
  }

  function listen() {
    place.addEventListener("keydown", onKey, true);
    place.addEventListener("copy", onCopy);
    place.addEventListener("cut", onCopy);
    place.addEventListener("paste", onPaste);
    table.on("cellEdited", (cell) => put([[rowOf(cell), { [cell.getField()]: cell.getValue() }]]));
    table.on("dataFiltered", totals);
    table.on("rangeChanged", tellCell);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-row]");
      if (link && jump(Number(link.dataset.row))) event.preventDefault();
    });
    addEventListener("hashchange", fromAddress);
    addEventListener("online", () => keeper.save());
    addEventListener("focus", () => { if (keeper.state === "signed-out") { keeper.state = "waiting"; keeper.save(); } });
    addEventListener("beforeunload", (event) => { if (keeper.dirty.length && !leaving) event.preventDefault(); });
    setInterval(() => { if (!document.hidden) { keeper.refresh(); tellDeed(); } }, 10000);
  }

  function fromAddress() {
    const found = /^#row-(\d+)$/.exec(location.hash);
    if (found) jump(Number(found[1]));
  }

  async function start() {
    document.querySelector("#ledgers [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
    const answer = await fetch(config.addresses.rows, { headers: { Accept: "application/json" } });
    if (!answer.ok) return; // the form stays
    const told = await answer.json();
    keeper.load(told);
    form.hidden = true;
    tools.hidden = place.hidden = false;
    build();
    table = grid();
    cursor = new Cursor(table, keeper, tellCell);
    table.on("tableBuilt", () => {
      place.setAttribute("aria-label", config.title);
      // What has the focus has to be a part that a grid may have.
      place.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
      place.querySelector(".tabulator-table").setAttribute("role", "none");
      listen();
      ensureBlank();
      totals();
      keeper.turn("saved");
      if (config.closed) stateSign.textContent = "只读";
      keeper.tell.others(told.deeds);
      const kept = keeper.remembered();
      if (kept?.rows?.length && !config.closed) offer(kept);
      fromAddress();
      findings.ask();
      place.dataset.ready = "true";
    });
  }

  start();
})();
