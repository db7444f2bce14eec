// The rows of a ledger and their saving: as one goes, one request at a time, cell against cell.
// Nothing typed is lost: it stays in the row, and in this browser, until the server has it.
"use strict";

/** A row: `texts` as they stand here, `seen` as the server has them (null: it has no such row). */
class Row {
  constructor(key, position = null, texts = {}, seen = null, via = "") {
    Object.assign(this, { key, position, texts, seen, via });
    this.removed = false;
    this.faults = {};
    this.clashes = {};
    this.refused = "";
  }

  /** Texts that every row of the page has, and that therefore say nothing. */
  static fixed = {};

  get name() { return this.position ? `第 ${this.position} 行` : "新行"; }

  get blank() { return Object.entries(this.texts).every(([field, text]) => text === "" || field in Row.fixed); }

  get changed() { return Object.keys(this.texts).filter((field) => this.texts[field] !== this.seen?.[field]); }

  get dirty() {
    if (this.removed) return this.seen !== null;
    return this.seen === null ? !this.blank : this.changed.length > 0;
  }

  /** What the server is asked for; null where there is nothing to ask. */
  get change() {
    if (!this.dirty) return null;
    const { key, position, seen } = this;
    if (this.removed) return { key, position, was: seen, now: null };
    if (seen === null) return { key, position, was: null, now: { ...this.texts } };
    const pick = (texts) => Object.fromEntries(this.changed.map((field) => [field, texts[field] ?? ""]));
    return { key, position, was: pick(seen), now: pick(this.texts) };
  }
}

/** All rows of the page, saved as they change. */
class Keeper {
  static WAIT = 300;
  static MOST = 1000;

  constructor(config, tell) {
    Object.assign(this, { config, tell });
    this.rows = new Map();
    this.version = 0;
    this.fresh = 0;
    this.state = "saved";
    this.pause = 2000;
    this.store = `ledger:${config.person}:${config.disclosure}:${config.name}`;
  }

  // -- Rows ----------------------------------------------------------------------------------

  load(told) {
    this.rows = new Map(told.rows.map((row) => this.stated(row)).map((row) => [row.key, row]));
    this.version = told.version;
  }

  stated({ position, via, texts }) {
    return new Row(`r${position}`, position, { ...texts }, { ...texts }, via);
  }

  /** An empty row that is nowhere but here. */
  add() {
    this.fresh += 1;
    const texts = Object.fromEntries(this.config.fields.map((field) => [field, ""]));
    const row = new Row(`n${Date.now().toString(36)}-${this.fresh}`, null, { ...texts, ...this.config.fixed });
    this.rows.set(row.key, row);
    return row;
  }

  at(position) { return [...this.rows.values()].find((row) => row.position === position && !row.removed); }

  get dirty() { return [...this.rows.values()].filter((row) => row.dirty); }

  /** New rows in which something needed is still blank are kept here until it is filled in. */
  lacking(row) {
    if (row.removed || row.seen !== null) return [];
    return this.config.columns.filter((column) => column.filled && !row.texts[column.field]);
  }

  touch(row) {
    row.faults = {};
    row.refused = "";
    this.soon();
  }

  // -- Saving --------------------------------------------------------------------------------

  soon(wait = Keeper.WAIT) {
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
    this.turn(this.dirty.length ? "waiting" : this.state === "waiting" ? "saved" : this.state);
  }

  turn(state, more = "") {
    this.state = state;
    this.tell.state(state, more);
  }

