// <form data-draft="/drafts/refer">: what is typed is sent there a second after the last key, and when the page is left.
// The server keeps it sealed and gives it back when the form is opened again: from the first saving on the address of the
// page is that of the draft (data-draft-address), so that a reload, a time-out or a closed window comes back to it.
// Passwords and files are not sent.
const PAUSE = 1000;

function typed(form) {
  const fields = new URLSearchParams();
  for (const element of form.elements) {
    if (!element.name || element.disabled || ["password", "file", "submit", "button"].includes(element.type)) continue;
    if (["checkbox", "radio"].includes(element.type) && !element.checked) continue;
    fields.append(element.name, element.value);
  }
  return fields;
}

function keep(form) {
  const line = document.createElement("p");
  line.className = "nhsuk-body-s rt-saved";
  line.setAttribute("role", "status");
  form.append(line);
  let timer;
  let unsaved = false;
  const save = async (leaving = false) => {
    clearTimeout(timer);
    if (!unsaved) return true;
    unsaved = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(form), keepalive: leaving, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (form.dataset.draftAddress && !leaving) history.replaceState(null, "", form.dataset.draftAddress);
      line.textContent = `Draft saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
      return true;
    } catch {
      unsaved = true;
      line.textContent = "The draft could not be saved. What you typed is still on this page.";
      return false;
    }
  };
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  // What goes on to the next step is kept on the way; what is sent or left to somebody else is no draft any more.
  const ends = ["send", "tick", "keep"];
  form.addEventListener("submit", (event) => {
    if (ends.includes(event.submitter?.value)) unsaved = false;
    else save(true);
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => save(true));
  return save;
}

export function keepDrafts(root) {
  const saves = [...root.querySelectorAll("form[data-draft]")].map(keep);
  return () => Promise.all(saves.map((save) => save()));
}
