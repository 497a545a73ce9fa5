// A served demo, and visitors with their own cookies who use its pages as plain forms, without a browser.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { example } from "./lib.mjs";

/** A folder with a demo place in it: a copy of the one in DEMO_PLACE, so that it is not built anew for every file. */
function place() {
  const folder = mkdtempSync(join(tmpdir(), "roundtable-demo-"));
  const built = process.env.DEMO_PLACE;
  if (built) for (const name of readdirSync(built)) copyFileSync(join(built, name), join(folder, name));
  return folder;
}

/** Where the demo of that folder is kept: a file, or a copy of the database in DEMO_SERVER, whose keys lie in the folder. */
function database(folder) {
  const template = process.env.DEMO_SERVER;
  if (!template) return { url: join(folder, "demo.sqlite"), gone: () => {} };
  const [, demo] = template.match(/@\/(\w+)\?/);
  const name = basename(folder).toLowerCase().replace(/[^a-z0-9]/g, "_");
  const at = (other) => template.replace(`/${demo}?`, `/${other}?`);
  const said = (sql) => execFileSync("psql", ["-XAtq", at("postgres"), "-c", sql]);
  said(`create database ${name} template ${demo}`);
  process.env.ROUNDTABLE_KEYS = join(folder, "demo.keys");
  return { url: at(name), gone: () => said(`drop database if exists ${name} with (force)`) };
}

/** Serves a demo on a port that is free; its address, its doors, and the letters it has sent. */
export async function serveDemo() {
  const folder = place();
  const port = await free();
  const base = `http://127.0.0.1:${port}`;
  const binary = join(dirname(dirname(example("serve"))), "roundtable");
  const at = database(folder);
  const args = ["demo", "--port", String(port), "--db", at.url];
  const program = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  await new Promise((found, failed) => {
    program.stdout.on("data", (bytes) => { told += bytes; if (/\/enter\/public-health\S+\n/.test(told)) found(); });
    program.on("exit", (code) => failed(new Error(`the demo ended with ${code}`)));
  });
  const doors = [...told.matchAll(/\/enter\/(\S+)/g)].map(([, door]) => door);
  for (let tries = 0; ; tries++) {
    if (await fetch(base).then((answer) => answer.ok, () => false)) break;
    assert.ok(tries < 2000, "the demo never answered");
  }
  const letters = () => readdirSync(join(folder, "demo.letters")).map((name) => readFileSync(join(folder, "demo.letters", name), "utf8"));
  return {
    base, doors, letters,
    door: (beginning) => doors.find((one) => one.startsWith(beginning)),
    stop: () => { program.removeAllListeners("exit"); program.kill(); at.gone(); rmSync(folder, { recursive: true, force: true }); },
  };
}

/** A port that nobody listens on. */
async function free() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export const hidden = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

/** Somebody with their own cookies: ask(address) reads a page, ask(address, fields) sends a form. */
export function visitor(base) {
  const cookies = new Map();
  async function ask(address, form) {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(base + address, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split("=");
      value ? cookies.set(name, value) : cookies.delete(name);
    }
    return { status: answer.status, text: await answer.text(), to: answer.headers.get("location") ?? "" };
  }
  ask.cookies = cookies;
  return ask;
}

/** Comes in by a door as the nth of those behind it. */
export async function enter(base, door, nth = 0) {
  const ask = visitor(base);
  const page = await ask(`/enter/${door}`);
  assert.equal(page.status, 200, door);
  const forms = page.text.split("<form").filter((form) => form.includes('name="user"'));
  const form = forms[nth] ?? forms[0];
  const fields = ["form_token", "user", "seat", "then"].map((name) => [name, hidden(form, name) ?? ""]);
  assert.equal((await ask(`/enter/${door}`, fields)).status, 303, door);
  return ask;
}
