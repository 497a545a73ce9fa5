// Signing in, one's own account and the seats of an organisation: axe, both sizes, with script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { example, SIZES, fits, noTrouble, open, passesAxe, picture, serve } from "./lib.mjs";

let server, browser;

before(async () => {
  server = process.env.BASE_URL ? { base: process.env.BASE_URL, stop() {} }
    : await serve(example("training"), []);
  browser = await open(server.base);
});
after(async () => { await browser?.close(); server?.stop(); });

const strangers = ["/sign-in", "/sign-in?then=%2Fseats", "/invitation", "/reset", "/enter", "/enter/manager"];
const own = ["/account", "/account/password", "/account/telephone", "/account/codes", "/seats", "/seats?state=all&sort=holder", "/seats/invite", "/seats/name"];

const shown = async (page, address, size) => {
  const answer = await page.goto(address);
  assert.ok(answer.ok(), `${address}: ${answer.status()}`);
  await passesAxe(page);
  await fits(page);
  noTrouble(page);
  await picture(page, `accounts${address.replace(/[^a-z]+/g, "-")}-${size.name}`);
};

for (const size of SIZES) {
  test(`strangers' pages at ${size.width}`, async () => {
    const page = await browser.page(size);
    for (const address of strangers) await shown(page, address, size);
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").fill("tamsin.merrow@marlshire.example");
    await page.getByLabel("Password", { exact: true }).fill("not the one");
    await page.getByRole("button", { name: "Go on" }).click();
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.getByLabel("E-mail address").inputValue(), "tamsin.merrow@marlshire.example");
    await passesAxe(page);
    await picture(page, `accounts-wrong-${size.name}`);
    await page.context().close();
  });

  test(`a manager's pages at ${size.width}, without script for the forms`, async () => {
    const page = await browser.page(size, { script: false });
    await page.goto("/enter/manager?then=/seats");
    await page.getByRole("button", { name: "Enter as Ines Oakhanger" }).click();
    assert.equal(new URL(page.url()).pathname, "/seats");
    const cookies = (await page.context().cookies()).map(({ name, value }) => [name, value]);
    await page.goto("/seats/invite");
    await page.getByLabel("Name").fill("Orla Hartsease");
    await page.getByLabel("E-mail address").fill(`orla.${size.width}@marlshire.example`);
    await page.getByLabel("Seat").selectOption({ label: "Second nurse" });
    await page.getByRole("button", { name: "Invite" }).click();
    assert.match(await page.locator("main").innerText(), /type this code: [0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}/);
    await page.context().close();

    const scripted = await browser.page(size, { cookies });
    for (const address of own) await shown(scripted, address, size);
    await scripted.context().close();
  });
}
