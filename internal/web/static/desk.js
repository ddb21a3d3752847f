// What script adds: single keys for what has a data-key, and words selected in
// the article going into the form that asks for words. Every page works without.
"use strict";
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, select, textarea")) return;
  if (e.key === "/") {
    e.preventDefault();
    document.getElementById("find").focus();
    return;
  }
  const el = /^[a-z]$/.test(e.key) && document.querySelector(`[data-key="${e.key}"]`);
  if (!el) return;
  e.preventDefault();
  if (el.tagName === "SUMMARY") {
    el.parentElement.open = true;
    el.parentElement.querySelector("select, input:not([type=hidden])").focus();
  } else el.click();
});
document.addEventListener("selectionchange", () => {
  const s = document.getSelection(), to = document.querySelector("[data-from-selection]");
  if (!to || !s || s.isCollapsed || !s.anchorNode.parentElement.closest(".article")) return;
  const f = s.getRangeAt(0).cloneContents();
  for (const n of f.querySelectorAll(".n, .tag")) n.remove();
  to.value = f.textContent.trim();
  const d = to.closest("details");
  if (d) d.open = true;
});
// A form is sent once.
document.addEventListener("submit", (e) => {
  if (e.target.method !== "post") return;
  if (e.target.dataset.sent) e.preventDefault();
  e.target.dataset.sent = "1";
});
// Progress is told by the server; the page is loaded anew when there is some.
const progress = document.querySelector("[data-events]");
if (progress && progress.dataset.events) {
  const from = new EventSource(progress.dataset.events);
  let first = true;
  from.addEventListener("state", (e) => {
    if (!first || JSON.parse(e.data).done) {
      from.close();
      location.reload();
    }
    first = false;
  });
}
