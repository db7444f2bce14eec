// What the page offers while somebody types a code or a choice.
"use strict";

/** What may be meant, below the cell that is being typed into: by code, name or part of a name. */
class Offer {
  static MOST = 10;

  constructor(column, input, take, beside) {
    Object.assign(this, { column, input, take, found: [], at: -1 });
    this.list = Parts.make("ul", { id: "offer", className: "offer", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", column.header);
    beside.append(this.list);
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
      const item = Parts.make("li", { id: `offer-${n}` }, ...(this.column.labelled ? [name] : [Parts.make("b", { textContent: code }), ` ${name}`]));
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
