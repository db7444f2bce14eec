// The findings beside the grid, as they are after each save.
"use strict";

class Findings {
  constructor(address) {
    Object.assign(this, { address, asking: false, again: false });
  }

  /** Ask for them; while an answer is on its way, once more after it. */
  async ask() {
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    try {
      const answer = await fetch(this.address, { headers: { "HX-Request": "true" } });
      if (answer.ok) this.show(await answer.text());
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble; // out of reach; the next save asks again
    } finally {
      this.asking = false;
      if (this.again) { this.again = false; this.ask(); }
    }
  }

  show(html) {
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
}
