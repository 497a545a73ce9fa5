// The main job with the keyboard alone, within its times: T1 refer, T2 accept and offer, T3 record and answer, T4 what is
// late; at a desk and on a phone, and Refer without script. Times are printed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { example, DESK, SIZES, fits, noTrouble, open, passesAxe, picture, serve, sheets, tabTo, within } from "./lib.mjs";

let server, browser;
const people = [];

before(async () => {
  server = process.env.BASE_URL ? { base: process.env.BASE_URL, stop() {} }
    : await serve(example("serve"), []);
  browser = await open(server.base);
  const page = await browser.page(DESK);
  await page.goto("/training");
  people.push(...await page.locator("a[data-org]").evaluateAll((links) =>
    links.map((link) => ({ org: link.dataset.org, role: link.dataset.role, href: link.getAttribute("href") }))));
  await page.context().close();
});
after(async () => { await browser?.close(); server?.stop(); });

async function as(size, org, role, options) {
  const one = people.find((somebody) => somebody.org === org && somebody.role === role);
  assert.ok(one, `${role} at ${org}`);
  return browser.page(size, { cookies: [["roundtable", one.href.split("/").pop()]], ...options });
}

// A practice that fits nothing itself has no fitter among its people.
const senders = () => people.filter((one) => one.role === "clinician" && !people.some((other) => other.org === one.org && other.role === "fitter"));