  /** The rows that can be sent now. */
  ready() {
    return this.dirty.filter((row) => !Object.keys(row.clashes).length && !this.lacking(row).length
      && JSON.stringify(row.change) !== row.refused);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.config.closed) return;
    const rows = this.ready().slice(0, Keeper.MOST);
    if (!rows.length) return this.rest();
    this.busy = true;
    this.turn("saving");
    const changes = rows.map((row) => row.change);
    try {
      await this.answered(await this.send(changes), rows, changes);
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble;
      this.offline();
    } finally {
      this.busy = false;
    }
    if (this.behind) { this.behind = false; await this.refresh(); }
    if (this.state === "saving") this.save();
  }

  send(changes) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(this.config.addresses.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ money: "元", changes }),
    });
  }

  async answered(answer, rows, changes) {
    this.pause = 2000;
    const json = answer.headers.get("Content-Type")?.includes("json");
    const told = json ? await answer.json() : {};
    if (answer.ok) return this.saved(told, changes);
    if (answer.status === 401 || told.sign_in) return this.turn("signed-out", told.sign_in);
    if (told.closed) return this.turn("closed", told.closed);
    if (told.faults || told.clashes) return this.refused(told, rows, changes);
    if (answer.status >= 500) return this.offline();
    return this.turn("failed", told.error ?? `${answer.status}`);
  }

  saved(told, changes) {
    const asked = new Map(changes.map((change) => [change.key, change]));
    for (const { key, position, texts } of told.saved) {
      const row = this.rows.get(key), change = asked.get(key);
      if (!row || !change) continue;
      row.position = position;
      row.faults = {};
      if (texts === null) { row.seen = null; continue; }
      const old = row.seen;
      row.seen = { ...texts };
      for (const field in texts) {
        const sent = change.now?.[field];
        if (sent === undefined && old && row.texts[field] !== old[field]) row.seen[field] = old[field];
        else if (sent === undefined || row.texts[field] === sent) row.texts[field] = texts[field];
      }
      this.tell.row(row);
    }
    // What was refused because of another row may be right now.
    for (const row of this.rows.values()) row.refused = "";
    this.tell.troubled();
    const alone = told.before === this.version;
    if (alone) this.version = told.version;
    this.remember();
    this.tell.saved(this.version);
    this.behind = !alone;
  }

  refused(told, rows, changes) {
    rows.forEach((row, n) => { row.tried = JSON.stringify(changes[n]); });
    for (const fault of told.faults) {
      const row = this.rows.get(fault.key);
      if (!row) continue;
      row.refused = row.tried;
      row.faults[fault.field] = fault.expected ? `${fault.found}；应为：${fault.expected}` : fault.found;
    }
    for (const clash of told.clashes) {
      const row = this.rows.get(clash.key);
      if (row) row.clashes[clash.field] = clash;
    }
    for (const row of rows) this.tell.row(row);
    this.tell.troubled();
  }

  /** Nothing more to send: say how things stand. */
  rest() {
    const dirty = this.dirty;
    this.remember();
    if (["signed-out", "closed", "failed"].includes(this.state) && dirty.length) return;
    if (dirty.some((row) => Object.keys(row.clashes).length)) return this.turn("clash");
    if (dirty.some((row) => row.refused)) return this.turn("faulty", dirty.filter((row) => row.refused).length);
    if (dirty.length) return this.turn("incomplete", dirty.length);
    this.turn("saved");
  }

  offline() {
    this.turn("offline");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.pause);
    this.pause = Math.min(this.pause * 2, 30000);
  }

  // -- Clashes -------------------------------------------------------------------------------

  /** Settle a clash: keep `mine`, or take theirs. */
  settle(row, field, mine) {
    const clash = row.clashes[field];
    delete row.clashes[field];
    if (field === "") {
      if (mine) row.seen = null;
      else this.rows.delete(row.key);
      if (!mine) this.tell.gone(row);
    } else {
      row.seen[field] = clash.theirs;
      if (clash.mine === null) { if (!mine) { row.removed = false; row.texts = { ...row.seen }; this.tell.back(row); } }
      else if (!mine) row.texts[field] = clash.theirs;
    }
    if (this.rows.has(row.key)) this.tell.row(row);
    this.tell.troubled();
    this.soon(0);
  }

  // -- What others do ------------------------------------------------------------------------

  async refresh() {
    if (this.refreshing || this.busy) return;
    this.refreshing = true;
    try {
      const answer = await fetch(`${this.config.addresses.rows}?since=${this.version}`, { headers: { Accept: "application/json" } });
      if (answer.ok) this.take(await answer.json());
    } catch (trouble) {
      if (!(trouble instanceof TypeError)) throw trouble; // out of reach: the next turn will do
    } finally {
      this.refreshing = false;
    }
  }

  /** Take over what changed elsewhere; what is typed here stays, and clashes when it is saved. */
  take(told) {
    if (told.version <= this.version && !told.rows.length) return;
    const there = new Map([...this.rows.values()].filter((row) => row.position).map((row) => [row.position, row]));
    for (const stated of told.rows) {
      const row = there.get(stated.position);
      if (!row) this.arrive(this.stated(stated));
      else this.follow(row, stated);
    }
    const listed = new Set(told.rows.map((row) => row.position));
    const gone = told.whole ? [...there.keys()].filter((position) => !listed.has(position)) : told.gone ?? [];
    for (const position of gone) this.leave(there.get(position));
    this.version = told.version;
    this.tell.others(told.deeds);
    this.tell.saved(this.version);
  }

  arrive(row) {
    this.rows.set(row.key, row);
    this.tell.new(row);
  }

  follow(row, stated) {
    const dirty = new Set(row.seen && !row.removed ? row.changed : []);
    if (row.removed && row.seen === null) { row.removed = false; row.texts = { ...stated.texts }; row.seen = { ...stated.texts }; return this.tell.back(row); }
    if (row.removed) return;
    row.via = stated.via;
    for (const field in stated.texts) {
      if (dirty.has(field)) continue;
      row.texts[field] = stated.texts[field];
      if (row.seen) row.seen[field] = stated.texts[field];
    }
    this.tell.row(row);
  }

  leave(row) {
    if (!row || row.seen === null) return;
    if (row.dirty && !row.removed) {
      row.clashes[""] = { field: "", was: "", theirs: null, mine: "" };
      this.tell.row(row);
      this.tell.troubled();
    } else {
      this.rows.delete(row.key);
      this.tell.gone(row);
    }
  }

  // -- A copy in this browser ----------------------------------------------------------------

  remember() {
    const kept = this.dirty.map(({ key, position, texts, seen, removed }) => ({ key, position, texts, seen, removed }));
    try {
      if (kept.length) localStorage.setItem(this.store, JSON.stringify({ at: Date.now(), rows: kept }));
      else localStorage.removeItem(this.store);
    } catch { /* full, or forbidden: the rows are still on the page */ }
  }

  /** What was typed here and never saved, when the page was left; null where there is none. */
  remembered() {
    try { return JSON.parse(localStorage.getItem(this.store)); } catch { return null; }
  }

  forget() { try { localStorage.removeItem(this.store); } catch { /* nothing is kept */ } }

  restore(kept) {
    for (const { position, texts, seen, removed } of kept.rows) {
      let row = position && this.at(position);
      if (!row && position && seen) {
        row = new Row(`r${position}`, position, texts, seen);
        row.clashes[""] = { field: "", was: "", theirs: null, mine: "" };
        if (removed) continue;
        this.arrive(row);
        continue;
      }
      if (!row) { row = this.add(); row.position = position; this.tell.new(row); }
      for (const field in texts) {
        if (seen && texts[field] === seen[field]) continue;
        row.texts[field] = texts[field];
        if (row.seen && seen) row.seen[field] = seen[field];
      }
      row.removed = removed;
      if (removed) this.tell.gone(row); else this.tell.row(row);
    }
    this.tell.troubled();
    this.soon(0);
  }
}
