// The one script of every page. Without it every page can be read and every form sent.
import * as nhs from "../vendor/nhsuk-frontend.mjs";
import { copyOut } from "./copy.mjs";
import { keepDrafts } from "./drafts.mjs";
import { listKeys } from "./keys.mjs";
import { keepLive } from "./live.mjs";
import { warnOfEnd } from "./session.mjs";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

// All of the design system but its file upload: the button it makes has a spoken name that does not hold its written
// one, so that it cannot be pressed by voice (WCAG 2.5.3). The browser's own field can.
for (const part of [
  nhs.Button, nhs.CharacterCount, nhs.Checkboxes, nhs.ErrorSummary, nhs.Header, nhs.NotificationBanner,
  nhs.PasswordInput, nhs.Radios, nhs.Scroll, nhs.SkipLink, nhs.Table, nhs.Tabs,
]) {
  nhs.createAll(part);
}

// The design system says of a radio button that it is expanded, which ARIA does not allow of one. The part that
// appears stands next in the reading order, so nothing is lost by not saying so.
function sayNothingOfExpansion() {
  for (const radio of document.querySelectorAll('input[type="radio"][aria-expanded]')) radio.removeAttribute("aria-expanded");
}
sayNothingOfExpansion();
document.addEventListener("click", sayNothingOfExpansion);
addEventListener("pageshow", sayNothingOfExpansion);

copyOut(document);
listKeys(document);
keepLive(document);
warnOfEnd(document, keepDrafts(document));
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