// Every key as a hand would press it; a first-time user reads for most of the time, so what is counted is press by press.
async function type(page, words) { await page.keyboard.type(words, { delay: 30 }); }
async function radio(page, name, value) {
  await tabTo(page, `input[name="${name}"]`);
  for (let press = 0; press < 8; press += 1) {
    if (await page.evaluate((wanted) => document.activeElement.value === wanted, value)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Space");
}

async function refer(page, name) {
  await page.goto("/mine");
  await page.getByRole("button", { name: "Refer", exact: true }).or(page.getByRole("link", { name: "Refer", exact: true })).first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/refer$/);
  await radio(page, "method", "implant");
  await radio(page, "purpose", "contraception");
  await tabTo(page, "#pregnancy");
  await type(page, "A reliable");
  await radio(page, "sti_check", "not-needed");
  await radio(page, "consent", "yes");
  await tabTo(page, "#name");
  await type(page, name);
  await page.keyboard.press("Tab");
  await type(page, "7");
  await page.keyboard.press("Tab");
  await type(page, "3");
  await page.keyboard.press("Tab");
  await type(page, "1994");
  await tabTo(page, "#contact");
  await type(page, "07700 900123");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Choose a host" }).waitFor();
  await picture(page, `refer-hosts-${page.viewportSize().width}`);
  await passesAxe(page);
  await fits(page);
  await tabTo(page, 'input[name="service"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/asks\/[0-9a-z]+$/);
}

for (const size of SIZES) {
  test(`from Refer to the answer, by keyboard, at ${size.width}`, async () => {
    const sender = senders()[0].org;
    const name = `Amara Fairweather ${size.width}`;
    const nurse = await as(size, sender, "clinician");
    await within(`T1 at ${size.width}`, 60, () => refer(nurse, name));
    const ask = new URL(nurse.url()).pathname;
    await passesAxe(nurse);
    await fits(nurse);
    noTrouble(nurse);
    await picture(nurse, `ask-sent-${size.name}`);
    const audience = await nurse.locator(".rt-audience").innerText();
    const host = people.find((one) => one.org !== sender && audience.includes(one.org)).org;

    const desk = await as(size, host, "booking");
    await within(`T2 at ${size.width}`, 40, async () => {
      await desk.goto("/mine");
      await desk.getByRole("button", { name: "Inbox" }).first().focus();
      await desk.keyboard.press("Enter");
      await desk.waitForURL(/\/inbox/);
      await tabTo(desk, `a[href="${ask}/offer"]`);
      await desk.keyboard.press("Enter");
      await desk.waitForURL(/\/offer$/);
      if (await desk.locator('input[name="slot"]').count() > 3) {
        await tabTo(desk, 'input[name="slot"]');
        await desk.keyboard.press("Space");
        await tabTo(desk, '#slot-4');
        await desk.keyboard.press("Space");
      } else {
        const day = (ahead) => new Date(Date.now() + ahead * 86400000).toISOString().slice(0, 10);
        await desk.locator("#time1").fill(`${day(8)}T10:00`);
        await desk.locator("#time2").fill(`${day(10)}T10:00`);
        await desk.locator("#time2").focus();
      }
      await picture(desk, `offer-${size.name}`);
      await tabTo(desk, "main button.nhsuk-button");
      await desk.keyboard.press("Enter");
      await desk.waitForURL(/\/asks\/[0-9a-z]+$/);
    });
    await passesAxe(desk);
    await fits(desk);
    await picture(desk, `ask-offered-${size.name}`);
    await desk.locator('input[name="slot"]').first().check();
    await desk.getByRole("button", { name: "Book it" }).click();
    await desk.getByText("Booked", { exact: true }).first().waitFor();
    const fitter = await as(size, host, "fitter");
    const when = await desk.locator("dt", { hasText: /^\s*When\s*$/ }).locator("xpath=following-sibling::dd[1]").innerText();
    const at = new Date(when.split(",")[0]);
    const session = `/session?day=${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
    await fitter.goto(session);
    await passesAxe(fitter);
    await fits(fitter);
    await picture(fitter, `session-${size.name}`);
    await within(`T3 at ${size.width}`, 45, async () => {
      await fitter.goto(session);
      await tabTo(fitter, `a[href="${ask}/fit"]`);
      await fitter.keyboard.press("Enter");
      await fitter.waitForURL(/\/fit$/);
      // She sits there today, and was booked for later: the form asks, and gives her time back.
      await tabTo(fitter, 'input[name="came_early"]');
      await fitter.keyboard.press("Space");
      await tabTo(fitter, "#brand");
      await type(fitter, "Madeupanon");
      await fitter.keyboard.press("Tab");
      await type(fitter, "B7");
      await fitter.locator("#expiry").fill("2031-01-31");
      await fitter.locator("#expiry").focus();
      await radio(fitter, "arm", "left");
      await radio(fitter, "chaperone_offer", "declined");
      await picture(fitter, `fit-${size.name}`);
      await fitter.keyboard.press("Enter");
      await fitter.waitForURL(/\/asks\/[0-9a-z]+$/);
    });
    await passesAxe(fitter);
    await desk.goto("/inbox?show=all");
    await passesAxe(desk);
    await fits(desk);
    await picture(desk, `inbox-${size.name}`);

    // The sender reads the answer, can copy it, and closes it.
    await nurse.goto(ask);
    assert.match(await nurse.locator("#copy-out").innerText(), /batch B7/);
    await passesAxe(nurse);
    await fits(nurse);
    await picture(nurse, `ask-answered-${size.name}`);
    if (size === DESK) assert.equal(await sheets(nurse), 1, "an ask prints on one side of A4");
    await nurse.getByRole("button", { name: "I have read the answer: close it" }).click();
    await nurse.getByText("Closed", { exact: false }).first().waitFor();
    for (const page of [nurse, desk, fitter]) await page.context().close();
  });

  test(`what is late today and why, at ${size.width}`, async () => {
    // A practice where something is late; which one depends on the day on which the test is run.
    let page;
    for (const one of people.filter((somebody) => somebody.role === "manager").slice(0, 60)) {
      page = await as(size, one.org, "manager");
      await page.goto("/mine");
      if (/ (is|are) late\./.test(await page.locator(".rt-now").innerText()) && !/^Nothing/.test(await page.locator(".rt-now").innerText())) break;
      await page.context().close();
      page = undefined;
    }
    assert.ok(page, "no practice with anything late");
    await within(`T4 at ${size.width}`, 10, async () => {
      await page.goto("/mine");
      const first = await page.locator("tbody tr").first().innerText();
      assert.match(first, /days? late/);
      assert.match(first, /(nobody has opened|not answered|no times offered|none noted|nothing is recorded|no answer|no other host|no next step|has passed|has not been read)/);
      assert.match(first, /days/);
    });
    assert.ok(await page.locator("table").first().locator("tbody tr").count() <= 7);
    await passesAxe(page);
    await fits(page);
    await picture(page, `home-manager-${size.name}`);
    await page.context().close();
  });

  test(`a wrong form tells everything at once and keeps what was typed, at ${size.width}`, async () => {
    const page = await as(size, senders()[0].org, "clinician");
    await page.goto("/refer");
    await passesAxe(page);
    await fits(page);
    await picture(page, `refer-${size.name}`);
    await page.locator("#name").fill("Amara Fairweather");
    await page.getByRole("button", { name: "Find hosts" }).last().click();
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.locator("#name").inputValue(), "Amara Fairweather");
    await passesAxe(page);
    await fits(page);
    await picture(page, `refer-wrong-${size.name}`);
    await page.context().close();
  });

  test(`Refer without script, at ${size.width}`, async () => {
    const page = await as(size, senders()[0].org, "clinician", { script: false });
    await page.goto("/refer");
    await page.locator("summary", { hasText: "Paste from the record" }).click();
    await page.locator("#paste").fill("Name: Bethan Larkhill\nDOB: 07/03/1994\nMobile: 07700 900124");
    await page.getByRole("button", { name: "Fill from the block" }).click();
    assert.equal(await page.locator("#name").inputValue(), "Bethan Larkhill");
    await page.locator('input[name="method"][value="implant"]').check();
    await page.locator('input[name="purpose"][value="contraception"]').check();
    await page.locator("#pregnancy").selectOption("reliable-method");
    await page.locator('input[name="sti_check"][value="done"]').check();
    await page.locator('input[name="consent"][value="yes"]').check();
    await page.getByRole("button", { name: "Find hosts" }).last().click();
    await page.getByRole("button", { name: "Send the ask" }).click();
    await page.waitForURL(/\/asks\/[0-9a-z]+$/);
    await picture(page, `ask-without-script-${size.name}`);
    await page.context().close();
  });
}
