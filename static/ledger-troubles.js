// What has to be settled before everything is saved: clashes with others, and faults.
"use strict";

class Troubles {
  /** `columns` by field, `inWan()` whether amounts are shown in 万元, `lead` goes to a cell. */
  constructor(keeper, columns, inWan, lead) {
    Object.assign(this, { keeper, columns, inWan, lead });
    this.element = Parts.make("div", { id: "troubles", hidden: true });
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "需要处理的行");
  }

  show() {
    const { keeper, element } = this;
    const clashing = [...keeper.rows.values()].filter((row) => Object.keys(row.clashes).length);
    const faulty = [...keeper.rows.values()].filter((row) => Object.keys(row.faults).length && !row.removed);
    const items = [...clashing.flatMap((row) => this.clashItems(row)), ...faulty.slice(0, 30).flatMap((row) => this.faultItems(row))];
    element.hidden = !items.length;
    element.replaceChildren();
    if (!items.length) return;
    if (clashing.length > 1) {
      element.append(Parts.make("p", { className: "deeds" }, `${clashing.length} 行与别人的改动冲突：`,
        Parts.button("全用我的", () => this.settleAll(clashing, true)), Parts.button("全用对方的", () => this.settleAll(clashing, false))));
    }
    element.append(Parts.make("ul", {}, ...items));
    if (faulty.length > 30) element.append(Parts.make("p", { textContent: `另有 ${faulty.length - 30} 行` }));
  }

  settleAll(rows, mine) {
    for (const row of rows) for (const field of Object.keys(row.clashes)) this.keeper.settle(row, field, mine);
  }

  clashItems(row) {
    const { keeper } = this;
    return Object.entries(row.clashes).map(([field, clash]) => {
      const column = this.columns.get(field), show = (text) => column?.show(text, this.inWan()) || "（空）";
      const said = field === "" ? `${row.name}：刚被别人删除` : clash.mine === null
        ? `${row.name} ${column?.header}：别人刚改为“${show(clash.theirs)}”，您要删除这一行`
        : `${row.name} ${column?.header}：对方 ${show(clash.theirs)}；您的 ${show(row.texts[field])}`;
      const [mine, theirs] = field === "" ? ["恢复这一行", "同意删除"] : clash.mine === null ? ["仍然删除", "保留这一行"] : ["用我的", "用对方的"];
      return Parts.make("li", { className: "clash" }, `${said} `, Parts.button(mine, () => keeper.settle(row, field, true)), Parts.button(theirs, () => keeper.settle(row, field, false)));
    });
  }

  faultItems(row) {
    return Object.entries(row.faults).map(([field, said]) => {
      const found = Parts.button(`${row.name} ${this.columns.get(field)?.header ?? ""}`, () => this.lead(row, field));
      found.className = "plain";
      return Parts.make("li", { className: "fault" }, found, `：${said}`);
    });
  }
}
