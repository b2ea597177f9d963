// The what-if lab: follows sliders while they move. What stands in the form is the question, its
// address is that of the page, and every number comes from the site as it is written there.
"use strict";

const root = document.getElementById("explorer");
const form = document.getElementById("levers");
const failed = document.getElementById("failed");
const words = failed.textContent;
const own = Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) => one.toString(36)).join("").slice(0, 12).padEnd(8, "0");
const shown = new Map();
let running = false, wanted = null, turn = null, life = new URLSearchParams(location.search).get("life");
const counts = { asked: 0, drawn: 0, whole: 0, sheets: 0, count: 0, last: "" };

function show(parts) {
  const focus = document.activeElement;
  const place = focus && root.contains(focus) ? placeOf(focus) : null;
  for (const [id, html] of Object.entries(parts)) {
    if (shown.get(id) === html) continue;
    shown.set(id, html);
    document.getElementById(id).innerHTML = html;
  }
  if (place && !document.contains(focus)) again(place);
}

function placeOf(element) {
  const part = element.closest(".answers [id]");
  if (!part) return null;
  return { id: part.id, at: [...part.querySelectorAll("a, button, [tabindex]")].indexOf(element) };
}

function again(place) {
  const things = [...document.getElementById(place.id).querySelectorAll("a, button, [tabindex]")];
  (things[place.at] || things[things.length - 1])?.focus({ preventScroll: true });
}

// What stands in the form, as an address without what is empty.
function question() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
  if (life) query.set("life", life);
  return query.toString();
}

// One request at a time. The last question waits for the first answer of the one before, never for
// the rest of it: that is given up, here and at the site.
async function follow() {
  wanted = question();
  if (running) {
    turn?.abort();
    return;
  }
  running = true;
  while (wanted !== null) {
    const now = wanted;
    wanted = null;
    await answer(now);
  }
  running = false;
}

async function answer(query) {
  const begun = performance.now();
  let lived = 0, over = false;
  while (!over && (wanted === null || lived === 0)) {
    counts.asked += 1;
    turn = lived === 0 ? null : new AbortController();
    try {
      const address = `/what-if/parts?${query}&page=${own}&run=${root.dataset.run}&lived=${lived}`;
      const reply = await fetch(address, { signal: turn?.signal });
      const told = await reply.json();
      if (told.trouble) throw new Error(told.trouble);
      failed.hidden = true;
      if (told.parts && (lived === 0 || wanted === null)) {
        show(told.parts);
        counts.drawn += 1;
        counts.whole += told.over ? 1 : 0;
        counts.last = told.address;
        history.replaceState(null, "", told.address);
        if (lived === 0) performance.measure("drawn", { start: begun });
      }
      counts.sheets = told.sheets;
      counts.count = told.count || counts.count;
      ({ lived, over } = told);
    } catch (error) {
      if (error.name === "AbortError") return;
      failed.textContent = error instanceof TypeError ? words : error.message;
      failed.hidden = false;
      return;
    }
  }
}

// A slider and its field say the same; on today's value the field is empty.
form.addEventListener("input", (event) => {
  const { of } = event.target.dataset;
  if (of) {
    const field = form.elements[of];
    const value = Number(event.target.value);
    field.value = value === Number(field.dataset.today) ? "" : typed(event.target.value);
    mark(field);
    follow();
  } else if (event.target.dataset.today !== undefined) {
    const field = event.target;
    const value = Number((field.value.trim() || field.dataset.today).replace(",", "."));
    const slider = form.querySelector(`[data-of="${field.name}"]`);
    if (Number.isFinite(value)) slider.value = value;
    mark(field);
    if (Number.isFinite(value)) follow();
  }
});

function typed(text) {
  return text.replace(".", form.dataset.point);
}

function mark(field) {
  field.closest(".lever").classList.toggle("moved", field.value !== "");
  const slider = form.querySelector(`[data-of="${field.name}"]`);
  slider.setAttribute("aria-valuetext", field.value || field.dataset.today);
}

// What is chosen from a list changes what today's values are: the page comes anew.
form.addEventListener("change", (event) => {
  const { name, tagName } = event.target;
  if (tagName === "SELECT" && name !== "region") location.href = `/what-if?${question()}`;
  else if (["region", "outage_at", "seed"].includes(name)) follow();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  follow();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-go], [data-copy]");
  if (!target || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if (target.dataset.copy !== undefined) {
    navigator.clipboard.writeText(document.getElementById(target.dataset.copy).textContent);
    return;
  }
  const asked = new URL(target.href).searchParams;
  event.preventDefault();
  life = asked.get("life");
  if (!life) set(asked);
  follow();
});

// Puts an earlier question back into the form.
function set(asked) {
  for (const field of form.elements) {
    if (!field.name || field.name === "lang") continue;
    if (field.dataset.today !== undefined) {
      const value = asked.get(field.name) || "";
      field.value = typed(value);
      form.querySelector(`[data-of="${field.name}"]`).value = value || field.dataset.today;
      mark(field);
    } else if (asked.has(field.name)) {
      field.value = asked.get(field.name);
    }
  }
}

follow();

// What a measuring script reads.
window.whatif = { counts: () => ({ ...counts, running }) };
