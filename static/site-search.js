// Answers ?q= on the search page of a static copy of the site, from search-index.json.
"use strict";
(() => {
  const MOST = 50;
  const still = document.getElementById("still");
  const asked = new URLSearchParams(location.search);
  const said = (asked.get("q") || "").trim().slice(0, 100);
  const year = asked.get("year") || "", kind = asked.get("kind") || "";
  if (!still || !(said || year || kind)) return;
  // What can be asked for gives way to what is found.
  for (const other of document.querySelectorAll("main > section")) if (other !== still) other.remove();
  for (const box of document.querySelectorAll('input[name="q"]')) box.value = said;
  const english = location.pathname.startsWith("/en/");
  const words = said.toLowerCase().split(/\s+/).filter(Boolean);

  const fits = ([name, told, , of, sort]) =>
    words.every((word) => `${name} ${told}`.toLowerCase().includes(word)) &&
    (!year || String(of) === year) && (!kind || sort === kind);
  // A name that begins with what is asked comes first; the order of the file holds otherwise.
  const first = ([name]) => (words.length && name.toLowerCase().startsWith(words[0]) ? 0 : 1);

  const paragraph = (text) => {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  };
  const item = ([name, told, address]) => {
    const made = document.createElement("li"), link = document.createElement("a");
    link.href = (english ? "/en" : "") + address;
    link.textContent = name;
    made.append(link, told ? ` ${told}` : "");
    return made;
  };
  const show = (rows) => {
    const found = rows.filter(fits).sort((a, b) => first(a) - first(b));
    const list = document.createElement("ul");
    list.className = "found";
    list.append(...found.slice(0, MOST).map(item));
    still.append(found.length ? list : paragraph(still.dataset.none));
    if (found.length > MOST) still.append(paragraph(still.dataset.more));
  };
  fetch("/search-index.json")
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(show, () => still.append(paragraph(still.dataset.failed)));
})();
