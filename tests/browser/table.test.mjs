// A meeting of 34 seats with the keyboard alone, within its times: T13 who is here (90 s), T14 a decision and two actions
// (60 s); at a desk and on a phone; and the group's pages with axe, without overflow, on paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveDemo } from "./demo.mjs";
import { DESK, SIZES, fits, noTrouble, open, passesAxe, picture, sheets, tabTo, within } from "./lib.mjs";

let demo, browser;
before(async () => { demo = await serveDemo(); browser = await open(demo.base); });
after(async () => { await browser?.close(); demo?.stop(); });

const type = (page, words) => page.keyboard.type(words, { delay: 30 });
// A hand needs a moment for each key.
const press = async (page, key) => { await page.keyboard.press(key, { delay: 25 }); };

async function today(page) {
  await page.goto("/groups");
  await page.getByRole("link", { name: "Castermere sexual-health alliance" }).first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  const group = new URL(page.url()).pathname;
  const day = await page.evaluate(() => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/London" }));
  return { group, meeting: `${group}/meetings/${day}` };
}

for (const size of SIZES) {
  test(`a meeting of 34 seats by keyboard at ${size.width}`, async () => {
    const page = await browser.enters(size, "convener");
    const { group, meeting } = await today(page);
    await passesAxe(page); await fits(page); noTrouble(page);
    await picture(page, `group-${size.name}`);
    await page.goto(meeting);
    await passesAxe(page); await fits(page);
    await picture(page, `meeting-before-${size.name}`);
    await within(`T13 at ${size.width}`, 90, async () => {
      await page.goto(`${meeting}/attendance`);
      await tabTo(page, 'input[type="radio"]');
      assert.equal(await page.locator(".rt-roll__row").count(), 34);
      // At an empty seat there is nothing to mark, and no stop of the keyboard.
      const seats = await page.locator(".rt-roll__row:has(input)").count();
      assert.ok(seats >= 32, `${seats} of 34 seats have somebody named`);
      for (let seat = 0; seat < seats; seat += 1) {
        await press(page, "Space");
        // Every eighth sends apologies: two arrows on, unless it stands there already.
        for (let arrows = 0; seat % 8 === 7 && arrows < 4; arrows += 1) {
          if (await page.evaluate(() => document.activeElement.value === "apologies")) break;
          await press(page, "ArrowDown");
        }
        await press(page, "Tab");
      }
      assert.ok(await page.evaluate(() => document.activeElement?.matches("main button")), "the next stop after the last seat is Save");
      await press(page, "Enter");
      await page.waitForURL((url) => url.pathname === meeting);
    });
    assert.match(await page.locator("#attendance ~ p").first().innerText(), /Quorate: \d+ of 19 organisations/);
    await page.goto(`${meeting}/attendance`);
    assert.equal(await page.locator('input[value="apologies"]:checked').count(), 4);
    await passesAxe(page); await fits(page);
    await picture(page, `attendance-${size.name}`);
    await page.goto(meeting);
    await within(`T14 at ${size.width}`, 60, async () => {
      await tabTo(page, "#decision");
      await type(page, "One rule: four weeks in every setting");
      await tabTo(page, "#action1");
      await type(page, "Tell every practice");
      await press(page, "Tab");
      await type(page, "Clinic man");
      await tabTo(page, "#action2");
      await type(page, "Show the figures of the first quarter");
      await press(page, "Tab");
      await type(page, "Convener");
      await tabTo(page, "#action3");
      await press(page, "Enter");
      await page.waitForURL((url) => url.pathname === meeting && url.hash === "#outcomes");
    });
    const outcomes = page.locator("#outcomes ~ *");
    assert.ok((await page.content()).includes("One rule: four weeks in every setting"));
    assert.ok(await outcomes.count() >= 2);
    await passesAxe(page); await fits(page); noTrouble(page);
    await picture(page, `meeting-after-${size.name}`);
    for (const [name, address] of [["room", `${meeting}/room`], ["minutes", `${meeting}/minutes`], ["pack", `${meeting}/pack`], ["chair", `${group}/chair`],
      ["actions", `${group}/actions`], ["change", `${group}/change`], ["seat", `${group}/seats/new`], ["groups", "/groups"], ["new", `/groups/new`],
      ["move", `${group}/meetings/new`]]) {
      await page.goto(address);
      await passesAxe(page); await fits(page); noTrouble(page);
      await picture(page, `table-${name}-${size.name}`);
    }
    await page.goto(`${meeting}/minutes`);
    assert.ok(await sheets(page) <= 4, "minutes print on a few sheets");
    const decision = (await page.goto(meeting), await page.locator('a[href*="/decisions/"]').first().getAttribute("href"));
    await page.goto(decision);
    await passesAxe(page); await fits(page);
    await picture(page, `decision-${size.name}`);
    await page.context().close();
  });
}

for (const size of SIZES) {
  test(`T15 the same year's asks under two rules, and the year's account, at ${size.width}`, async () => {
    const page = await browser.enters(size, demo.door("public-health"));
    await page.goto("/mine");
    await within(`T15 at ${size.width}`, 15, async () => {
      await page.getByRole("link", { name: "The same asks under two rules" }).focus();
      await press(page, "Enter");
      await page.waitForURL((url) => url.pathname === "/waits");
      const first = await page.locator("main").innerText();
      assert.match(first, /Of [\d,]+ asks due under both .* [\d.]+% met GP-28 and [\d.]+% met CL-5c/);
      assert.match(first, /Reason/);
    });
    assert.doesNotMatch(await page.content(), /href="\/asks\//, "no single ask is reached from here");
    await passesAxe(page); await fits(page); noTrouble(page);
    await picture(page, `waits-${size.name}`);
    await page.goto("/waits/account");
    assert.match(await page.locator("main").innerText(), /Miles saved by each fitting[\s\S]*What patients said[\s\S]*Not recorded/);
    await passesAxe(page); await fits(page); noTrouble(page);
    assert.ok(await sheets(page) <= 3, "the account prints on a sheet, its definitions on the next");
    await picture(page, `account-${size.name}`);
    await page.context().close();
  });
}

test("the group's pages without script, and the page of 34 seats soon enough", async () => {
  const page = await browser.enters(DESK, "convener");
  const { group, meeting } = await today(page);
  const cookies = await page.context().cookies();
  const header = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const times = [];
  for (let nth = 0; nth < 200; nth += 1) {
    const began = performance.now();
    const answer = await fetch(demo.base + group, { headers: { cookie: header } });
    await answer.text();
    assert.equal(answer.status, 200);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  console.log(`page of 34 seats: median ${times[100].toFixed(1)} ms, p99 ${times[197].toFixed(1)} ms`);
  const plain = await browser.page(DESK, { script: false, cookies: cookies.map(({ name, value }) => [name, value]) });
  for (const address of [group, meeting, `${meeting}/attendance`]) {
    await plain.goto(address);
    assert.ok(await plain.locator("h1").innerText());
    await fits(plain);
  }
  await plain.context().close();
  await page.context().close();
});
