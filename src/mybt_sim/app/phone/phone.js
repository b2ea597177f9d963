/* The browser's side of the phone: shows what the stage draws, and tells it what was tapped. */

const FIELDS = "input, select, textarea";
const TYPING_MS = 250;
const NARROW_PX = 768;

function fieldsOf(element) {
  const fields = {};
  for (const { name, value } of element.attributes) {
    if (name.startsWith("data-f-")) fields[name.slice(7)] = value;
  }
  if (element.tagName === "FORM") {
    for (const [name, value] of new FormData(element)) fields[name] = String(value);
  }
  const phone = element.closest("[data-phone]");
  if (phone) fields.phone = phone.dataset.phone;
  return fields;
}

const find = (root, id) => root.querySelector(`#${CSS.escape(id)}`);

function screenOf(element) {
  const screen = element.closest("[data-screen]");
  return screen && screen.closest("[data-phone]") ? screen.dataset.screen : "";
}

/* What the person has typed, chosen, unfolded and scrolled to outlives a new drawing. */
function keep(root) {
  const typed = new Map();
  for (const field of root.querySelectorAll(FIELDS)) {
    if (field.id && field.type !== "radio" && field.type !== "checkbox" && field.tagName !== "SELECT") {
      typed.set(field.id, [field.defaultValue, field.value, screenOf(field)]);
    }
  }
  const open = new Map();
  for (const details of root.querySelectorAll("details[id]")) open.set(details.id, details.open);
  const scrolled = new Map();
  for (const box of root.querySelectorAll("[data-screen]")) {
    scrolled.set(box.id, [box.dataset.screen, box.scrollTop]);
  }
  return { typed, open, scrolled };
}

function restore(root, kept) {
  for (const [id, [given, typed, screen]] of kept.typed) {
    const field = find(root, id);
    if (field && field.defaultValue === given && screenOf(field) === screen) field.value = typed;
  }
  for (const [id, isOpen] of kept.open) {
    const details = find(root, id);
    if (details) details.open = isOpen;
  }
  const turned = [];
  for (const [id, [name, top]] of kept.scrolled) {
    const box = find(root, id);
    if (!box) continue;
    if (box.dataset.screen === name) box.scrollTop = top;
    else if (box.closest("[data-phone]")) turned.push(box);
  }
  return turned;
}

/* A message that comes in, or a telephone that rings, is brought into view within its panel. */
function callAttention(root, seen) {
  const now = [...root.querySelectorAll("aside [data-attention]")];
  for (const element of now) {
    const panel = element.closest("aside");
    const isNew = seen.size > 0 && !seen.has(element.dataset.attention);
    if (isNew && getComputedStyle(panel).position === "sticky") {
      const [box, inner] = [panel.getBoundingClientRect(), element.getBoundingClientRect()];
      if (inner.top < box.top + 48 || inner.bottom > box.bottom) panel.scrollTop += inner.top - box.top - 120;
    }
  }
  seen.add("");
  for (const element of now) seen.add(element.dataset.attention);
}

/* Parts that are drawn as before stay as they are: nothing flickers, nothing loses its place. */
function replaceParts(shown, drawn) {
  const old = new Map([...shown.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  for (const part of drawn.querySelectorAll("[data-part]")) {
    if (part.parentElement.closest("[data-part]")) continue;
    const before = old.get(part.dataset.part);
    if (before && before.drawnAs === part.outerHTML) part.replaceWith(before);
    else part.drawnAs = part.outerHTML;
  }
}

function render({ model, el }) {
  const root = document.createElement("div");
  const voice = document.createElement("div");
  voice.className = "voice";
  voice.setAttribute("aria-live", "polite");
  el.append(root, voice);
  let count = 0;
  let typing = 0;
  let isFirst = true;
  const seen = new Set();

  function send(action, fields) {
    clearTimeout(typing);
    count += 1;
    root.setAttribute("aria-busy", "true");
    model.set("tap", { count, action, fields });
    model.save_changes();
  }

  function show() {
    const focused = root.getRootNode().activeElement;
    const focus = focused && root.contains(focused) ? focused : null;
    const kept = keep(root);
    const template = document.createElement("template");
    template.innerHTML = model.get("html");
    replaceParts(root, template.content);
    root.replaceChildren(template.content);
    const turned = restore(root, kept);
    callAttention(root, seen);
    if (isFirst && window.innerWidth < NARROW_PX) {
      const glass = find(root, "panel-glass");
      if (glass) glass.open = false;
    }
    isFirst = false;
    const same = focus && focus.id && find(root, focus.id);
    if (focus && root.contains(focus)) focus.focus({ preventScroll: true });
    else if (same) {
      same.focus({ preventScroll: true });
      if (same.selectionStart !== undefined && focus.selectionStart !== undefined && same.type === focus.type) {
        try { same.setSelectionRange(focus.selectionStart, focus.selectionEnd); } catch { /* not a text field */ }
      }
    } else if (turned.length && focus) {
      const title = turned[0].querySelector("h2");
      if (title) title.focus({ preventScroll: true });
    }
    const words = root.querySelector("[data-announce]");
    if (words && words.textContent !== voice.textContent) voice.textContent = words.textContent;
  }

  function onClick(event) {
    const target = event.target.closest("[data-tap]");
    if (!target || target.tagName === "FORM" || !root.contains(target)) return;
    event.preventDefault();
    send(target.dataset.tap, fieldsOf(target));
  }

  function onSubmit(event) {
    const form = event.target.closest("form[data-tap]");
    if (!form) return;
    event.preventDefault();
    send(form.dataset.tap, fieldsOf(form));
  }

  function onInput(event) {
    const form = event.target.closest("form[data-typing]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => send(form.dataset.typing, fieldsOf(form)), TYPING_MS);
  }

  const onAnswer = () => root.removeAttribute("aria-busy");
  root.addEventListener("click", onClick);
  root.addEventListener("submit", onSubmit);
  root.addEventListener("input", onInput);
  model.on("change:html", show);
  model.on("change:answered", onAnswer);
  show();
  return () => {
    clearTimeout(typing);
    model.off("change:html", show);
    model.off("change:answered", onAnswer);
  };
}

export default { render };
