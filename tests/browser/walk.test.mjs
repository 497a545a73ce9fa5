// Every address of the served demo, as every role and as a stranger: whoever is no party to an ask gets for its addresses
// what a wrong address gets, and nobody outside ever reads the name of the person it is about.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { dirname, join } from "node:path";
import { example } from "./lib.mjs";

const port = 8123;
const base = `http://127.0.0.1:${port}`;
let demo, doors;

before(async () => {
  demo = spawn(join(dirname(dirname(example("serve"))), "roundtable"), ["demo", "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  await new Promise((found, failed) => {
    demo.stdout.on("data", (bytes) => { told += bytes; if (/\/enter\/public-health\S+\n/.test(told)) found(); });
    demo.on("exit", (code) => failed(new Error(`the demo ended with ${code}`)));
  });
  doors = [...told.matchAll(/\/enter\/(\S+)/g)].map(([, door]) => door);
  for (let tries = 0; ; tries++) {
    const up = await fetch(base).then((answer) => answer.ok, () => false);
    if (up) break;
    assert.ok(tries < 2000, "the demo never answered");
  }
});
after(() => { demo?.removeAllListeners("exit"); demo?.kill(); });

/** Somebody with their own cookies. */
function visitor() {
  const cookies = new Map();
  return async function ask(address, form) {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(base + address, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split("=");
      value ? cookies.set(name, value) : cookies.delete(name);
    }
    return { status: answer.status, text: await answer.text(), to: answer.headers.get("location") ?? "" };
  };
}

const hidden = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

async function enter(door, nth = 0) {
  const ask = visitor();
  const page = await ask(`/enter/${door}`);
  assert.equal(page.status, 200, door);
  const forms = page.text.split("<form").filter((form) => form.includes('name="user"'));
  const form = forms[nth] ?? forms[0];
  const fields = ["form_token", "user", "seat", "then"].map((name) => [name, hidden(form, name) ?? ""]);
  assert.equal((await ask(`/enter/${door}`, fields)).status, 303, door);
  return ask;
}

const door = (beginning) => doors.find((one) => one.startsWith(beginning));
const outsiders = ["commissioner", "contract_lead", "charity_worker", "convener", "administrator", "clinician", "manager", "booking"];
const pages = ["/mine", "/refer", "/inbox", "/sent", "/sent.csv", "/session", "/find", "/practice", "/practice/files", "/directory",
  "/agreements", "/flows", "/access-log", "/access-log.csv", "/seats", "/seats.csv", "/emergency-coil", "/account", "/about", "/privacy",
  "/fix-it", "/fix-it.csv", "/fix-it/door", "/fix-it/post", "/fix-it/weekly", "/fix-it/weekly.csv", "/fix-it/themes", "/fix-it/specialties", "/fix-it/changed",
  "/recalls", "/recalls.csv", "/recalls/new", "/recalls/owners", "/recalls/rules"];

test("an ask is not there for whoever is no party to it, and no page of theirs names the person", async () => {
  const reception = await enter(door("reception"));
  const inbox = await reception("/inbox");
  const asks = [...new Set([...inbox.text.matchAll(/\/asks\/([0-9a-z]{26})/g)].map(([, id]) => id))];
  assert.ok(asks.length >= 5, "the reception has asks");
  const names = ["Larkhill", "Merrow", "Calloway", "Dunmere", "Fairweather", "Silverdale", "Ashgrove", "Inglewood", "Winterbourne"];
  const people = ["Zofia", "Hana", "Imani", "Elsie", "Noor", "Bronwen", "Tova", "Mina", "Cora"].map((first, nth) => `${first} ${names[nth]}`);
  assert.ok(people.some((person) => inbox.text.includes(person)), "a party reads the name");
  const wrong = "0".repeat(26);
  const addresses = (id) => [`/asks/${id}`, `/asks/${id}/history`, `/asks/${id}/offer`, `/asks/${id}/fit`];
  let walked = 0;
  for (const role of [...outsiders, "stranger"]) {
    const ask = role === "stranger" ? visitor() : await enter(role);
    for (const page of pages) {
      const { status, text } = await ask(page);
      assert.ok(status < 500, `${role} ${page}: ${status}`);
      for (const person of people) assert.ok(!text.includes(person), `${role} reads ${person} on ${page}`);
      walked += 1;
    }
    for (const id of asks) for (const [nth, address] of addresses(id).entries()) {
      const real = await ask(address);
      const guessed = await ask(addresses(wrong)[nth]);
      assert.equal(real.status, guessed.status, `${role} ${address}`);
      assert.equal(real.text.replaceAll(id, ""), guessed.text.replaceAll(wrong, ""), `${role} ${address} differs from a wrong address`);
      assert.ok(role === "stranger" ? real.status === 303 : real.status === 404, `${role} ${address}: ${real.status}`);
      walked += 2;
    }
  }
  console.log(`${walked} addresses walked as ${outsiders.length + 1} readers`);
});

test("a move of somebody else's ask is refused as if it were not there, and a form without its token changes nothing", async () => {
  const reception = await enter(door("reception"));
  const inbox = await reception("/inbox");
  const id = inbox.text.match(/\/asks\/([0-9a-z]{26})/)[1];
  for (const role of outsiders) {
    const ask = await enter(role);
    const token = hidden((await ask("/account")).text, "form_token");
    for (const move of ["accepted", "declined", "withdrawn", "void", "read"]) {
      const { status } = await ask(`/asks/${id}/move`, [["form_token", token], ["move", move], ["version", "1"]]);
      assert.equal(status, 404, `${role} ${move}`);
    }
    assert.equal((await ask(`/asks/${id}/move`, [["move", "accepted"]])).status, 403, `${role} without a token`);
  }
});
