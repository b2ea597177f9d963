/* Over the page until the widget stands: keeps where somebody tapped, and goes if nothing comes. */

(() => {
  const PATIENCE_MS = 30000;
  const first = document.getElementById("first-picture");
  if (!first) return;
  first.dataset.at = "";
  first.addEventListener("click", ({ clientX, clientY }) => { first.dataset.at = `${clientX} ${clientY}`; });
  setTimeout(() => first.remove(), PATIENCE_MS);
})();
