// The one script of every page. Without it every page can be read and every form sent.
import { initAll } from "../vendor/nhsuk-frontend.mjs";
import { copyOut } from "./copy.mjs";
import { keepDrafts } from "./drafts.mjs";
import { listKeys } from "./keys.mjs";
import { warnOfEnd } from "./session.mjs";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
copyOut(document);
listKeys(document);
const drafts = keepDrafts(document);
warnOfEnd(document, drafts);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
