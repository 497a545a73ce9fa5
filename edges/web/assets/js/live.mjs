// An element with data-live brings itself up to date: the same page is asked for again, and the part put in place of the old
// one where it has changed. Never while the reader's focus is inside it or the window is hidden. Without script the reader
// loads the page again.
const EVERY = 20_000;

export function keepLive(root) {
  const part = () => root.querySelector("[data-live]");
  if (!part()) return;
  setInterval(async () => {
    const now = part();
    if (!now || root.hidden || now.contains(root.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (next && next.innerHTML !== now.innerHTML && !now.contains(root.activeElement)) now.innerHTML = next.innerHTML;
    } catch {
      // The next round asks again.
    }
  }, EVERY);
}
