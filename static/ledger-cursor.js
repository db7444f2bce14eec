// Where one is in the grid, what is selected, and the way from cell to cell.
"use strict";

class Cursor {
  /** `moved` is called when another cell is current. */
  constructor(table, keeper, moved) {
    Object.assign(this, { table, keeper, moved });
  }

  get range() { return this.table.getRanges()[0]; }

  get cell() { return this.range?.getCells()[0]?.[0] ?? null; }

  get editing() { return Boolean(this.table.element.querySelector(".tabulator-editing")); }

  /** The columns and rows that are shown, and the keeper's own of these rows. */
  get columns() { return this.table.getColumns().filter((column) => column.isVisible() && column.getField() && column.getField() !== "position"); }

  get rows() { return this.table.getRows("active"); }

  get shown() { return this.kept(this.rows); }

  /** What is selected. */
  get chosen() {
    return {
      rows: this.kept(this.range.getRows()),
      columns: this.range.getColumns().filter((column) => column.getField() !== "position"),
    };
  }

  kept(rows) { return rows.map((row) => this.keeper.rows.get(row.getData().id)).filter(Boolean); }

  go(cell) {
    if (!cell) return;
    this.range.setBounds(cell, cell);
    cell.getRow().scrollTo(undefined, false).catch(() => {});
    cell.getColumn().scrollTo(undefined, false).catch(() => {});
    this.table.element.querySelector(".tabulator-tableholder").focus({ preventScroll: true });
    this.moved();
  }

  /** So many rows down and columns right; beyond the last column is the next row. */
  step(cell, down, right) {
    const { rows, columns } = this;
    let row = rows.findIndex((other) => other.getData().id === cell.getRow().getData().id) + down;
    let at = columns.findIndex((column) => column.getField() === cell.getField()) + right;
    if (at >= columns.length) { at = 0; row += 1; }
    if (at < 0) { at = columns.length - 1; row -= 1; }
    row = Math.min(Math.max(row, 0), rows.length - 1);
    this.go(rows[row].getCell(columns[at].getField()));
  }

  /** The first or last cell of the row, or of the `whole` grid. */
  edge(end, whole) {
    const { cell, rows, columns } = this;
    if (!cell) return;
    const row = whole ? rows[end ? rows.length - 1 : 0] : cell.getRow();
    this.go(row.getCell(columns[end ? columns.length - 1 : 0].getField()));
  }

  /** Select everything that is shown. */
  all() {
    const { rows, columns } = this;
    this.range.setBounds(rows[0].getCell(columns[0].getField()), rows.at(-1).getCell(columns.at(-1).getField()));
  }
}
