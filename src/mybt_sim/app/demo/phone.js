/* The browser's side of the phone: shows what the demo draws, and tells it what was tapped. */

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

/* A screen is told as its name, contract and item: another item is the same page, filtered. */
const pageOf = (screen) => screen.split(" ", 2).join(" ");

/* What an element is, whichever drawing it stands in: so the focus finds its way after a tap. */
function nameOf(element) {
  const fields = [...element.attributes].filter(({ name }) => name === "name" || name.startsWith("data-"));
  const around = ["form", "details", "[data-part]", "[data-phone]"].map((kind) => element.closest(kind));
  const told = ({ dataset, id }) => [dataset.tap, dataset.fItem].join(" ").trim() || id || dataset.part;
  const places = around.map((one) => one && told(one));
  return [element.tagName, ...places, ...fields.map(({ name, value }) => `${name}=${value}`)].join(" ");
}

function namesake(root, element) {
  if (element.id) return find(root, element.id);
  const name = nameOf(element);
  return [...root.querySelectorAll(element.tagName)].find((one) => nameOf(one) === name);
}

/* The focus goes to the title of a page that was turned; else where it was, or as near as can be. */
function focusAgain(root, focus, turned) {
  if (root.contains(focus.element)) return focus.element.focus({ preventScroll: true });
  const hasTurned = turned && turned.closest("[data-part]").dataset.part === focus.part;
  const same = hasTurned ? null : namesake(root, focus.element);
  const place = turned || root.querySelector(`[data-part="${focus.part}"]`) || root;
  const next = same || place.querySelector("h2, h3") || place.querySelector("button");
  if (!next) return;
  if (next.matches("h2, h3")) next.tabIndex = -1;
  next.focus({ preventScroll: Boolean(same) });
  next.closest(".term")?.scrollIntoView({ block: "nearest" });
  if (same && same.selectionStart !== undefined && same.type === focus.element.type) {
    const { selectionStart, selectionEnd } = focus.element;
    try { same.setSelectionRange(selectionStart, selectionEnd); } catch { /* not a text field */ }
  }
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
  return { typed, open, scrolled, across: find(root, "phones")?.scrollLeft };
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
  const phones = find(root, "phones");
  if (phones && kept.across) phones.scrollLeft = kept.across;
  const turned = [];
  for (const [id, [name, top]] of kept.scrolled) {
    const box = find(root, id);
    if (!box) continue;
    if (box.dataset.screen === name) box.scrollTop = top;
    else if (box.closest("[data-phone]") && pageOf(box.dataset.screen) !== pageOf(name)) turned.push(box);
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

const partsOf = (tree) =>
  [...tree.querySelectorAll("[data-part]")].filter((part) => !part.parentElement?.closest("[data-part]"));

/* What a phone answers stands right under its bar, and the field that it speaks of below it. */
function showMessages(root) {
  for (const message of root.querySelectorAll(".device .message")) {
    const screen = message.closest(".screen");
    const [box, bar] = [screen.getBoundingClientRect(), screen.querySelector(".bar").offsetHeight];
    screen.scrollTop += message.getBoundingClientRect().top - box.top - bar;
  }
}

/* What holds the parts together, without what is in them. */
function frameOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.dataset?.part) return `[${node.dataset.part}]`;
  const attributes = [...(node.attributes ?? [])].map(({ name, value }) => `${name}=${value}`);
  return `<${node.nodeName} ${attributes.join(" ")}>${[...node.childNodes].map(frameOf).join("")}`;
}

/* Parts that are drawn as before stay as they are: nothing flickers, and nothing is laid out in vain. */
function replaceParts(root, drawn) {
  const old = new Map(partsOf(root).map((part) => [part.dataset.part, part]));
  const frame = frameOf(drawn);
  const isSameFrame = frame === root.drawnFrame;
  for (const part of partsOf(drawn)) {
    const before = old.get(part.dataset.part);
    part.drawnAs = part.outerHTML;
    if (before?.drawnAs !== part.drawnAs) {
      if (isSameFrame) before.replaceWith(part);
    } else if (!isSameFrame) part.replaceWith(before);
  }
  if (!isSameFrame) root.replaceChildren(drawn);
  root.drawnFrame = frame;
}

