// The grid over a ledger's form. Without this script the form itself is shown and does the same,
// a page at a time.
"use strict";

(() => {
  const config = JSON.parse(document.getElementById("ledger-config").textContent);
  const columns = config.columns.map((stated) => new Values.Column(stated));
  const typed = columns.filter((column) => column.field);
  config.fields = typed.map((column) => column.field);
  Row.fixed = config.fixed;
  const by = new Map(typed.map((column) => [column.field, column]));
  const form = document.getElementById("ledger-form"), tools = document.getElementById("tools");
  const place = document.getElementById("grid");
  const past = [], future = [];
  const MONEY = "ledger-money";
  let wan = recall(MONEY) === "万元";
  let table, first = "", leaving = false, escaped = false;

  function recall(name) { try { return localStorage.getItem(name); } catch { return null; } }
  function keep(name, text) { try { localStorage.setItem(name, text); } catch { /* not remembered */ } }

  /** An element with its properties, and what stands in it. */
  function make(tag, properties = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  }

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
    troubled: () => showTroubles(),
    saved(version) {
      document.getElementById("version").textContent = version;
      findings();
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

  // --- Columns ------------------------------------------------------------------------------

  const name = (row) => (row.position ? `第 ${row.position} 行` : "新行");
  const rowOf = (cell) => keeper.rows.get(cell.getRow().getData().id);

  function mark(cell) {
    const row = rowOf(cell), field = cell.getField(), element = cell.getElement();
    if (!row) return;
    element.tabIndex = -1; // the grid is one stop of the Tab key
    const fault = row.faults[field], clash = row.clashes[field];
    element.classList.toggle("faulty", Boolean(fault));
    element.classList.toggle("clashing", Boolean(clash));
    element.title = fault ?? (clash ? `别人改为“${by.get(field).show(clash.theirs, wan)}”` : "");
    if (fault) element.setAttribute("aria-invalid", "true"); else element.removeAttribute("aria-invalid");
  }

  function typedColumn(column) {
    return {
      title: unitTitle(column), field: column.field, width: widthOf(column),
      hozAlign: column.numeric ? "right" : "left", headerHozAlign: column.numeric ? "right" : "left",
      headerTooltip: column.hint || false, cssClass: column.numeric ? "figure" : "",
      formatter(cell) { mark(cell); return escaped_(column.show(cell.getValue(), wan)); },
      sorter: column.numeric ? bySize(column) : "string",
      editor: editor(column), editable: (cell) => open(rowOf(cell)),
      ...filter(column, (text) => `${text} ${column.show(text, wan)} ${column.means.get(text) ?? ""}`),
    };
  }

  /** As wide as what usually stands in it, and as half its header. */
  function widthOf(column) {
    if (column.holds === "amount") return 136;
    if (column.holds === "note") return 180;
    if (column.numeric) return 100;
    const longest = column.labelled ? Math.max(...column.list.map(([, label]) => label.length)) * 14.5 : column.width * 7;
    return Math.min(Math.max(longest + 20, 104), column.labelled ? 128 : 220);
  }

  /** The meaning of the code to its left; nothing to type. */
  function meaningColumn(column, at) {
    const coded = columns[at - 1];
    return {
      title: column.header, field: `of-${coded.field}`, width: 132, cssClass: "meaning", headerSort: false,
      formatter: (cell) => escaped_(coded.means.get(cell.getRow().getData()[coded.field]) ?? ""),
      headerFilter: false,
    };
  }

  const unitTitle = (column) => escaped_(column.header + (column.holds === "amount" ? `（${wan ? "万元" : "元"}）` : "") + (column.filled ? " *" : ""));
  function escaped_(text) { const box = document.createElement("i"); box.textContent = text; return box.innerHTML; }
  const open = (row) => !config.closed && row && !row.via;
  const bySize = (column) => (one, other) => {
    const size = (text) => Values.fen(text ?? "", false) ?? -(10n ** 20n);
    return size(one) < size(other) ? -1 : size(one) > size(other) ? 1 : 0;
  };

  function filter(column, words) {
    return {
      headerFilter: "input", headerFilterPlaceholder: "筛选",
      headerFilterParams: { elementAttributes: { "aria-label": `筛选${column.header}`, maxlength: "60" } },
      headerFilterFunc(asked, text, there) {
        const row = keeper.rows.get(there.id);
        return !row || (row.seen === null && row.blank) || words(text ?? "").includes(asked.trim());
      },
    };
  }

  // --- Editing a cell -----------------------------------------------------------------------

  /** What may be meant, below the cell that is being typed into: by code, name or part of a name. */
  class Offer {
    static MOST = 10;

    constructor(column, input, take) {
      Object.assign(this, { column, input, take, found: [], at: -1 });
      this.list = make("ul", { id: "offer", className: "offer", hidden: true });
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", column.header);
      tools.parentElement.append(this.list);
      const stated = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "offer", "aria-expanded": "false" };
      for (const [name, value] of Object.entries(stated)) input.setAttribute(name, value);
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const item = event.target.closest("li");
        if (item) this.take(this.found[[...this.list.children].indexOf(item)][0]);
      });
      input.addEventListener("input", () => this.search(input.value));
    }

    search(asked) {
      const text = Values.narrow(asked), { list } = this.column;
      const rank = ([code, name]) => {
        const called = Values.narrow(name);
        if (!text) return 0;
        if (code === text || called === text) return 0;
        if (!this.column.labelled && code.startsWith(text)) return 1;
        if (called.startsWith(text)) return 2;
        return called.includes(text) || (!this.column.labelled && Values.narrow(code).includes(text)) ? 3 : -1;
      };
      const ranked = list.map((item) => [rank(item), item]).filter(([place]) => place >= 0);
      this.found = ranked.sort(([one], [other]) => one - other).slice(0, Offer.MOST).map(([, item]) => item);
      this.show();
      const free = this.column.holds === "text"; // names that one may also make up
      this.mark(text && !free && this.found.length ? 0 : -1);
    }

    show() {
      this.list.replaceChildren(...this.found.map(([code, name], n) => {
        const item = make("li", { id: `offer-${n}` }, ...(this.column.labelled ? [name] : [make("b", { textContent: code }), ` ${name}`]));
        item.setAttribute("role", "option");
        return item;
      }));
      this.list.hidden = !this.found.length;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      const box = this.input.getBoundingClientRect();
      this.list.style.left = `${Math.min(box.left, innerWidth - this.list.offsetWidth - 8)}px`;
      const below = box.bottom + this.list.offsetHeight < innerHeight;
      this.list.style.top = `${below ? box.bottom : box.top - this.list.offsetHeight}px`;
    }

    mark(at) {
      this.at = at;
      [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      if (at >= 0) this.input.setAttribute("aria-activedescendant", `offer-${at}`);
      else this.input.removeAttribute("aria-activedescendant");
    }

    move(step) {
      if (this.list.hidden) return this.search("");
      this.mark((this.at + step + this.found.length) % this.found.length);
    }

    get picked() { return this.found[this.at]?.[0]; }

    close() { this.list.remove(); }
  }

  function editor(column) {
    return (cell, rendered, success, cancel) => {
      const input = document.createElement("input"), there = column.show(cell.getValue(), wan);
      const began = first;
      first = "";
      input.value = began || there;
      input.autocomplete = "off";
      input.setAttribute("aria-label", `${column.header}，${name(rowOf(cell))}`);
      if (column.numeric) input.inputMode = "decimal";
      let over = false;
      const end = (text, move) => {
        if (over) return;
        over = true;
        offer?.close();
        if (text === undefined || text === (cell.getValue() ?? "")) cancel(); else success(text);
        if (move) step(cell, ...move);
      };
      const offer = column.list.length ? new Offer(column, input, (text) => end(text, [1, 0])) : null;
      const typedText = () => (input.value === there ? cell.getValue() ?? "" : offer?.picked ?? column.read(input.value, wan));
      const chosen = () => (offer && offer.picked !== undefined ? offer.picked : typedText());
      input.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        const { key } = event;
        if (key === "Enter") { event.preventDefault(); end(chosen(), [event.shiftKey ? -1 : 1, 0]); }
        else if (key === "Tab") { event.preventDefault(); end(chosen(), [0, event.shiftKey ? -1 : 1]); }
        else if (key === "Escape") { event.preventDefault(); end(undefined); }
        else if (offer && (key === "ArrowDown" || key === "ArrowUp")) { event.preventDefault(); offer.move(key === "ArrowDown" ? 1 : -1); }
      });
      input.addEventListener("blur", () => end(typedText()));
      rendered(() => {
        input.focus({ preventScroll: true });
        if (!began) input.select();
        offer?.search(began);
      });
      return input;
    };
  }

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
    showTroubles();
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
    showTroubles();
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

  const range = () => table.getRanges()[0];
  const editing = () => Boolean(place.querySelector(".tabulator-editing"));
  const fields = () => table.getColumns().filter((column) => column.isVisible() && column.getField() && column.getField() !== "position");

  function active() {
    const here = range();
    return here?.getCells()[0]?.[0] ?? null;
  }

  function go(cell) {
    if (!cell) return;
    range().setBounds(cell, cell);
    cell.getRow().scrollTo(undefined, false).catch(() => {});
    cell.getColumn().scrollTo(undefined, false).catch(() => {});
    place.querySelector(".tabulator-tableholder").focus({ preventScroll: true });
    tellCell();
  }

  function step(cell, down, right) {
    const rows = table.getRows("active"), shown = fields();
    let row = rows.findIndex((other) => other.getData().id === cell.getRow().getData().id) + down;
    let at = shown.findIndex((column) => column.getField() === cell.getField()) + right;
    if (at >= shown.length) { at = 0; row += 1; }
    if (at < 0) { at = shown.length - 1; row -= 1; }
    row = Math.min(Math.max(row, 0), rows.length - 1);
    go(rows[row].getCell(shown[at].getField()));
  }

  function tellCell() {
    const cell = active();
    if (!cell || !by.has(cell.getField())) return;
    const row = rowOf(cell), column = by.get(cell.getField());
    if (!row) return;
    const text = column.show(row.texts[column.field], wan) || "空";
    const means = column.labelled ? "" : column.means.get(row.texts[column.field]) ?? "";
    const fault = row.faults[column.field] ? `；有错误：${row.faults[column.field]}` : "";
    where.textContent = `${name(row)} ${column.header}：${text} ${means}${fault}`;
  }

  function jump(position) {
    const row = keeper.at(position);
    if (!row) return false;
    if (!table.getRows("active").some((shown) => shown.getData().id === row.key)) table.clearHeaderFilter();
    const shown = table.getRow(row.key);
    const amount = by.has("amount") ? "amount" : config.fields[0];
    table.scrollToRow(row.key, "center", true).catch(() => {}).then(() => go(shown.getCell(amount)));
    place.scrollIntoView({ block: "nearest" });
    return true;
  }

  // --- Keyboard -----------------------------------------------------------------------------

  function onKey(event) {
    if (editing() || event.target.closest(".tabulator-header")) return;
    const { key } = event, command = event.ctrlKey || event.metaKey;
    const stop = () => { event.preventDefault(); event.stopPropagation(); };
    if (command && key.toLowerCase() === "z" && !event.shiftKey) { stop(); turnBack(past, future, "before"); }
    else if (command && (key.toLowerCase() === "y" || (key.toLowerCase() === "z" && event.shiftKey))) { stop(); turnBack(future, past, "after"); }
    else if (command && key === "a") { stop(); selectAll(); }
    else if (key === "Tab") { if (escaped) return; stop(); const cell = active(); if (cell) step(cell, 0, event.shiftKey ? -1 : 1); }
    else if (key === "Escape") { escaped = true; say("再按 Tab 离开表格"); return; }
    else if (key === "F2" || key === "Enter") { stop(); begin(""); }
    else if (key === "Delete" || key === "Backspace") { stop(); clear(); }
    else if (key === "Home" || key === "End") { stop(); edge(key === "End", command); }
    else if (key === "PageDown" || key === "PageUp") { stop(); const cell = active(); if (cell) step(cell, key === "PageDown" ? 15 : -15, 0); }
    else if ((key.length === 1 || key === "Process") && !command && !event.altKey) {
      if (key !== "Process") stop();
      begin(key === "Process" ? "" : key);
    } else return;
    escaped = false;
  }

  function begin(text) {
    const cell = active();
    if (!cell || !by.has(cell.getField())) return;
    if (!open(rowOf(cell))) return say(rowOf(cell)?.via ? `这一行来自${rowOf(cell).via}，不能改` : "现在只能查看");
    first = text;
    cell.edit();
    first = "";
  }

  function edge(end, whole) {
    const cell = active(), rows = table.getRows("active"), shown = fields();
    if (!cell) return;
    const row = whole ? rows[end ? rows.length - 1 : 0] : cell.getRow();
    go(row.getCell(shown[end ? shown.length - 1 : 0].getField()));
  }

  function selectAll() {
    const rows = table.getRows("active"), shown = fields();
    range().setBounds(rows[0].getCell(shown[0].getField()), rows.at(-1).getCell(shown.at(-1).getField()));
  }

  const chosen = () => ({
    rows: range().getRows().map((row) => keeper.rows.get(row.getData().id)).filter(Boolean),
    columns: range().getColumns().filter((column) => column.getField() !== "position"),
  });

  function clear() {
    if (config.closed) return;
    const { rows, columns: over } = chosen();
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
    if (editing() || event.target.closest("input")) return;
    event.preventDefault();
    const { rows, columns: over } = chosen();
    event.clipboardData.setData("text/plain", copied(rows, over, false));
    if (event.type === "cut") clear();
    say(`复制了 ${rows.length} 行 ${over.length} 列`);
  }

  /** With headers: what is selected, or all that is shown where it is one cell. */
  async function copyWithHeads() {
    let { rows, columns: over } = chosen();
    if (rows.length * over.length <= 1) {
      rows = table.getRows("active").map((row) => keeper.rows.get(row.getData().id)).filter(Boolean);
      over = fields();
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
    if (editing() || event.target.closest("input") || config.closed) return;
    event.preventDefault();
    paste(Values.block(event.clipboardData.getData("text/plain")));
  }

  function paste(lines) {
    const over = fields(), here = active();
    if (!here || !lines.length) return;
    const { rows: marked, columns: wide } = chosen();
    const heads = lines[0].map((text) => text.trim().replace(/（.*）$/, "").replace(/ ?\*$/, ""));
    if (heads.length > 1 && heads.every((text) => columns.some((column) => column.header === text))) lines = lines.slice(1);
    if (lines.length === 1 && lines[0].length === 1 && marked.length * wide.length > 1) {
      lines = marked.map(() => wide.map(() => lines[0][0]));
    }
    const shown = table.getRows("active").map((row) => keeper.rows.get(row.getData().id)).filter(Boolean);
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
  const sums = make("p", { className: "totals", id: "totals" });
  const troubles = make("div", { id: "troubles", hidden: true });
  troubles.setAttribute("role", "group");
  troubles.setAttribute("aria-label", "需要处理的行");
  let deed;

  function button(text, act, keys = "") {
    const found = make("button", { type: "button", textContent: text });
    if (keys) found.title = keys;
    found.addEventListener("click", act);
    return found;
  }

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
        button("新增一行", addOne), button("删除所选行", () => remove(chosen().rows)),
      );
    }
    bar.append(button("复制（含表头）", copyWithHeads), button("清除筛选", () => table.clearHeaderFilter()));
    if (typed.some((column) => column.holds === "amount")) bar.append(make("label", { className: "money" }, "金额单位 ", money));
    tools.append(status, bar, where);
    place.after(sums, troubles, make("p", { className: "hint keys", textContent: "方向键移动，直接输入或按 F2 修改，Enter 向下，Tab 向右；可从 Excel 复制粘贴整块；Ctrl+Z 撤销，Delete 清空；按 Esc 再按 Tab 离开表格。" }));
  }

  function addOne() {
    ensureBlank();
    const blank = [...keeper.rows.values()].find((row) => row.seen === null && row.blank && !row.removed);
    table.scrollToRow(blank.key, "bottom", true).catch(() => {}).then(() => go(table.getRow(blank.key).getCell(config.fields[0])));
  }

  function shownAnew() {
    for (const column of typed.filter(({ holds }) => holds === "amount")) table.updateColumnDefinition(column.field, { title: unitTitle(column) });
    table.redraw(true);
    totals();
  }

  let adding;
  function totals() {
    cancelAnimationFrame(adding);
    adding = requestAnimationFrame(() => {
      const all = [...keeper.rows.values()].filter((row) => !row.removed && !(row.seen === null && row.blank));
      const shown = new Set(table.getRows("active").map((row) => row.getData().id));
      const some = all.filter((row) => shown.has(row.key));
      sums.replaceChildren(...(some.length < all.length ? [sum("筛选出", some), " · "] : []), sum("共", all));
    });
  }

  function sum(what, rows) {
    const parts = [`${what} ${rows.length} 行`];
    if (by.has("amount")) {
      const groups = Map.groupBy ? Map.groupBy(rows, (row) => row.texts.measure ?? "") : grouped(rows);
      for (const [measure, own] of groups) {
        const total = own.reduce((to, row) => to + (Values.fen(row.texts.amount ?? "", false) || 0n), 0n);
        parts.push(`${by.get("measure")?.means.get(measure) ?? ""}合计 ${Values.shown(total, wan)} ${wan ? "万元" : "元"}`);
      }
    }
    return make("span", { textContent: parts.join("，") });
  }

  function grouped(rows) {
    const found = new Map();
    for (const row of rows) found.set(row.texts.measure ?? "", [...(found.get(row.texts.measure ?? "") ?? []), row]);
    return found;
  }

  function showTroubles() {
    const clashing = [...keeper.rows.values()].filter((row) => Object.keys(row.clashes).length);
    const faulty = [...keeper.rows.values()].filter((row) => Object.keys(row.faults).length && !row.removed);
    const items = [...clashing.flatMap(clashItems), ...faulty.slice(0, 30).flatMap(faultItems)];
    troubles.hidden = !items.length;
    troubles.replaceChildren();
    if (!items.length) return;
    if (clashing.length > 1) {
      troubles.append(make("p", { className: "deeds" }, `${clashing.length} 行与别人的改动冲突：`,
        button("全用我的", () => settleAll(clashing, true)), button("全用对方的", () => settleAll(clashing, false))));
    }
    troubles.append(make("ul", {}, ...items));
    if (faulty.length > 30) troubles.append(make("p", { textContent: `另有 ${faulty.length - 30} 行` }));
  }

  const settleAll = (rows, mine) => rows.forEach((row) => Object.keys(row.clashes).forEach((field) => keeper.settle(row, field, mine)));

  function clashItems(row) {
    return Object.entries(row.clashes).map(([field, clash]) => {
      const column = by.get(field), show = (text) => column?.show(text, wan) || "（空）";
      const said = field === "" ? `${name(row)}：刚被别人删除` : clash.mine === null
        ? `${name(row)} ${column?.header}：别人刚改为“${show(clash.theirs)}”，您要删除这一行`
        : `${name(row)} ${column?.header}：对方 ${show(clash.theirs)}；您的 ${show(row.texts[field])}`;
      const [mine, theirs] = field === "" ? ["恢复这一行", "同意删除"] : clash.mine === null ? ["仍然删除", "保留这一行"] : ["用我的", "用对方的"];
      return make("li", { className: "clash" }, `${said} `, button(mine, () => keeper.settle(row, field, true)), button(theirs, () => keeper.settle(row, field, false)));
    });
  }

  function faultItems(row) {
    return Object.entries(row.faults).map(([field, said]) => {
      const found = button(`${name(row)} ${by.get(field)?.header ?? ""}`, () => {
        const shown = table.getRow(row.key);
        if (shown) table.scrollToRow(row.key, "center", false).catch(() => {}).then(() => go(shown.getCell(field || config.fields[0])));
      });
      found.className = "plain";
      return make("li", { className: "fault" }, found, `：${said}`);
    });
  }

  function tellDeed() {
    if (!deed) return;
    const minutes = Math.floor((Date.now() - Date.parse(deed.at)) / 60000);
    const ago = minutes < 1 ? "刚刚" : minutes < 60 ? `${minutes} 分钟前` : minutes < 1440 ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / 1440)} 天前`;
    others.textContent = `${deed.who} ${ago}${deed.what}`;
  }

  // --- Findings -----------------------------------------------------------------------------

  let asking = false, askAgain = false;
  async function findings() {
    if (asking) { askAgain = true; return; }
    asking = true;
    try {
      const answer = await fetch(config.addresses.findings, { headers: { "HX-Request": "true" } });
      if (answer.ok) showFindings(await answer.text());
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble; // out of reach; the next save asks again
    } finally {
      asking = false;
      if (askAgain) { askAgain = false; findings(); }
    }
  }

  function showFindings(html) {
    const told = new DOMParser().parseFromString(html, "text/html");
    const part = (what) => told.querySelector(`[data-for=${what}]`);
    const counts = part("counts");
    if (counts?.children.length) document.getElementById("counts").replaceChildren(...counts.children);
    const tabs = part("tabs")?.querySelector("ul");
    if (tabs) document.querySelector("#ledgers ul").replaceWith(tabs);
    const list = document.getElementById("findings-list"), opened = list.scrollTop;
    const kept = list.contains(document.activeElement) ? document.activeElement.textContent : null;
    list.replaceChildren(...(part("list")?.childNodes ?? []));
    list.dataset.version = part("list")?.dataset.version ?? "";
    list.scrollTop = opened;
    if (kept !== null) [...list.querySelectorAll("a, summary")].find((link) => link.textContent === kept)?.focus();
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
    const definitions = columns.map((column, at) => (column.field ? typedColumn(column) : meaningColumn(column, at)));
    return new Tabulator(place, {
      data: [...keeper.rows.values()].map(data), index: "id", columns: definitions,
      rowHeader: { title: "行", field: "position", width: 64, frozen: true, headerSort: false, resizable: false, cssClass: "number",
        formatter(cell) { const row = rowOf(cell); return escaped_(row?.via ? `${row.position} ${row.via.slice(2)}` : cell.getValue() ? String(cell.getValue()) : "新"); } },
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
      findings();
      place.dataset.ready = "true";
    });
  }

  start();
})();
