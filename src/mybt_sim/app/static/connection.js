/* Says in the reader's language that the server is gone, and opens the page again when it is back. */

(() => {
  const EVERY_MS = 4000;
  const AGAIN_MS = 1500;
  const RELOAD_REST_MS = 30000;
  const LOST = ".font-mono.text-\\(--red-11\\)"; // marimo's own words for a session that is over
  const RELOADED = "mb-reloaded-at";

  function words() {
    const asked = new URLSearchParams(location.search).get("lang");
    const own = document.cookie.match(/(?:^|; )lang=(\w+)/);
    const wanted = asked || (own && own[1]) || navigator.language.slice(0, 2);
    const told = (code) => document.querySelector(`meta[name="mb-gone"][lang="${CSS.escape(code)}"]`);
    return told(wanted) || told("ru");
  }

  let bar = null;

  function showGone() {
    document.documentElement.classList.add("mb-gone");
    if (bar) return;
    const { content, lang } = words();
    bar = document.createElement("div");
    bar.className = "mb-gone-bar";
    bar.setAttribute("role", "alert");
    bar.lang = lang;
    bar.textContent = content;
    document.body.append(bar);
  }

  /* At most once in a while: a page that cannot be opened again is not turned round for ever. */
  function openAgain() {
    const before = Number(sessionStorage.getItem(RELOADED) || 0);
    if (Date.now() - before < RELOAD_REST_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
    return true;
  }

  async function isThere() {
    try {
      return (await fetch("/health", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }

  async function look() {
    if (document.hidden && !bar) return setTimeout(look, EVERY_MS);
    const there = await isThere();
    if (!there) showGone();
    else if ((bar || document.querySelector(LOST)) && openAgain()) return undefined;
    else if (bar) {
      bar.remove();
      bar = null;
      document.documentElement.classList.remove("mb-gone");
    }
    return setTimeout(look, there ? EVERY_MS : AGAIN_MS);
  }

  setTimeout(look, EVERY_MS);
})();