/* What one phone says and the other does not is marked on both, while they show the same screen. */
function markDifferences(root) {
  for (const one of root.querySelectorAll(".differs")) one.classList.remove("differs");
  const screens = [...root.querySelectorAll(".device .screen")];
  if (screens.length < 2 || screens[0].dataset.screen !== screens[1].dataset.screen) return;
  const leaves = screens.map((screen) => [...screen.querySelectorAll("*")].filter((one) =>
    !one.children.length && (one.textContent.trim() || one.value)));
  const said = (one) => one.value || one.textContent.trim();
  const known = leaves.map((all) => new Set(all.map(said)));
  leaves.forEach((all, place) => {
    for (const one of all) if (!known[1 - place].has(said(one))) one.classList.add("differs");
  });
}

/* The picture that lay over the page until now goes; where it was tapped, that is tapped now. */
function takeOver(root) {
  const first = document.getElementById("first-picture");
  if (!first) return;
  requestAnimationFrame(() => {
    first.remove();
    if (!first.dataset.at) return;
    const there = root.getRootNode().elementFromPoint(...first.dataset.at.split(" ").map(Number));
    there?.closest("[data-tap]:not(form), [type=submit], summary")?.click();
  });
}

/* How far down the phones begin: what is left of the window below that is theirs. */
function measure(root) {
  const [page, demo, phones] = [".page", ".demo", "#phones"].map((one) => root.querySelector(one));
  if (!phones) return;
  const first = demo.getClientRects().length ? demo : phones; // what sticks tells where it is now
  const above = first.getBoundingClientRect().top - page.getBoundingClientRect().top;
  root.style.setProperty("--above", `${Math.ceil(above)}px`);
}

const KEYS = { ArrowRight: "#story-next", ArrowLeft: "#story-back", Escape: ".on-show #show-button" };
/* What a tap leads to, wherever the page was scrolled: a life, her day, and back to the year's answer. */
const SHOWN_AFTER = { "rules.life": "one-life", "life.visit": "life", "story.close": "one-life" };
const POLL_MS = 400;
const PATIENCE_MS = 20000; // a tap that is not answered for so long was lost with its server
const FOLLOW_MS = 1000;
const LOOK = "look";

/* marimo brings a thousand rules of its own into the widget, and each element would be tried by all of them. */
function keepOwnStyles(around) {
  if (!(around instanceof ShadowRoot)) return; // a page of others, where the widget is a guest
  const isOurs = (sheet) => [...sheet.cssRules].some((rule) => rule.selectorText === ".device");
  around.adoptedStyleSheets = around.adoptedStyleSheets.filter(isOurs);
}

