// Fix-It by keyboard alone, within its times: T8 post an issue from a phone (30 s), T9 answer one (60 s); the guard keeps what
// was typed; every page passes axe and fits, at a desk and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveDemo } from "./demo.mjs";
import { DESK, PHONE, SIZES, fits, noTrouble, open, passesAxe, picture, sheets, tabTo, within } from "./lib.mjs";

let demo, browser;
before(async () => { demo = await serveDemo(); browser = await open(demo.base); });
after(async () => { await browser?.close(); demo?.stop(); });

async function type(page, words) { await page.keyboard.type(words, { delay: 30 }); }
async function radio(page, name, value) {
  await tabTo(page, `input[name="${name}"]`);
  await page.keyboard.press("Space");
  for (let press = 0; press < 12; press += 1) {
    if (await page.evaluate((wanted) => document.activeElement.value === wanted, value)) break;
    await page.keyboard.press("ArrowDown");
  }
}

for (const size of SIZES) {
  test(`T8 and T9 by keyboard at ${size.width}`, async () => {
    const gp = await browser.enters(size, "gp-zp001");
    await gp.goto("/fix-it");
    await passesAxe(gp);
    await fits(gp);
    await picture(gp, `fixit-list-${size.width}`);
    const words = `Results come to us that the clinic asked for, at ${size.width}`;
    await within(`T8 at ${size.width}`, 30, async () => {
      await tabTo(gp, 'a[href="/fix-it/door"]');
      await gp.keyboard.press("Enter");
      await gp.waitForURL(/\/door$/);
      await tabTo(gp, 'a[href="/fix-it/post"]');
      await gp.keyboard.press("Enter");
      await gp.waitForURL(/\/post$/);
      await tabTo(gp, "#specialty");
      await type(gp, "Resp");
      await radio(gp, "broken", "result");
      await tabTo(gp, "#text");
      await type(gp, words);
      await tabTo(gp, "main form button");
      await gp.keyboard.press("Enter");
      await gp.waitForURL(/\/issues\/[0-9a-z]+$/);
    });
    const issue = new URL(gp.url()).pathname;
    await passesAxe(gp);
    await fits(gp);
    noTrouble(gp);
    const lead = await browser.enters(size, "respiratory-medicine-service-manager-zh001");
    await lead.goto("/fix-it?show=mine");
    await lead.getByText(words.slice(0, 40)).first().waitFor();
    await within(`T9 at ${size.width}`, 60, async () => {
      await tabTo(lead, `a[href="${issue}"]`, 200);
      await lead.keyboard.press("Enter");
      await lead.waitForURL(/\/issues\//);
      await tabTo(lead, "#answer_words", 200);
      await type(lead, "The clinic chases its own results from Monday on; the template is changed today");
      await tabTo(lead, "#answer button");
      await lead.keyboard.press("Enter");
      await lead.getByText("I agree").or(lead.getByText("Recorded.")).first().waitFor();
    });
    await picture(lead, `fixit-issue-${size.width}`);
    await passesAxe(lead);
    await fits(lead);
    noTrouble(lead);
    await gp.context().close();
    await lead.context().close();
  });

  test(`the guard keeps what was typed, and says what to change, at ${size.width}`, async () => {
    const gp = await browser.enters(size, "gp-zp001");
    await gp.goto("/fix-it/post");
    await gp.selectOption("#specialty", "renal");
    await gp.locator('input[name="broken"][value="clarity"]').check();
    await gp.fill("#text", "NHS 999 000 0018, Mrs Larkhill, waits for a letter");
    await gp.locator("main form button").click();
    await gp.getByText("looks like an NHS number").first().waitFor();
    assert.equal(await gp.inputValue("#text"), "NHS 999 000 0018, Mrs Larkhill, waits for a letter");
    assert.equal(await gp.inputValue("#specialty"), "renal");
    await passesAxe(gp);
    await fits(gp);
    await picture(gp, `fixit-guard-${size.width}`);
    await gp.context().close();
  });

  test(`every page of Fix-It passes at ${size.width}`, async () => {
    const office = await browser.enters(size, "convener-zo001");
    const pages = ["/fix-it", "/fix-it?show=late", "/fix-it?state=new", "/fix-it/door", "/fix-it/harm", "/fix-it/one-patient?specialty=renal", "/fix-it/post", "/fix-it/weekly",
      "/fix-it/themes", "/fix-it/themes/cardiology/referral", "/fix-it/themes/respiratory-medicine/result", "/fix-it/specialties", "/fix-it/specialties/renal", "/fix-it/changed"];
    for (const path of pages) {
      await office.goto(path);
      await passesAxe(office);
      await fits(office);
      await picture(office, `fixit${path.replaceAll(/\W+/g, "-")}-${size.width}`);
    }
    await office.goto("/fix-it?show=mine");
    const first = office.locator("tbody a[href^='/fix-it/issues']").first();
    if (await first.count()) {
      await first.click();
      await passesAxe(office);
      await fits(office);
      await picture(office, `fixit-screen-${size.width}`);
    }
    noTrouble(office);
    await office.context().close();
  });
}

test("posting and the lists work without script, and the weekly list prints on few sheets", async () => {
  const gp = await browser.enters(PHONE, "gp-zp001", { script: false });
  await gp.goto("/fix-it/post");
  await gp.selectOption("#specialty", "renal");
  await gp.locator('input[name="broken"][value="clarity"]').check();
  await gp.fill("#text", "The action stands on the last page, without script too");
  await gp.locator("main form button").click();
  await gp.getByText("The action stands on the last page").first().waitFor();
  const office = await browser.enters(DESK, "convener-zo001");
  await office.goto("/fix-it/weekly");
  assert.ok(await sheets(office) <= 2, "the weekly list prints on two sheets");
  const csv = await office.request.get("/fix-it/weekly.csv");
  assert.ok((await csv.text()).includes("days_late"));
});

for (const size of SIZES) {
  test(`recalls pass at ${size.width}: by owner, planned, ended by keyboard`, async () => {
    const desk = await browser.enters(size, "respiratory-medicine-recall-coordinator-zh001");
    await desk.goto("/recalls?specialty=respiratory-medicine");
    await passesAxe(desk);
    await fits(desk);
    await picture(desk, `recalls-${size.width}`);
    const first = await desk.locator("tbody a[href^='/recalls/']").first().getAttribute("href");
    await desk.goto(first);
    await passesAxe(desk);
    await fits(desk);
    await picture(desk, `recall-${size.width}`);
    await radio(desk, "end", "done");
    await desk.keyboard.press("Space");
    await tabTo(desk, "#end button");
    await desk.keyboard.press("Enter");
    await desk.getByText("Recorded.").first().waitFor();
    const office = await browser.enters(size, "convener-zo001");
    for (const [who, path] of [[desk, "/recalls/new"], [desk, "/recalls/owners"], [office, "/recalls/rules"]]) {
      await who.goto(path);
      await passesAxe(who);
      await fits(who);
      await picture(who, `${path.slice(1).replaceAll("/", "-")}-${size.width}`);
      noTrouble(who);
    }
    await desk.goto("/recalls");
    if (size === DESK) assert.ok(await sheets(desk) <= 4, "a page of the list prints on few sheets");
    await desk.context().close();
    await office.context().close();
  });
}
