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

// Looks again until the run is done.
async function done(page) {
  for (let looks = 0; !(await page.getByRole("button", { name: /keep/i }).isVisible()); looks++) {
    assert.ok(looks < 2000, await page.locator("main").innerText());
    await page.getByText("Look again").click();
    await page.waitForLoadState();
  }
}

// Keeps what a run found.
async function keep(page) {
  await page.getByRole("button", { name: /keep/i }).click();
  await page.waitForURL(/\/plan\/trials\/.+/);
}

for (const size of SIZES) {
  test(`two plans of sites kept and laid side by side, at ${size.width}`, async () => {
    const page = await browser.enters(size, "convener-zo001");
    for (const [p, name] of [["4", "four"], ["6", "six"]]) {
      await page.goto(`/plan/sites?whose=clinics&asked=1&p=${p}&site-1=open`);
      await sound(page, `sites-${name}`, size);
      await page.getByRole("button", { name: /run/i }).click();
      await page.waitForURL(/\/plan\/runs\/.+/);
      await done(page);
      await sound(page, `sites-run-${name}`, size);
      await keep(page);
    }
    await sound(page, "sites-trial", size);
    await page.goto("/plan/compare");
    await page.locator("#one").selectOption({ index: 1 });
    await page.locator("#other").selectOption({ index: 2 });
    await page.getByRole("button", { name: /side by side/i }).click();
    await page.getByText("Sites of each").waitFor();
    await sound(page, "compare", size);
    await page.goto("/plan/runs");
    await sound(page, "runs", size);
    noTrouble(page);
    await page.context().close();
  });

  test(`last year judged again by a form, at ${size.width}`, async () => {
    const page = await browser.enters(size, "convener-zo001");
    await page.goto("/plan/replay");
    await sound(page, "replay-form", size);
    await page.locator("#title").fill("One fair rule");
    await page.locator("#rule").selectOption("own");
    await page.getByText("A rule of its own", { exact: true }).click();
    await page.locator("#limit").fill("28");
    await page.getByRole("checkbox", { name: "General practice" }).check();
    await page.getByRole("checkbox", { name: "Sexual-health clinic" }).check();
    await page.locator("summary", { hasText: "Prices" }).click();
    await page.locator("[name=now-coil-fitting]").fill("81.31");
    await page.locator("[name=then-coil-fitting]").fill("90");
    await page.locator("#practice-before").evaluate((field) => { field.closest("details").open = true; });
    await page.getByRole("button", { name: "Judge the year again" }).click();
    await page.waitForURL(/\/plan\/runs\/.+/);
    await done(page);
    await sound(page, "replay-report", size);
    await keep(page);
    await sound(page, "replay-trial", size);
    noTrouble(page);
    await page.goto("/plan/replay");
    await page.getByRole("button", { name: "Judge the year again" }).click();
    await page.locator(".nhsuk-error-summary").waitFor();
    await sound(page, "replay-form-wrong", size);
    await page.context().close();
  });

  test(`a service closed on a simulated year, at ${size.width}`, async () => {
    const page = await browser.enters(size, "convener-zo001");
    await page.goto("/plan/simulate");
    await sound(page, "form", size);
    await page.locator("#asks").fill("10");
    await page.locator("#replications").fill("2");
    await page.locator("main form").getByRole("button", { name: "Simulate" }).click();
    await page.waitForURL(/\/plan\/runs\/.+/);
    await sound(page, "running", size);
    await done(page);
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
