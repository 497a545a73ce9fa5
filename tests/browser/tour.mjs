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

// The doors that the demo printed, by role: DOORS="practice-nurse-zp002 reception-zp084 …".
const doors = (process.env.DOORS ?? "practice-nurse-zp002 reception-zp084 coil-and-implant-fitter-zp084 practice-manager-zp084 caldicott-guardian-zp084 gp-zp001 convener-zo001 respiratory-medicine-service-manager-zh001 public-health-commissioner-za001").split(" ");
const rolesByDoor = [
  [/nurse|clinician/, "nurse", ["/mine", "/refer", "/sent", "/emergency-coil", "/directory"]],
  [/reception|booking/, "reception", ["/mine", "/inbox"]],
  [/fitter/, "fitter", ["/session", "/inbox"]],
  [/service-manager/, "specialty", ["/recalls", "/results", "/fix-it"]],
  [/convener/, "convener", ["/groups", "/rules", "/fix-it/themes", "/retention"]],
  [/commissioner/, "commissioner", ["/waits", "/plan/sites"]],
  [/gp-/, "gp", ["/fix-it/door", "/letters"]],
  [/manager/, "manager", ["/mine", "/practice", "/seats"]],
  [/guardian/, "guardian", ["/access-log", "/agreements", "/flows"]],
];

const stranger = await tour.page(DESK);
await look(stranger, "/", "start");
for (const door of doors) {
  const [, role, addresses] = rolesByDoor.find(([pattern]) => pattern.test(door)) ?? rolesByDoor[0];
  for (const size of [DESK, PHONE]) {
    const page = await tour.page(size);
    await enter(page, `/enter/${door}`);
    for (const address of addresses) {
      const suffix = size === PHONE ? "-phone" : "";
      await look(page, address, `${role}${address.replaceAll("/", "-")}${suffix}`);
    }
  }
}
await tour.close();
