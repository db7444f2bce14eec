// The columns of the grid: how their cells look, sort, filter, and are typed into.
"use strict";

class Cells {
  /** `page` tells `inWan()` and `open(row)`, can `step(cell, down, right)`, and shows offers `beside` itself. */
  constructor(columns, keeper, page) {
    Object.assign(this, { columns, keeper, page, begun: "" });
    this.by = new Map(columns.map((column) => [column.field, column]));
  }

  static escaped(text) { const box = document.createElement("i"); box.textContent = text; return box.innerHTML; }

  row(cell) { return this.keeper.rows.get(cell.getRow().getData().id); }

  /** What the grid has to know of each column. */
  get definitions() {
    return this.columns.map((column, at) => (column.field ? this.typed(column) : this.meaning(column, this.columns[at - 1])));
  }

  /** Type into a cell, beginning with `text`. */
  begin(cell, text) {
    this.begun = text;
    cell.edit();
    this.begun = "";
  }

  /** Show in the cell what is wrong with it. */
  mark(cell) {
    const row = this.row(cell), field = cell.getField(), element = cell.getElement();
    if (!row) return;
    element.tabIndex = -1; // the grid is one stop of the Tab key
    const fault = row.faults[field], clash = row.clashes[field];
    element.classList.toggle("faulty", Boolean(fault));
    element.classList.toggle("clashing", Boolean(clash));
    element.title = fault ?? (clash ? `别人改为“${this.by.get(field).show(clash.theirs, this.page.inWan())}”` : "");
    if (fault) element.setAttribute("aria-invalid", "true"); else element.removeAttribute("aria-invalid");
  }

  typed(column) {
    const show = (text) => column.show(text, this.page.inWan());
    return {
      title: this.title(column), field: column.field, width: Cells.width(column),
      hozAlign: column.numeric ? "right" : "left", headerHozAlign: column.numeric ? "right" : "left",
      headerTooltip: column.hint || false, cssClass: column.numeric ? "figure" : "",
      formatter: (cell) => { this.mark(cell); return Cells.escaped(show(cell.getValue())); },
      sorter: column.numeric ? Cells.bySize : "string",
      editor: this.editor(column), editable: (cell) => this.page.open(this.row(cell)),
      ...this.filter(column, (text) => `${text} ${show(text)} ${column.means.get(text) ?? ""}`),
    };
  }

  /** As wide as what usually stands in it, and as half its header. */
  static width(column) {
    if (column.holds === "amount") return 136;
    if (column.holds === "note") return 180;
    if (column.numeric) return 100;
    const longest = column.labelled ? Math.max(...column.list.map(([, label]) => label.length)) * 14.5 : column.width * 7;
    return Math.min(Math.max(longest + 20, 104), column.labelled ? 128 : 220);
  }

  /** The meaning of the code to its left; nothing to type. */
  meaning(column, coded) {
    return {
      title: column.header, field: `of-${coded.field}`, width: 132, cssClass: "meaning", headerSort: false,
      formatter: (cell) => Cells.escaped(coded.means.get(cell.getRow().getData()[coded.field]) ?? ""),
      headerFilter: false,
    };
  }

  static bySize(one, other) {
    const size = (text) => Values.fen(text ?? "", false) ?? -(10n ** 20n);
    return size(one) < size(other) ? -1 : size(one) > size(other) ? 1 : 0;
  }

  /** With the unit of amounts, and a star where something has to be filled in. */
  title(column) {
    const unit = column.holds === "amount" ? `（${this.page.inWan() ? "万元" : "元"}）` : "";
    return Cells.escaped(column.header + unit + (column.filled ? " *" : ""));
  }

  filter(column, words) {
    const { keeper } = this;
    return {
      headerFilter: "input", headerFilterPlaceholder: "筛选",
      headerFilterParams: { elementAttributes: { "aria-label": `筛选${column.header}`, maxlength: "60" } },
      headerFilterFunc(asked, text, there) {
        const row = keeper.rows.get(there.id);
        return !row || (row.seen === null && row.blank) || words(text ?? "").includes(asked.trim());
      },
    };
  }

  /** A field over the cell; it ends with what was typed, and goes on to the next cell. */
  editor(column) {
    const { inWan, step, beside } = this.page;
    return (cell, rendered, success, cancel) => {
      const input = document.createElement("input"), there = column.show(cell.getValue(), inWan());
      const began = this.begun;
      this.begun = "";
      input.value = began || there;
      input.autocomplete = "off";
      input.setAttribute("aria-label", `${column.header}，${this.row(cell).name}`);
      if (column.numeric) input.inputMode = "decimal";
      let over = false;
      const end = (text, move) => {
        if (over) return;
        over = true;
        offer?.close();
        if (text === undefined || text === (cell.getValue() ?? "")) cancel(); else success(text);
        if (move) step(cell, ...move);
      };
      const offer = column.list.length ? new Offer(column, input, (text) => end(text, [1, 0]), beside) : null;
      const typedText = () => (input.value === there ? cell.getValue() ?? "" : offer?.picked ?? column.read(input.value, inWan()));
      const meant = () => (offer && offer.picked !== undefined ? offer.picked : typedText());
      input.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        const { key } = event;
        if (key === "Enter") { event.preventDefault(); end(meant(), [event.shiftKey ? -1 : 1, 0]); }
        else if (key === "Tab") { event.preventDefault(); end(meant(), [0, event.shiftKey ? -1 : 1]); }
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
}
