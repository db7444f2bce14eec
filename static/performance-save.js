// What is typed into a sheet is saved as one goes, entry against entry. Nothing typed is lost: it
// stays on the page, and in this browser, until the server has it.
"use strict";

class SheetKeeper {
  static WAIT = 400;

  /** `read`: path → text as they stand on the page; `tell`: what the page is told. */
  constructor(config, read, tell) {
    Object.assign(this, { config, read, tell });
    this.seen = { ...config.fields };
    this.clashes = {};
    this.pause = 2000;
    this.store = `sheet:${config.person}:${config.disclosure}:${config.key}`;
  }

  /** The paths at which the page says something else than the server, and no clash waits. */
  changed() {
    const now = this.read();
    const paths = new Set([...Object.keys(this.seen), ...Object.keys(now)]);
    return [...paths].filter((path) => (this.seen[path] ?? "") !== (now[path] ?? ""));
  }

  soon(wait = SheetKeeper.WAIT) {
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
    if (this.changed().length) this.tell.state("waiting");
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy) { this.again = true; return; }
    const paths = this.changed().filter((path) => !(path in this.clashes));
    if (!paths.length) return this.rest();
    const now = this.read(), pick = (texts) => Object.fromEntries(paths.map((path) => [path, texts[path] ?? ""]));
    const sent = { was: pick(this.seen), now: pick(now) };
    if (JSON.stringify(sent) === this.refused) return;
    this.busy = true;
    this.tell.state("saving");
    try {
      await this.answered(await this.send(sent), sent);
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble;
      this.offline();
    } finally {
      this.busy = false;
    }
    if (this.again) { this.again = false; this.soon(0); }
  }

  send(sent) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(this.config.addresses.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(sent),
    });
  }

  async answered(answer, sent) {
    this.pause = 2000;
    const json = answer.headers.get("Content-Type")?.includes("json");
    const told = json ? await answer.clone().json() : {};
    if (answer.ok && json) return this.saved(told, sent);
    if (await window.signInAgain(answer)) { this.tell.state("signed-out"); return this.retry(); }
    if (told.closed) return this.tell.state("closed", told.closed);
    if (told.faults) {
      this.refused = JSON.stringify(sent);
      return this.tell.state("faulty", told.faults.join("；"));
    }
    if (told.overtaken) return this.overtaken(told);
    if (answer.status >= 500) return this.offline();
    return this.tell.state("failed", told.error ?? String(answer.status));
  }

  saved(told, sent) {
    const before = { ...this.seen };
    Object.assign(this.seen, sent.now);
    this.tell.version(told.version);
    if (Object.keys(told.renamed).length) return this.tell.anew();
    this.follow(told.fields, before, sent.now);
    this.remember();
    this.rest();
    this.tell.saved();
  }

  /** Take over what others changed where nothing is typed here. */
  follow(fields, before, sent) {
    const dirty = new Set(this.changed());
    const paths = new Set([...Object.keys(fields), ...Object.keys(this.seen)]);
    for (const path of paths) {
      const there = fields[path] ?? "";
      if (there === (this.seen[path] ?? "")) continue;
      if (path in this.config.lists) { this.seen[path] = there; this.tell.rows(); continue; }
      if (dirty.has(path)) continue;
      this.seen[path] = there;
      if (!(path in sent)) this.tell.text(path, there);
    }
  }

  rest() {
    if (Object.keys(this.clashes).length) return this.tell.state("clash");
    if (!this.changed().length) { this.remember(); this.tell.state("saved"); }
  }

  overtaken(told) {
    for (const clash of told.overtaken) this.clashes[clash.path] = clash;
    this.tell.state("clash");
    this.tell.clashes(this.clashes);
  }

  /** Keep `mine`, or take what somebody else wrote. */
  settle(path, mine) {
    const clash = this.clashes[path];
    delete this.clashes[path];
    this.seen[path] = clash.theirs;
    if (!mine) this.tell.text(path, clash.theirs);
    this.tell.clashes(this.clashes);
    this.soon(0);
  }

  offline() {
    this.tell.state("offline");
    this.retry();
  }

  retry() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.pause);
    this.pause = Math.min(this.pause * 2, 30000);
  }

  // -- A copy in this browser ----------------------------------------------------------------

  remember() {
    const now = this.read(), paths = this.changed();
    try {
      if (!paths.length) return localStorage.removeItem(this.store);
      const texts = Object.fromEntries(paths.map((path) => [path, [this.seen[path] ?? "", now[path] ?? ""]]));
      localStorage.setItem(this.store, JSON.stringify(texts));
    } catch { /* full, or forbidden: what is typed is still on the page */ }
  }

  /** What was typed here and never saved when the page was left: path → [was, now]. */
  remembered() {
    try { return JSON.parse(localStorage.getItem(this.store)) ?? {}; } catch { return {}; }
  }
}
