// Elements that the page of a ledger is put together from.
"use strict";

const Parts = (() => {
  /** An element with its properties, and what stands in it. */
  function make(tag, properties = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  }

  /** A button with its words, what it does, and the keys that do the same. */
  function button(text, act, keys = "") {
    const found = make("button", { type: "button", textContent: text });
    if (keys) found.title = keys;
    found.addEventListener("click", act);
    return found;
  }

  return { make, button };
})();
