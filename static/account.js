// Who has to sign in again sees why, over the page that keeps what was typed. For requests of
// scripts: an answer with the header Sign-In is handed to signInAgain(response).
"use strict";

document.addEventListener("htmx:beforeSwap", (event) => {
  const place = document.getElementById("again");
  if (!event.detail.xhr.getResponseHeader("Sign-In")) {
    place.replaceChildren();
    return;
  }
  event.detail.shouldSwap = !place.hasChildNodes(); // once, however often a page asks by itself
  event.detail.isError = false;
  event.detail.target = place;
  event.detail.swapOverride = "innerHTML";
});

/** Shows the way to sign in, if that is what a fetch was answered with; true if it was. */
window.signInAgain = async function (response) {
  if (!response.headers.get("Sign-In")) return false;
  const { message, sign_in } = await response.clone().json();
  const words = document.createElement("p"), way = document.createElement("a");
  words.textContent = message;
  Object.assign(way, { className: "file", href: sign_in, target: "_blank", textContent: "在新窗口办理" });
  document.getElementById("again").replaceChildren(words, way);
  return true;
};

// The menu under one's name closes like any menu.
const who = document.querySelector("details.who");
document.addEventListener("click", (event) => { if (who && !who.contains(event.target)) who.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && who?.open) { who.open = false; who.querySelector("summary").focus(); }
});