function render({ model, el }) {
  keepOwnStyles(el.getRootNode());
  const root = document.createElement("div");
  root.dataset.root = "";
  const voice = document.createElement("div");
  voice.className = "voice";
  voice.setAttribute("aria-live", "polite");
  el.append(root, voice);
  const held = [];
  let count = 0;
  let sentAt = 0;
  let typing = 0;
  let polling = 0;
  let asked = "";
  let isFirst = true;
  let told = "";
  const seen = new Set();

  /* One tap at a time: marimo keeps only the last of several values that wait, so each next tap is
     held back here until the one before is answered. A look that has to wait is not needed. */
  function send(action, fields, isQuiet = false) {
    const isWaiting = model.get("answered") < count && performance.now() - sentAt < PATIENCE_MS;
    if (isQuiet && isWaiting) return;
    if (!isQuiet) {
      clearTimeout(typing);
      root.setAttribute("aria-busy", "true");
    }
    if (isWaiting) held.push([action, fields]);
    else sendNow(action, fields);
  }

  function sendNow(action, fields) {
    count += 1;
    sentAt = performance.now();
    asked = action;
    model.set("tap", { count, action, fields });
    model.save_changes();
  }

  /* The drawer that was just opened is unfolded, and brought into view in a window too narrow for both. */
  function showDrawer() {
    if (asked === "rules.toggle" && root.querySelector(".with-rules")) {
      find(root, "panel-decision").open = true;
      const isOver = getComputedStyle(find(root, "aside-decision")).position === "fixed";
      if (isOver) root.querySelector(".demo").scrollIntoView(); // the phones begin above it
      else find(root, "aside-decision").scrollIntoView({ block: "nearest" });
    }
    if (asked in SHOWN_AFTER) find(root, SHOWN_AFTER[asked])?.scrollIntoView({ block: "nearest" });
    asked = "";
  }

  /* What was unfolded to choose a moment is folded again when the clock has moved there. */
  function foldClock(focus) {
    for (const one of asked.startsWith("clock.") ? root.querySelectorAll(".ways[open]") : []) {
      one.open = false;
      if (focus && focus.element.closest(`#${one.id}`)) one.querySelector("summary").focus();
    }
  }

  function show() {
    const element = root.getRootNode().activeElement;
    const part = element && element.closest("[data-part]");
    const focus = element && root.contains(element) && { element, part: part ? part.dataset.part : "" };
    const kept = keep(root);
    const template = document.createElement("template");
    template.innerHTML = model.get("html");
    replaceParts(root, template.content);
    const turned = restore(root, kept);
    callAttention(root, seen);
    if (isFirst && window.innerWidth < NARROW_PX) {
      const decision = find(root, "panel-decision");
      if (decision) decision.open = false;
    }
    const title = root.firstElementChild?.dataset.title;
    if (title) document.title = `${title} · mybt_sim`;
    measure(root);
    markDifferences(root);
    const address = root.querySelector("[data-address]");
    if (address) address.value = new URL(address.defaultValue, location.origin + location.pathname).href;
    if (focus) focusAgain(root, focus, turned[0]);
    foldClock(focus);
    showDrawer();
    const words = root.querySelector("[data-announce]");
    if (words && words.dataset.announce + words.textContent !== told) {
      told = words.dataset.announce + words.textContent;
      voice.textContent = words.textContent;
      const message = root.querySelector(".active .message");
      if (message && words.textContent && !isFirst) {
        showMessages(root);
        message.scrollIntoView({ block: "nearest" });
      }
    }
    isFirst = false;
  }

  function poll() {
    clearTimeout(polling);
    const waiting = root.querySelector("[data-poll]");
    if (waiting) polling = setTimeout(() => send(waiting.dataset.poll, {}, true), POLL_MS);
  }

  /* By hand where the browser has no clipboard: it has none over a plain line of the network. */
  async function copy(button) {
    const field = find(root, button.dataset.copy);
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand("copy"))
      ?? document.execCommand("copy");
    voice.textContent = button.textContent = button.dataset.copied;
  }

  function onClick(event) {
    const copying = event.target.closest("[data-copy]");
    if (copying) copy(copying);
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

  function onKey(event) {
    const element = root.getRootNode().activeElement;
    if (event.altKey || event.ctrlKey || event.metaKey || element?.matches(FIELDS)) return;
    const button = KEYS[event.key] && root.querySelector(KEYS[event.key]);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  /* Pages of one demo in other tabs and browsers follow: each asks how much was done in it. */
  let following = 0;
  let isOver = false;
  async function follow() {
    clearTimeout(following);
    const key = root.firstElementChild?.dataset.key;
    if (key && !document.hidden) {
      const told = await fetch(`/demo-deeds/${key}`, { cache: "no-store" }).then((one) => one.json()).catch(() => 0);
      if (told > model.get("deeds") && !root.hasAttribute("aria-busy")) send(LOOK, {}, true);
    }
    if (!isOver) following = setTimeout(follow, FOLLOW_MS);
  }

  const onAnswer = () => {
    poll();
    if (model.get("answered") < count) return; // an earlier tap's answer is not the last
    if (held.length) sendNow(...held.shift());
    else root.removeAttribute("aria-busy");
  };
  root.addEventListener("click", onClick);
  root.addEventListener("submit", onSubmit);
  root.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  model.on("change:html", show);
  model.on("change:answered", onAnswer);
  show();
  takeOver(root);
  follow();
  const resized = new ResizeObserver(() => requestAnimationFrame(() => measure(root)));
  resized.observe(root);
  document.addEventListener("visibilitychange", follow);
  return () => {
    clearTimeout(typing);
    clearTimeout(polling);
    resized.disconnect();
    isOver = true;
    clearTimeout(following);
    document.removeEventListener("visibilitychange", follow);
    document.removeEventListener("keydown", onKey);
    model.off("change:html", show);
    model.off("change:answered", onAnswer);
  };
}

export default { render };
