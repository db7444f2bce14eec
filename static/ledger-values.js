// Texts of a ledger: amounts as typed and as shown, choices by their labels, blocks from Excel.
// A row holds plain texts (amounts in 元, "1234.50"; choices by key), the same as the server's.
"use strict";

const Values = (() => {
  const WAN = 10000n, MOST = 10n ** 15n;

  /** Texts as people type them, in one width and without spaces. */
  const narrow = (text) => text.normalize("NFKC").replace(/\s/g, "").replace("−", "-");

  /** Hundredths of a plain number, BigInt; null where the text is none, or is finer. */
  function hundredths(plain, times = 1n) {
    const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain);
    if (!found || !(found[2] || found[3])) return null;
    const digits = (found[3] ?? "").replace(/0+$/, "");
    let whole = BigInt(found[2] + digits || "0") * 100n * times;
    const scale = 10n ** BigInt(digits.length);
    if (whole % scale) return null;
    whole /= scale;
    return found[1] === "-" ? -whole : whole;
  }

  /** An amount as typed → 分; null for what the server has to judge; undefined for a blank. */
  function fen(text, wan) {
    let plain = narrow(text).replace(/^[¥￥]/, "");
    if (plain === "") return undefined;
    if (/^(-+|—+|–|\/|无)$/.test(plain)) return 0n;
    let times = wan ? WAN : 1n;
    const suffix = /(万?元)$/.exec(plain);
    if (suffix) { times = suffix[1] === "元" ? 1n : WAN; plain = plain.slice(0, -suffix[1].length); }
    const negative = /^\((.*)\)$/.exec(plain);
    if (negative) plain = negative[1];
    if (/^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
    if (/^[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d{1,2}$/.test(plain)) {
      const [mantissa, power] = plain.toLowerCase().split("e");
      plain = shifted(mantissa, Number(power));
    }
    const found = hundredths(plain, times);
    if (found === null || found >= MOST || found <= -MOST) return null;
    return negative ? -found : found;
  }

  /** A plain number with its point moved. */
  function shifted(plain, power) {
    const [, sign, whole, rest = ""] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain);
    const digits = whole + rest, point = whole.length + power;
    const filled = digits.padEnd(Math.max(point, 0), "0").padStart(digits.length + Math.max(-point, 0), "0");
    const at = Math.max(point, 0);
    return `${sign}${filled.slice(0, at) || "0"}.${filled.slice(at)}`;
  }

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

  /** 分 → "1234.50". */
  function plain(amount) {
    const size = amount < 0n ? -amount : amount;
    return `${amount < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
  }

  /** 分 → "1,234.50" 元, or 万元 with all its digits, two at least. */
  function shown(amount, wan) {
    const size = amount < 0n ? -amount : amount;
    const unit = wan ? 1000000n : 100n;
    let rest = String(size % unit).padStart(wan ? 6 : 2, "0");
    if (wan) rest = rest.slice(0, 2) + rest.slice(2).replace(/0+$/, "");
    return `${amount < 0n ? "-" : ""}${grouped(String(size / unit))}.${rest}`;
  }

  /** Lines of cells from a block copied in Excel: tabs, new lines, quoted cells. */
  function block(text) {
    const lines = [[""]];
    let quoted = false;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at], line = lines.at(-1);
      if (quoted) {
        if (sign !== '"') line[line.length - 1] += sign;
        else if (text[at + 1] === '"') { line[line.length - 1] += '"'; at += 1; }
        else quoted = false;
      } else if (sign === '"' && line.at(-1) === "") quoted = true;
      else if (sign === "\t") line.push("");
      else if (sign === "\n") lines.push([""]);
      else line[line.length - 1] += sign;
    }
    return lines;
  }

  const quote = (text) => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  /** What is offered for a field: [text, meaning], from the lists of the page's form. */
  const offered = (field) => [...(document.getElementById(`list-${field}`)?.options ?? [])]
    .map((option) => [option.value, option.textContent]);

  /** One column: how its texts are shown and read. */
  class Column {
    constructor(stated) {
      Object.assign(this, stated);
      this.numeric = ["amount", "number", "count"].includes(this.holds);
      const list = this.field ? offered(this.field) : [];
      this.list = list;
      this.means = new Map(list);
      this.labelled = this.holds === "choice";
      this.keyOf = new Map(list.map(([text, label]) => [label, text]));
    }

    /** The text as the grid shows it. */
    show(text, wan) {
      if (text === undefined || text === null || text === "") return "";
      if (this.labelled) return this.means.get(text) ?? text;
      if (this.holds !== "amount") return text;
      const amount = fen(text, false);
      return typeof amount === "bigint" ? shown(amount, wan) : text;
    }

    /** What was typed as the text that the row keeps; what is not understood stays as typed. */
    read(typed, wan) {
      const text = typed.trim();
      if (text === "") return "";
      if (this.holds === "amount") {
        const amount = fen(text, wan);
        return typeof amount === "bigint" ? plain(amount) : text;
      }
      if (this.labelled) return this.means.has(text) ? text : this.only(text, (label) => label) ?? text;
      if (["unit", "function", "econ"].includes(this.holds)) return this.code(narrow(text)) ?? text;
      return this.holds === "note" ? typed : typed.replace(/\s+/g, " ").trim();
    }

    /** The key of the one label that the text is, or begins. */
    only(text) {
      if (this.keyOf.has(text)) return this.keyOf.get(text);
      const begun = this.list.filter(([, label]) => label.startsWith(text));
      return begun.length === 1 ? begun[0][0] : undefined;
    }

    /** The code that the text is, begins with, or names. */
    code(text) {
      if (this.means.has(text)) return text;
      const digits = /^\d+/.exec(text)?.[0];
      if (digits && this.means.has(digits)) return digits;
      const named = this.list.filter(([, name]) => narrow(name) === text);
      return named.length === 1 ? named[0][0] : undefined;
    }
  }

  return { Column, block, fen, narrow, offered, plain, quote, shown };
})();
