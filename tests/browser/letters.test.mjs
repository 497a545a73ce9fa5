// Letters by keyboard: T10, the courteous reply (45 s), at a desk and on a phone; an action block; what is agreed; an audit
// begun by a practice, one letter brought in, read blind and coded with a key (T11, 20 s); two years of letters counted; a result
// handed over. Every page passes axe and fits.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveDemo } from "./demo.mjs";
import { DESK, SIZES, fits, noTrouble, open, passesAxe, picture, sheets, tabTo, within } from "./lib.mjs";

let demo, browser;
before(async () => { demo = await serveDemo(); browser = await open(demo.base); });
after(async () => { await browser?.close(); demo?.stop(); });

const LETTER = `Dear Dr Elm\nRe: Mrs Ada Birch, DOB 1/2/1950\nSeen in clinic on 3 February 2025 with snoring.\nGP please refer to the sleep clinic.\nYours sincerely\nDr C Cedar`;

async function sound(page, name, size) {
  await passesAxe(page);
  await fits(page);
  await picture(page, `letters-${name}-${size.width}`);
}

for (const size of SIZES) {
  test(`T10: a reply by keyboard at ${size.width}`, async () => {
    const gp = await browser.enters(size, "gp-zp001");
    await gp.goto("/letters");
    await sound(gp, "hub", size);
    await gp.goto("/letters/reply");
    await sound(gp, "reply-1", size);
    await within("T10 reply", 45, async () => {
      await tabTo(gp, "#text");
      await gp.keyboard.insertText(LETTER);
      await tabTo(gp, "#specialty");
      await gp.keyboard.type("Respiratory");
      // Enter in a list of choices opens it: the form is sent by its button.
      await tabTo(gp, "main form button");
      await gp.keyboard.press("Enter");
      await gp.getByText("refer to the sleep clinic").first().waitFor();
      await tabTo(gp, "input[name=\"safety\"]");
      await gp.keyboard.press("Space");
      await tabTo(gp, "input[name=\"told\"]");
      await gp.keyboard.press("Space");
      await tabTo(gp, "#phone");
      await gp.keyboard.type("01632 960111", { delay: 30 });
      await gp.keyboard.press("Enter");
      await gp.getByText("A person sends it").waitFor();
    });
    const words = await gp.locator("#reply").inputValue();
    assert.ok(words.includes("Nothing is unsafe while you arrange this") && words.includes("rule A2a"), words);
    await sound(gp, "reply-3", size);
    if (size === DESK) assert.ok(await sheets(gp) <= 2, "a reply prints on two sheets");
    noTrouble(gp);
    await gp.context().close();
  });

  test(`what writers of letters use, and the rules, at ${size.width}`, async () => {
    const gp = await browser.enters(size, "gp-zp001");
    for (const page of ["may-i-ask", "actions", "asks", "rules", "templates", "audits/new"]) {
      await gp.goto(`/letters/${page}`);
      await sound(gp, page.replaceAll("/", "-"), size);
    }
    noTrouble(gp);
    await gp.goto("/letters/actions");
    await gp.locator("#what-0").fill("repeat potassium");
    await gp.locator("main button[type=submit], main button").last().click();
    await gp.getByText("an action without an owner is done by nobody").first().waitFor();
    await sound(gp, "actions-refused", size);
    await gp.context().close();
  });
}

test("T11: a practice reads its own letters, blind, by key", async () => {
  const gp = await browser.enters(DESK, "gp-zp001");
  await gp.goto("/letters/audits/new");
  await gp.locator("#title").fill("Spring letters");
  for (const box of await gp.locator("input[name=readers]").all()) await box.check();
  await gp.locator("input[name=sampling][value=all]").check();
  await gp.getByRole("button", { name: "Begin" }).click();
  await gp.getByText("No letter is in it yet").waitFor();
  await gp.locator("input[type=file]").setInputFiles({ name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from(LETTER) });
  await gp.getByRole("button", { name: "Bring them in" }).click();
  await gp.getByText("One letter is in it").first().waitFor();
  await sound(gp, "audit", DESK);
  await within("T11 code a letter", 20, async () => {
    await gp.getByRole("link", { name: "Read the next letter" }).or(gp.getByRole("button", { name: "Read the next letter" })).first().click();
    await gp.getByText("refer to the sleep clinic").waitFor();
    assert.ok(!(await gp.locator("main").innerText()).includes("Birch"), "the letter has no people in it");
    await sound(gp, "read", DESK);
    await tabTo(gp, "button[value=\"2\"]");
    await gp.keyboard.press("Enter");
    await gp.getByText("Nothing is left for you to read").first().waitFor();
  });
  await gp.getByRole("link", { name: "The audit" }).click();
  await gp.getByText("1 of 1 letters").first().waitFor();
  await sound(gp, "audit-figures", DESK);
  noTrouble(gp);
  await gp.context().close();
});

for (const size of SIZES) {
  test(`two years of letters, from the rates to a sentence and to what the group may see, at ${size.width}`, async () => {
    const office = await browser.enters(size, "convener-zo001");
    await office.goto("/letters");
    await office.getByRole("link", { name: "Two years of letters" }).click();
    await office.getByText("Before and since").first().waitFor();
    await sound(office, "two-years", size);
    const audit = new URL(office.url()).pathname;
    for (const [name, path] of [["group", "/group"], ["requests", "/requests?ask=3"], ["specialty", "/specialties/cardiology"]]) {
      await office.goto(audit + path);
      await sound(office, `two-years-${name}`, size);
    }
    const paper = await office.request.get(`${demo.base}${audit}/report.pdf`);
    assert.equal((await paper.body()).subarray(0, 4).toString(), "%PDF");
    noTrouble(office);
    await office.context().close();
  });

  test(`a result handed over, accepted and acted on, at ${size.width}`, async () => {
    const doctor = await browser.enters(size, "respiratory-consultant-zh001");
    await doctor.goto("/results/new");
    await sound(doctor, "result-new", size);
    await doctor.locator("#to").selectOption("ZP001");
    await doctor.locator("input[name=test][value=blood-test]").check();
    await doctor.locator("#why").fill(`Potassium 5.7, again within a week (${size.width})`);
    await doctor.locator("#name").fill("Hesper Quarrie");
    await doctor.getByRole("button", { name: "Hand it over" }).click();
    await doctor.getByText("It stays yours until they accept it").first().waitFor();
    await sound(doctor, "result-waits", size);
    const at = new URL(doctor.url()).pathname;
    const gp = await browser.enters(size, "gp-zp001");
    await gp.goto("/results");
    await sound(gp, "results", size);
    await gp.goto(at);
    await sound(gp, "result-asked", size);
    await gp.getByRole("button", { name: "Accept it" }).click();
    await gp.getByText("It is yours: act on it").waitFor();
    await gp.getByRole("button", { name: "We have acted on it" }).click();
    await gp.getByText("Nothing is left to do").waitFor();
    await sound(gp, "result-done", size);
    noTrouble(doctor);
    noTrouble(gp);
    await doctor.context().close();
    await gp.context().close();
  });
}
