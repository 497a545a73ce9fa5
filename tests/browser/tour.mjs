// Pictures of each page of the demo, as its people see them. BASE_URL names a demo that is being served; PICTURES, where
// the pictures go.
import { DESK, PHONE, open } from "./lib.mjs";
import { join } from "node:path";

const folder = process.env.PICTURES ?? "docs/tour";
const tour = await open();

/** Comes in through the door of a seat whose address begins so. */
async function enter(page, door) {
  await page.goto(door);
  await page.locator("main form button").first().click();
  await page.waitForLoadState();
}

async function look(page, address, name) {
  await page.goto(address);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const doors = (process.env.DOORS ?? "clinician booking fitter manager guardian").split(" ");
const pages = {
  clinician: ["/refer", "/mine", "/sent", "/directory"],
  booking: ["/mine", "/inbox"],
  fitter: ["/session"],
  manager: ["/mine", "/practice"],
  guardian: ["/access-log", "/agreements", "/flows"],
};

const stranger = await tour.page(DESK);
await look(stranger, "/", "start");
for (const door of doors) {
  const role = Object.keys(pages).find((known) => door.includes(known)) ?? "clinician";
  for (const size of [DESK, PHONE]) {
    const page = await tour.page(size);
    await enter(page, `/enter/${door}`);
    for (const address of pages[role]) {
      const suffix = size === PHONE ? "-phone" : "";
      await look(page, address, `${role}${address.replaceAll("/", "-")}${suffix}`);
    }
  }
}
await tour.close();
