// Timed tasks in the served demo, by keyboard alone and at both sizes: T7 an emergency coil, T20 the person's two
// questions, T21 who looked at one record. And what must never be lost: a draft over a time-out, words over a conflict.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter, hidden, serveDemo, visitor } from "./demo.mjs";
import { DESK, SIZES, fits, noTrouble, open, passesAxe, picture, tabTo, within } from "./lib.mjs";

let demo, browser;
before(async () => {
  demo = await serveDemo();
  browser = await open(demo.base);
});
after(async () => { await browser?.close(); demo?.stop(); });

/** A page of somebody who has come in by that door. */
async function as(size, door, options) {
  const ask = await enter(demo.base, demo.door(door) ?? door);
  return browser.page(size, { cookies: [...ask.cookies], ...options });
}

const type = (page, words) => page.keyboard.type(words, { delay: 30 });
async function choose(page, name, value) {
  await tabTo(page, `input[name="${name}"]`);
  for (let press = 0; press < 12; press += 1) {
    if (await page.evaluate((wanted) => document.activeElement.value === wanted, value)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Space");
}
async function link(page, words) {
  await page.getByRole("link", { name: words }).or(page.getByRole("button", { name: words })).first().focus();
  await page.keyboard.press("Enter");
}
async function good(page) {
  await passesAxe(page);
  await fits(page);
  noTrouble(page);
}
const daysAgo = (days) => new Date(Date.now() - days * 86400000);
async function date(page, field, day) {
  await tabTo(page, `[name="${field}[day]"]`);
  await type(page, String(day.getDate()));
  await page.keyboard.press("Tab");
  await type(page, String(day.getMonth() + 1));
  await page.keyboard.press("Tab");
  await type(page, String(day.getFullYear()));
}

/** Somebody of the demo who is booked comes early and is fitted; the link that she is then sent. */
async function fitted(name, number) {
  const fitter = await enter(demo.base, demo.door("coil-and-implant-fitter"));
  const list = (await fitter("/inbox?show=all")).text;
  const [, id] = list.match(new RegExp(`href="/asks/([0-9a-z]{26})[^"]*"[^>]*>\\s*${name}`));
  const { text } = await fitter(`/asks/${id}/fit`);
  const device = text.match(/<option[^>]*value="([^"]+)"[^>]*selected/)?.[1] ?? text.match(/<option[^>]*selected[^>]*value="([^"]+)"/)?.[1];
  const record = await fitter(`/asks/${id}/fit`, [
    ["form_token", hidden(text, "form_token")], ["version", hidden(text, "version")], ["came_early", "yes"],
    ["fitted_on", new Date().toISOString().slice(0, 10)], ["fitted_device", device], ["brand", "Madeupanon"], ["batch", "B7"],
    ["expiry", "2031-01-31"], ["arm", "left"], ["sounding_cm", "7"], ["chaperone_offer", "declined"], ["effective_from", "at-once"],
    ["supplied_by", "host"], ["do", "fitted"],
  ]);
  assert.equal(record.status, 303, record.text.match(/error-summary[\s\S]{0,800}/)?.[0]);
  for (let tries = 0; tries < 300; tries += 1) {
    const letter = demo.letters().find((one) => one.includes(number) && one.includes("How did it go?"));
    if (letter) return letter.match(/\/me\/[0-9a-z]+/)[0];
    await new Promise((later) => setTimeout(later, 100));
  }
  assert.fail(`no letter to ${number}: ${demo.letters().filter((one) => one.includes(number)).join("\n--\n")}`);
}

for (const size of SIZES) {
  test(`T7: an emergency coil is handed over, and ends in a number to ring, at ${size.width}`, async () => {
    const page = await as(size, "practice-nurse");
    await page.goto("/mine");
    await within(`T7 at ${size.width}`, 45, async () => {
      if (size !== DESK) {
        const menu = page.getByRole("button", { name: /menu|more/i });
        if (await menu.count()) { await menu.first().focus(); await page.keyboard.press("Enter"); }
      }
      await link(page, "Emergency coil");
      await page.waitForURL(/\/emergency-coil$/);
      // A number stands there before a date is typed.
      assert.ok(await page.locator('a[href^="tel:"]').count() > 0);
      await date(page, "upsi", daysAgo(1));
      await page.keyboard.press("Tab");
      await type(page, "22:00");
      await date(page, "period", daysAgo(9));
      await page.keyboard.press("Tab");
      await type(page, "28");
      await page.keyboard.press("Enter");
      await page.getByText("How this was worked out").waitFor();
      await picture(page, `emergency-${size.name}`);
      await tabTo(page, 'input[name="rung"]');
      await page.keyboard.press("Space");
      await choose(page, "agreed", "they-see-her");
      await page.keyboard.press("Tab");
      await type(page, "16:30");
      await page.keyboard.press("Enter");
      await page.getByText("Recorded.", { exact: false }).first().waitFor();
      assert.ok(await page.locator('a[href^="tel:"]').first().isVisible(), "it ends in a number to ring");
    });
    await good(page);
    await page.context().close();
  });

  test(`T20: she answers the two questions, at ${size.width}`, async () => {
    const [name, number, born] = size === DESK ? ["Zofia Larkhill", "07700 900401", new Date(1994, 2, 8)] : ["Hana Merrow", "07700 900402", new Date(1988, 10, 21)];
    const address = await fitted(name, number);
    const page = await browser.page(size);
    await page.goto(address);
    assert.ok(!(await page.content()).includes(name), "the link alone shows nothing");
    await good(page);
    await within(`T20 at ${size.width}`, 20, async () => {
      await date(page, "date_of_birth", born);
      await page.keyboard.press("Enter");
      await page.locator('input[name="ease"]').first().waitFor();
      await choose(page, "ease", "4");
      await tabTo(page, "#words");
      await type(page, "A later time");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText("Thank you.", { exact: false }).first().waitFor();
    });
    await good(page);
    assert.match(await page.locator("main").innerText(), /Who sees what, and who looked/);
    await page.locator("summary", { hasText: "who looked" }).click();
    await picture(page, `her-page-${size.name}`);
    assert.ok(!/implant|coil|sexual|contracep/i.test(await page.locator("main").innerText()), "her page names no service");
    await page.context().close();
  });

  test(`T21: who looked at one record, at ${size.width}`, async () => {
    const nurse = await enter(demo.base, demo.door("practice-nurse"));
    const reference = (await nurse("/sent?show=all")).text.match(/\(([0-9A-Z]{4}-[0-9A-Z]{4})\)/)[1];
    const page = await as(size, "caldicott-guardian");
    await page.goto("/mine");
    assert.match(await page.locator("main").innerText(), /Judge the look at/);
    await good(page);
    await picture(page, `guardian-home-${size.name}`);
    await within(`T21 at ${size.width}`, 20, async () => {
      await link(page, "Who looked at a record");
      await page.waitForURL(/\/access-log$/);
      await tabTo(page, "#reference");
      await type(page, reference);
      await page.keyboard.press("Enter");
      await page.waitForURL(/reference=/);
      const rows = await page.locator("tbody tr").allInnerTexts();
      assert.ok(rows.length > 0 && rows.every((row) => row.includes(reference)), rows.join("\n"));
      assert.ok(rows.some((row) => /Practice nurse|Reception|fitter/i.test(row)), rows.join("\n"));
    });
    await good(page);
    await picture(page, `access-log-${size.name}`);
    await page.context().close();
  });

  test(`a guardian breaks the glass for a reason, and another judges it, at ${size.width}`, async () => {
    const nurse = await enter(demo.base, demo.door("practice-nurse"));
    const sent = (await nurse("/sent?show=all")).text;
    const [, id, name] = sent.match(/href="\/asks\/([0-9a-z]{26})"[^>]*>\s*(Cora [A-Z][a-z]+)/);
    const page = await as(size, "caldicott-guardian");
    await page.goto(`/asks/${id}`);
    assert.ok(!(await page.locator("main").innerText()).includes(name), "a guardian reads no name on the page of an ask");
    await good(page);
    await link(page, /Break the glass/);
    await page.waitForURL(/\/glass$/);
    await good(page);
    await tabTo(page, "#why");
    await type(page, "too short");
    await tabTo(page, "main button");
    await page.keyboard.press("Enter");
    await page.locator(".nhsuk-error-summary").waitFor();
    // The browser counts an answer of 422 as trouble; to us it is a form with something to put right.
    page.troubles.length = 0;
    await good(page);
    await tabTo(page, "#why");
    await page.keyboard.press("End");
    await type(page, ", so here is a complaint about a call that never came");
    await tabTo(page, "main button");
    await page.keyboard.press("Enter");
    await page.getByText("Your reason:", { exact: false }).waitFor();
    assert.ok((await page.locator("main").innerText()).includes(name));
    await good(page);
    await picture(page, `glass-broken-${size.name}`);
    await page.goto(`/asks/${id}`);
    assert.ok(!(await page.locator("main").innerText()).includes(name), "the glass is whole again");
    await page.context().close();
    const judge = await as(size, "caldicott-guardian-zp002");
    await judge.goto("/mine");
    assert.match(await judge.locator(".rt-now").innerText(), /broke the glass (was|were) right/);
    await good(judge);
    await judge.context().close();
  });

  test(`a draft outlives a time-out and comes back to the same place, at ${size.width}`, async () => {
    const page = await as(size, "practice-nurse");
    await page.goto("/refer");
    await page.locator("#name").fill(`Bethan Larkhill ${size.width}`);
    await page.getByText("Draft saved at", { exact: false }).waitFor();
    assert.match(page.url(), /\/refer\?draft=[0-9a-z]{26}$/, "the address is the draft's from now on");
    const place = page.url();
    await page.reload();
    assert.equal(await page.locator("#name").inputValue(), `Bethan Larkhill ${size.width}`);
    // She is called away; the session locks.
    const passer = visitor(demo.base);
    const token = hidden((await passer("/")).text, "form_token");
    assert.equal((await passer("/training/time", [["form_token", token], ["minutes", "21"]])).status, 303);
    await page.locator("#contact").fill("07700 900124");
    await page.locator("main").getByRole("button", { name: "Find hosts" }).last().click();
    assert.ok((await page.locator("main").innerText()).includes("07700 900124"), "what was typed meanwhile is shown");
    page.troubles.length = 0;
    await passesAxe(page);
    await picture(page, `timed-out-${size.name}`);
    await page.getByRole("button", { name: "Open the form again" }).click();
    await page.waitForURL(/\/sign-in\?then=/);
    await page.getByRole("link", { name: /come in as one of them/ }).click();
    await page.goto(page.url().replace("/enter?", `/enter/${demo.door("practice-nurse")}?`));
    await page.locator("main form button").first().click();
    await page.waitForURL(place);
    assert.equal(await page.locator("#name").inputValue(), `Bethan Larkhill ${size.width}`);
    await page.context().close();
  });

  test(`two tabs on one ask lose nothing, at ${size.width}`, async () => {
    const first = await as(size, "coil-and-implant-fitter");
    await first.goto("/inbox");
    // The smaller size takes another ask, so that both sizes find one that nobody has answered.
    const nth = SIZES.indexOf(size);
    const asks = await first.locator("tbody tr", { hasText: /New|Opened/ }).locator('a[href^="/asks/"]').evaluateAll((links) =>
      [...new Set(links.map((one) => one.getAttribute("href").split("/")[2]))]);
    const ask = `/asks/${asks[nth]}`;
    await first.goto(ask);
    const second = await first.context().newPage();
    await second.goto(ask);
    const question = async (page, words) => {
      await page.locator("summary", { hasText: "More that can be done" }).click();
      await page.locator("summary", { hasText: "Ask the sender a question" }).click();
      await page.locator("#question").fill(words);
      await page.getByRole("button", { name: "Ask the sender a question" }).click();
    };
    await question(first, "Any earlier implant?");
    await first.getByText("Recorded.", { exact: false }).first().waitFor();
    await question(second, "Which language does she speak?");
    await second.getByRole("heading", { name: /Somebody else changed/ }).waitFor();
    await passesAxe(second);
    await fits(second);
    await picture(second, `two-tabs-${size.name}`);
    await second.getByRole("button", { name: "Keep what I typed" }).click();
    const kept = await second.locator("main").innerText();
    assert.ok(kept.includes("Which language does she speak?"), "the words of the slower tab are still there");
    assert.ok(kept.includes("Any earlier implant?"), "and so are those of the quicker one");
    await passesAxe(second);
    await first.context().close();
  });
}
