// The page of quality: while something is hunted, its parts come anew from the site, as they are
// written there.
"use strict";

const root = document.getElementById("explorer");
const shown = new Map();
const LOOK_MS = 500;

function show(parts) {
  for (const [id, html] of Object.entries(parts)) {
    if (shown.get(id) === html) continue;
    shown.set(id, html);
    document.getElementById(id).innerHTML = html;
  }
}

async function follow() {
  let isBusy = true;
  while (isBusy) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    try {
      const told = await (await fetch(root.dataset.parts)).json();
      show(told.parts);
      isBusy = told.busy;
    } catch {
      return; // the site has ended; whoever opens the page again sees how far it was
    }
  }
}

for (const id of ["hunt-state", "catch-state", "caught", "covered"]) {
  shown.set(id, document.getElementById(id).innerHTML);
}
if (root.dataset.busy) follow();
