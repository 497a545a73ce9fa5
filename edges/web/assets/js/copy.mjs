// <button type="button" hidden data-copy="id-of-the-text">Copy</button>: copies the words of an element or a field.
// Hidden without script, since the text beside it can be selected by hand.
export function copyOut(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    const status = root.createElement("span");
    status.className = "nhsuk-u-visually-hidden";
    status.setAttribute("role", "status");
    button.after(status);
    button.hidden = false;
    const says = button.textContent;
    button.addEventListener("click", async () => {
      const source = root.getElementById(button.dataset.copy);
      if (!source) return;
      try {
        await navigator.clipboard.writeText(source.value ?? source.innerText);
        status.textContent = button.textContent = "Copied";
      } catch {
        source.select?.();
        status.textContent = button.textContent = "Press Ctrl and C to copy";
      }
      setTimeout(() => { button.textContent = says; status.textContent = ""; }, 4000);
    });
  }
}
