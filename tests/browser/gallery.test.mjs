// Every component and every error page passes axe and fits, at both sizes, with script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { example, DESK, PHONE, SIZES, fits, noTrouble, open, passesAxe, picture, serve, sheets, tabTo } from "./lib.mjs";

const cookies = [["roundtable", "nurse"]];
const pages = ["/components", "/form", "/list?sort=due&page=3", "/stops/forbidden", "/stops/conflict", "/stops/fault", "/stops/too-large", "/stops/too-long", "/nowhere"];
let server, browser;

before(async () => {
  server = process.env.BASE_URL ? { base: process.env.BASE_URL, stop() {} }
    : await serve(example("gallery"), []);
  browser = await open(server.base);
});
after(async () => { await browser?.close(); server?.stop(); });

for (const size of SIZES) {
  for (const address of pages) {
    test(`${address} at ${size.width}`, async () => {
      const page = await browser.page(size, { cookies });
      const answer = await page.goto(address);
      await passesAxe(page);
      await fits(page);
      if (answer.ok()) noTrouble(page);
      await picture(page, `gallery${address.replace(/[^a-z]+/g, "-")}-${size.name}`);
      await page.context().close();
    });
  }

  test(`a wrong form keeps what was typed, at ${size.width}`, async () => {
    const page = await browser.page(size, { cookies });
    await page.goto("/form");
    await page.getByLabel("Anything the fitter must know").fill("Allergic to \"latex\" & <iodine>");
    await page.getByLabel("Day").fill("31");
    await page.getByRole("button", { name: "Send the ask" }).click();
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.getByLabel("Anything the fitter must know").inputValue(), "Allergic to \"latex\" & <iodine>");
    assert.equal(await page.getByLabel("Day").inputValue(), "31");
    assert.equal(await page.evaluate(() => document.activeElement.className), "nhsuk-error-summary");
    await page.getByRole("link", { name: "Enter a telephone number" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), "telephone");
    await passesAxe(page);
    await fits(page);
    await picture(page, `gallery-form-wrong-${size.name}`);
    await page.context().close();
  });

  test(`reading and sending without script, at ${size.width}`, async () => {
    const page = await browser.page(size, { script: false, cookies });
    await page.goto("/form");
    await page.getByLabel("Telephone").fill("07700 900123");
    await page.getByLabel("Day").fill("31");
    await page.getByLabel("Month").fill("3");
    await page.getByLabel("Year").fill("1994");
    assert.ok(await page.getByLabel("Say what").isVisible(), "a part that script would hide is there");
    await page.getByLabel("Copper coil").check();
    await page.getByRole("button", { name: "Send the ask" }).click();
    assert.ok(await page.getByText("The ask was sent.").isVisible());
    assert.equal(new URL(page.url()).pathname, "/list");
    await page.reload();
    assert.equal(await page.getByText("The ask was sent.").count(), 0, "it is said once");
    await page.goto("/components");
    await picture(page, `gallery-without-script-${size.name}`);
    await page.context().close();
  });
}

test("a stranger is led to sign in and back", async () => {
  const page = await browser.page(DESK);
  await page.goto("/list?page=2");
  assert.equal(new URL(page.url()).search, "?then=%2Flist%3Fpage%3D2");
  await passesAxe(page);
  await picture(page, "gallery-sign-in-desk");
  await page.context().close();
});

test("a form from an ended session changes nothing and shows what was typed", async () => {
  const page = await browser.page(PHONE, { cookies });
  await page.goto("/form");
  await page.getByLabel("Telephone").fill("07700 900123");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Send the ask" }).click();
  assert.ok(await page.getByText("07700 900123").isVisible());
  await passesAxe(page);
  await fits(page);
  await picture(page, "gallery-form-refused-phone");
  await page.context().close();
});

test("a list is walked by keyboard alone", async () => {
  const page = await browser.page(DESK, { cookies });
  await page.goto("/list");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Skip to main content");
  await tabTo(page, "tbody a");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "/asks/3");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/asks/3");
  await page.context().close();
});

test("what is typed is kept as a draft", async () => {
  const page = await browser.page(DESK, { cookies });
  await page.goto("/form");
  const sent = page.waitForRequest("**/drafts/form");
  await page.getByLabel("Telephone").fill("07700 900123");
  assert.equal(new URLSearchParams((await sent).postData()).get("telephone"), "07700 900123");
  await page.getByText(/^Draft saved at/).waitFor();
  noTrouble(page);
  await page.context().close();
});

test("a page says on paper that everybody is made up, and fits one sheet", async () => {
  const page = await browser.page(DESK, { cookies });
  await page.goto("/list");
  assert.equal(await sheets(page), 1);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText("is made up").isVisible());
  await page.setViewportSize({ width: 794, height: 1123 });
  await picture(page, "gallery-print");
  await page.context().close();
});
