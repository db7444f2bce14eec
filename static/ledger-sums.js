// How many rows there are below the grid, and what they come to.
"use strict";

class Sums {
  /** `columns` by field, `inWan()` whether amounts are shown in 万元. */
  constructor(keeper, columns, inWan) {
    Object.assign(this, { keeper, columns, inWan });
    this.element = Parts.make("p", { className: "totals", id: "totals" });
  }

  /** Count and add up all rows, and those in `shown` (keys) where a filter hides some. */
  show(shown) {
    const all = [...this.keeper.rows.values()].filter((row) => !row.removed && !(row.seen === null && row.blank));
    const some = all.filter((row) => shown.has(row.key));
    this.element.replaceChildren(...(some.length < all.length ? [this.sum("筛选出", some), " · "] : []), this.sum("共", all));
  }

  sum(what, rows) {
    const by = this.columns, wan = this.inWan();
    const parts = [`${what} ${rows.length} 行`];
    if (by.has("amount")) {
      const groups = Map.groupBy ? Map.groupBy(rows, (row) => row.texts.measure ?? "") : Sums.grouped(rows);
      for (const [measure, own] of groups) {
        const total = own.reduce((to, row) => to + (Values.fen(row.texts.amount ?? "", false) || 0n), 0n);
        parts.push(`${by.get("measure")?.means.get(measure) ?? ""}合计 ${Values.shown(total, wan)} ${wan ? "万元" : "元"}`);
      }
    }
    return Parts.make("span", { textContent: parts.join("，") });
  }

  static grouped(rows) {
    const found = new Map();
    for (const row of rows) found.set(row.texts.measure ?? "", [...(found.get(row.texts.measure ?? "") ?? []), row]);
    return found;
  }
}
