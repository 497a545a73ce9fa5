// Two minutes before the session ends, says so; what is typed is saved first, and stays on the page whatever happens.
const WARN_SECONDS = 120;

export function warnOfEnd(root, saveDrafts) {
  const seconds = Number(root.body.dataset.sessionEnds);
  if (!Number.isFinite(seconds) || seconds <= 0) return;
  let notice;
  const say = (words, label, href) => {
    notice?.remove();
    notice = root.createElement("div");
    notice.className = "rt-expiry";
    notice.setAttribute("role", "alert");
    const line = root.createElement("p");
    line.textContent = words;
    const link = root.createElement("a");
    link.className = "nhsuk-button nhsuk-button--small";
    link.textContent = label;
    link.href = href;
    if (href.startsWith("/sign-in")) link.target = "_blank";
    notice.append(line, link);
    root.body.append(notice);
    return link;
  };
  setTimeout(async () => {
    await saveDrafts();
    const link = say("You will be signed out in two minutes. What you typed is kept.", "Stay signed in", "#maincontent");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const answer = await fetch(location.href, { redirect: "manual" });
      if (answer.ok) {
        notice.remove();
        warnOfEnd(root, saveDrafts);
      }
    });
  }, Math.max(0, seconds - WARN_SECONDS) * 1000);
  setTimeout(() => {
    say("You are signed out. Sign in again in another window, then send this form: what you typed is still here.", "Sign in", "/sign-in");
  }, seconds * 1000);
}
