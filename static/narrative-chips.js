// Without this script a sentence is a box in which chips stand as 〔收、支总计〕; with it each chip is
// a button between boxes of words: Delete takes it away, Alt and the arrows move it.
"use strict";

const PIECES = /(\\.|〔[^〔〕]*〕|[［］｜])/s;
let last = null; // the box of words in which the cursor stood, and where

const isChip = (text) => /^〔.*〕$/s.test(text) && !/^〔\d+〕$/.test(text);
const isMark = (text) => /^[［］｜]$/.test(text);

/** A sentence as words and chips in turn: words first and last. */
function parts(text) {
  const found = [""];
  for (const piece of text.split(PIECES)) {
    if (isChip(piece) || isMark(piece)) found.push(piece, "");
    else found[found.length - 1] += piece;
  }
  return found;
}

class Sentence {
  constructor(source) {
    this.source = source;
    this.box = document.createElement("div");
    this.box.className = "chipped";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", document.querySelector(`label[for="${source.id}"]`).textContent);
    source.classList.add("hidden");
    source.before(this.box);
    this.draw(parts(source.value));
    source.form.addEventListener("reset", () => setTimeout(() => this.draw(parts(source.value))));
  }

  draw(found, focus = null) {
    this.box.replaceChildren(...found.map((text, at) => (at % 2 ? this.chip(text, at) : this.words(text, at))));
    const to = focus === null ? null : this.box.children[focus];
    to?.focus();
  }

  words(text, at) {
    const box = document.createElement("textarea");
    box.rows = 1;
    box.value = text;
    box.setAttribute("aria-label", `文字 ${at / 2 + 1}`);
    box.addEventListener("input", () => this.changed());
    box.addEventListener("focus", () => { last = { sentence: this, at }; });
    box.addEventListener("keydown", (event) => this.keyInWords(event, box, at));
    return box;
  }

  chip(text, at) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip-part" + (isMark(text) ? " mark-part" : "");
    button.dataset.text = text;
    button.textContent = isMark(text) ? text : text.slice(1, -1);
    button.title = "Delete 删除，Alt+← → 移动";
    button.setAttribute("aria-label", (isMark(text) ? "记号 " : "数据 ") + button.textContent + "，按 Delete 删除，Alt 加左右方向键移动");
    button.addEventListener("click", () => button.focus());
    button.addEventListener("keydown", (event) => this.keyOnChip(event, at));
    return button;
  }

  read() {
    return [...this.box.children].map((part) => part.dataset.text ?? part.value.replace(/\n/g, ""));
  }

  changed() {
    this.source.value = this.read().join("");
    this.source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  put(found, focus) {
    this.draw(found, focus);
    this.changed();
  }

  remove(at) {
    const found = this.read();
    const [gone] = found.splice(at, 1);
    const before = found[at - 1].length;
    found.splice(at - 1, 2, found[at - 1] + found[at]);
    this.put(found, at - 1);
    this.box.children[at - 1].setSelectionRange(before, before);
    say(`已删除 ${gone}`);
  }

  /** The chip changes places with what stands beside it. */
  move(at, step) {
    const flat = this.read().map((text, n) => ({ text, moved: n === at })).filter((part) => part.text);
    const from = flat.findIndex((part) => part.moved), to = from + step;
    if (!flat[to]) return;
    [flat[from], flat[to]] = [flat[to], flat[from]];
    const found = [""];
    let focus = 0;
    for (const { text, moved } of flat) {
      if (isChip(text) || isMark(text)) {
        if (moved) focus = found.length;
        found.push(text, "");
      } else found[found.length - 1] += text;
    }
    this.put(found, focus);
  }

  insert(text, at) {
    const box = this.box.children[at];
    const found = this.read();
    const cut = box.selectionStart ?? found[at].length;
    found.splice(at, 1, found[at].slice(0, cut), text, found[at].slice(box.selectionEnd ?? cut));
    this.put(found, at + 2);
    this.box.children[at + 2].setSelectionRange(0, 0);
    say(`已插入 ${text}`);
  }

  keyInWords(event, box, at) {
    const alone = box.selectionStart === box.selectionEnd;
    if (event.key === "Enter") event.preventDefault();
    else if (event.key === "Backspace" && alone && box.selectionStart === 0 && at > 0) {
      event.preventDefault();
      this.remove(at - 1);
    } else if (event.key === "ArrowLeft" && alone && box.selectionStart === 0) this.box.children[at - 1]?.focus();
    else if (event.key === "ArrowRight" && alone && box.selectionStart === box.value.length) this.box.children[at + 1]?.focus();
    else return;
    event.preventDefault();
  }

  keyOnChip(event, at) {
    if (event.key === "Delete" || event.key === "Backspace") this.remove(at);
    else if (event.altKey && event.key === "ArrowLeft") this.move(at, -1);
    else if (event.altKey && event.key === "ArrowRight") this.move(at, 1);
    else if (event.key === "ArrowLeft") this.box.children[at - 1].focus();
    else if (event.key === "ArrowRight") this.box.children[at + 1].focus();
    else return;
    event.preventDefault();
  }
}

const sentences = [...document.querySelectorAll("textarea.tokens")].map((source) => new Sentence(source));

const palette = document.getElementById("chips");
palette?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chip]");
  if (!button) return;
  const place = last ?? { sentence: sentences[0], at: sentences[0].box.children.length - 1 };
  const at = Math.min(place.at, place.sentence.box.children.length - 1);
  place.sentence.insert(button.dataset.chip, at - (at % 2));
});

const sift = document.getElementById("sift");
sift?.addEventListener("input", () => {
  const wanted = sift.value.trim();
  for (const item of palette.children) item.hidden = Boolean(wanted) && !item.textContent.includes(wanted);
});
