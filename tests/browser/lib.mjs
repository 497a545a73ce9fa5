// What every browser test needs: pages at two sizes in Debian's Chromium, axe, no sideways overflow, the keyboard,
// script switched off, a picture, and how many sheets a page prints on.
//
//   const browser = await open();                     // BASE_URL names the server under test
//   const page = await browser.page(DESK, { cookies });
//   await page.goto("/list"); await passesAxe(page); await fits(page);
//
// Run: node --test tests/browser/   (after ./x setup; Chromium from Debian, or CHROMIUM=/path)
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const DESK = { name: "desk", width: 1366, height: 768 };
export const PHONE = { name: "phone", width: 390, height: 844 };
export const SIZES = [DESK, PHONE];

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.PICTURES ?? join(import.meta.dirname, "..", "..", "target", "pictures");

// Without these Chromium looks for Google's hosts at every start.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function open(base = process.env.BASE_URL) {
  assert.ok(base, "BASE_URL names the server under test");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: quiet });
  return {
    base,
    async page(size, { script = true, cookies = [] } = {}) {
      // The policy on scripts stays in force: axe is put in by the browser itself, not by the page.
      const context = await browser.newContext({
        baseURL: base, viewport: { width: size.width, height: size.height }, javaScriptEnabled: script, reducedMotion: "reduce",
        locale: "en-GB", timezoneId: "Europe/London",
      });
      await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: base })));
      const page = await context.newPage();
      page.troubles = [];
      page.on("console", (message) => message.type() === "error" && page.troubles.push(message.text()));
      page.on("pageerror", (error) => page.troubles.push(String(error)));
      page.on("request", (request) => request.url().startsWith(base) || page.troubles.push(`asked another site: ${request.url()}`));
      return page;
    },
    /** A page on which the first of those behind a door of a served demo has come in. */
    async enters(size, door, options) {
      const page = await this.page(size, options);
      await page.goto(`/enter/${door}`);
      await page.locator('main form:has(input[name="user"]) button').first().click();
      await page.waitForURL((url) => !url.pathname.startsWith("/enter"));
      return page;
    },
    close: () => browser.close(),
  };
}

/** The path of an example server, as `./x test browser` has built it. */
export function example(name) {
  return join(process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, "..", "..", "target"), "debug", "examples", name);
}

/** Starts a program that prints its address on its first line. */
export async function serve(command, args, options = {}) {
  const program = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], ...options });
  const base = await new Promise((found, failed) => {
    let text = "";
    program.stdout.on("data", (bytes) => {
      text += bytes;
      const line = text.match(/^(http\S+)\s*$/m);
      if (line) found(line[1]);
    });
    program.on("error", failed);
    program.on("exit", (code) => failed(new Error(`${command} ended with ${code} before it said its address`)));
  });
  return { base, stop: () => program.kill() };
}

export async function passesAxe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = violations.map((one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html).join("\n    ")}`);
  assert.equal(violations.length, 0, `axe on ${page.url()}:\n  ${told.join("\n  ")}`);
}

export async function fits(page) {
  const { wide, room, widest } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const over = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > room + 1);
    return { wide: document.documentElement.scrollWidth, room, widest: over.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)) };
  });
  assert.ok(wide <= room, `${page.url()} is ${wide} wide in ${room}:\n  ${widest.join("\n  ")}`);
}

export function noTrouble(page) {
  assert.deepEqual(page.troubles, [], page.url());
}

/** Presses Tab until the focus is on what the selector names; fails if it is never reached. */
export async function tabTo(page, selector, presses = 80) {
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return press + 1;
  }
  assert.fail(`${selector} was not reached by ${presses} presses of Tab on ${page.url()}`);
}

/** Does a timed task and says how long it took, in seconds of machine time. */
export async function within(task, seconds, work) {
  const began = performance.now();
  const result = await work();
  const took = (performance.now() - began) / 1000;
  console.log(`${task}: ${took.toFixed(1)} s of ${seconds} s`);
  assert.ok(took <= seconds, `${task} took ${took.toFixed(1)} s, target ${seconds} s`);
  return result;
}

export async function picture(page, name, fullPage = true) {
  mkdirSync(pictures, { recursive: true });
  const path = join(pictures, `${name}.png`);
  await page.screenshot({ path, fullPage });
  return path;
}

/** How many sheets of A4 the page prints on. */
export async function sheets(page) {
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  return (pdf.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
}
