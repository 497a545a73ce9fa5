// A change tried on a simulated year, by whoever sees figures: the form, the run, the report, a trial kept and found again,
// need beside supply. Every page passes axe and fits, at a desk and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveDemo } from "./demo.mjs";
import { SIZES, fits, noTrouble, open, passesAxe, picture } from "./lib.mjs";

let demo, browser;
before(async () => { demo = await serveDemo(); browser = await open(demo.base); });
after(async () => { await browser?.close(); demo?.stop(); });

async function sound(page, name, size) {
  await passesAxe(page);
  await fits(page);
  await picture(page, `planning-${name}-${size.width}`);
}

for (const size of SIZES) {
  test(`a service closed on a simulated year, at ${size.width}`, async () => {
    const page = await browser.enters(size, "convener-zo001");
    await page.goto("/plan/simulate");
    await sound(page, "form", size);
    await page.locator("#asks").fill("10");
    await page.locator("#replications").fill("2");
    await page.locator("main form").getByRole("button", { name: "Simulate" }).click();
    await page.waitForURL(/\/plan\/simulate\/.+/);
    await sound(page, "running", size);
    for (let looks = 0; !(await page.getByRole("button", { name: /keep/i }).isVisible()); looks++) {
      assert.ok(looks < 2000, await page.locator("main").innerText());
      await page.getByText("Look again").click();
      await page.waitForLoadState();
    }
    await sound(page, "report", size);
    await page.getByRole("button", { name: /keep/i }).click();
    await page.waitForLoadState();
    await page.goto("/plan/trials");
    await sound(page, "trials", size);
    await page.locator("main table tbody a").first().click();
    await page.waitForURL(/\/plan\/trials\/.+/);
    await sound(page, "trial", size);
    await page.goto("/plan/needs");
    await sound(page, "needs", size);
    noTrouble(page);
    await page.goto("/plan/simulate");
    await page.locator("#replications").fill("1");
    await page.locator("main form").getByRole("button", { name: "Simulate" }).click();
    await page.locator(".nhsuk-error-summary").waitFor();
    await sound(page, "form-wrong", size);
    await page.context().close();
  });
}
