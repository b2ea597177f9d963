// The explorer's page: follows its links without leaving it, and marks a period on the curve.
// What is chosen stands in the address, and every number comes from the site as it is written there.
"use strict";

const root = document.getElementById("explorer");
const busy = document.getElementById("busy");
const failed = document.getElementById("failed");
const again = document.getElementById("again");
const shown = new Map();
const draft = document.createElement("template");
let asked = 0, drawn = 0, running = null, waiting = null;

function show(parts) {
  const focus = document.activeElement;
  const place = focus && root.contains(focus) ? placeOf(focus) : null;
  for (const [id, html] of Object.entries(parts)) {
    if (shown.get(id) === html) continue;
    shown.set(id, html);
    draft.innerHTML = html;
    alignChildren(document.getElementById(id), draft.content);
  }
  if (place && !document.contains(focus)) standAt(place);
}

// What is shown takes over only what differs: all else is neither made nor laid out anew, a list
// stays where it was scrolled to, and what a visitor unfolded stays unfolded.
function align(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.nodeName === "INPUT") old.value = fresh.value;
  alignChildren(old, fresh);
}

function alignChildren(old, fresh) {
  const before = [...old.childNodes], after = [...fresh.childNodes];
  after.forEach((node, at) => {
    const now = before[at];
    if (!now) old.append(node);
    else if (now.nodeName !== node.nodeName) now.replaceWith(node);
    else if (now.nodeType === Node.ELEMENT_NODE) align(now, node);
    else if (now.data !== node.data) now.data = node.data;
  });
  before.slice(after.length).forEach((node) => node.remove());
}

// Where the keyboard stands: the part, and the how-manieth of its things.
function placeOf(element) {
  const part = element.closest("[id]:not(#explorer)");
  if (!part) return null;
  const things = [...part.querySelectorAll("a, button, input, summary, [tabindex]")];
  return { id: part.id, at: things.indexOf(element), text: element.textContent };
}

function standAt(place) {
  const part = document.getElementById(place.id);
  if (!part) return;
  const things = [...part.querySelectorAll("a, button, input, summary, [tabindex]")];
  const same = things[place.at];
  (same || things[things.length - 1] || part).focus({ preventScroll: true });
}

// One request at a time; of those that come meanwhile the last is asked for next.
async function go(address, { push = true } = {}) {
  const url = new URL(address, location.href);
  if (running) {
    if (waiting) waiting.settle(false);
    return new Promise((settle) => { waiting = { address, push, settle }; });
  }
  const begun = performance.now();
  running = true;
  asked += 1;
  const timer = setTimeout(() => { busy.hidden = false; }, 300);
  try {
    const ask = new URL(root.dataset.page + "/parts" + url.search, location.href);
    ask.searchParams.set("run", root.dataset.run);
    const reply = await fetch(ask, { headers: { accept: "application/json" } });
    const told = await reply.json();
    if (told.parts) {
      failed.hidden = true;
      show(told.parts);
      if (push && url.href !== location.href) history.pushState(null, "", url);
      drawn += 1;
      performance.measure("drawn", { start: begun });
    } else {
      failed.firstChild.textContent = told.trouble || failed.firstChild.textContent;
      again.hidden = !told.replaced;
      again.href = url.href;
      failed.hidden = false;
    }
  } catch {
    failed.hidden = false;
  } finally {
    clearTimeout(timer);
    busy.hidden = true;
    running = null;
  }
  if (waiting) {
    const next = waiting;
    waiting = null;
    go(next.address, { push: next.push }).then(next.settle);
  }
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-go], [data-undo], [data-copy]");
  if (!target || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (target.dataset.copy !== undefined) {
    navigator.clipboard.writeText(document.getElementById(target.dataset.copy).textContent);
  } else if (target.dataset.undo !== undefined) {
    history.back();
  } else {
    go(target.href);
  }
});

// A link that is a button or a box answers to the space bar as well.
document.addEventListener("keydown", (event) => {
  const target = event.target.closest("a[role]");
  if (target && event.key === " ") {
    event.preventDefault();
    target.click();
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new URLSearchParams(new FormData(event.target));
  for (const open of new URLSearchParams(location.search).getAll("open")) query.append("open", open);
  go(root.dataset.page + "?" + query);
});

addEventListener("popstate", () => go(location.href, { push: false }));

// Drawing over the curve marks a period; everything follows while the pointer moves.
let brush = null;

function dayAt(curve, x) {
  const box = curve.getBoundingClientRect();
  const days = Number(curve.dataset.days);
  return Math.max(0, Math.min(days - 1, Math.floor(((x - box.left) / box.width) * days)));
}

function dateOf(curve, day) {
  const date = new Date(curve.dataset.first + "T00:00:00Z");
  date.setUTCDate(date.getUTCDate() + day);
  return date.toISOString().slice(0, 10);
}

function brushed(curve, x) {
  const day = dayAt(curve, x);
  const [first, last] = [Math.min(brush.from, day), Math.max(brush.from, day)];
  const days = Number(curve.dataset.days);
  const band = curve.querySelector(".band");
  band.setAttribute("x", ((100 * first) / days).toFixed(3) + "%");
  band.setAttribute("width", ((100 * (last + 1 - first)) / days).toFixed(3) + "%");
  const url = new URL(brush.address);
  url.searchParams.set("from", dateOf(curve, first));
  url.searchParams.set("to", dateOf(curve, last));
  return url.href;
}

document.addEventListener("pointerdown", (event) => {
  const curve = event.target.closest("svg.curve");
  if (!curve || event.button) return;
  event.preventDefault();
  brush = { from: dayAt(curve, event.clientX), address: location.href, last: null };
});

document.addEventListener("pointermove", (event) => {
  const curve = document.querySelector("svg.curve");
  if (!brush || !curve) return;
  const address = brushed(curve, event.clientX);
  if (address !== brush.last) go(address, { push: false });
  brush.last = address;
});

document.addEventListener("pointerup", (event) => {
  const curve = document.querySelector("svg.curve");
  if (!brush || !curve) return;
  const address = brushed(curve, event.clientX);
  brush = null;
  go(address);
});

// What a measuring script reads: how often was asked, and how often drawn.
window.explorer = { go, counts: () => ({ asked, drawn }) };
