// Every address of the served demo, as every role and as a stranger: whoever is no party to an ask gets for its addresses
// what a wrong address gets, and nobody outside ever reads the name of the person it is about.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enter as come, hidden, serveDemo, visitor as strange } from "./demo.mjs";

let demo;
before(async () => { demo = await serveDemo(); });
after(() => demo?.stop());

const visitor = () => strange(demo.base);
const enter = (door, nth) => come(demo.base, door, nth);
const door = (beginning) => demo.door(beginning);
const outsiders = ["commissioner", "contract_lead", "charity_worker", "convener", "administrator", "clinician", "manager", "booking"];
const pages = ["/mine", "/refer", "/inbox", "/sent", "/sent.csv", "/session", "/find", "/practice", "/practice/files", "/directory", "/small-areas", "/small-areas.csv",
  "/agreements", "/successions", "/flows", "/access-log", "/access-log.csv", "/access-log/results", "/access-log/results.csv", "/seats", "/seats.csv", "/emergency-coil", "/account", "/about", "/privacy",
  "/waits", "/waits.csv", "/waits/ours", "/waits/account", "/waits/account.csv", "/waits/account.pdf", "/agreements/new", "/rules", "/rules/propose",
  "/fix-it", "/fix-it.csv", "/fix-it/door", "/fix-it/post", "/fix-it/weekly", "/fix-it/weekly.csv", "/fix-it/themes", "/fix-it/specialties", "/fix-it/changed",
  "/recalls", "/recalls.csv", "/recalls/new", "/recalls/owners", "/recalls/rules", "/results", "/results.csv", "/results/new", "/results/find",
  "/letters", "/letters/reply", "/letters/may-i-ask", "/letters/actions", "/letters/asks", "/letters/rules", "/letters/templates", "/letters/templates/fields.csv",
  "/letters/templates/2/file", "/letters/audits/new"];

test("an ask is not there for whoever is no party to it, and no page of theirs names the person", async () => {
  const reception = await enter(door("reception"));
  const inbox = await reception("/inbox");
  const asks = [...new Set([...inbox.text.matchAll(/\/asks\/([0-9a-z]{26})/g)].map(([, id]) => id))];
  assert.ok(asks.length >= 5, "the reception has asks");
  const names = ["Larkhill", "Merrow", "Calloway", "Dunmere", "Fairweather", "Silverdale", "Ashgrove", "Inglewood", "Winterbourne"];
  const people = ["Zofia", "Hana", "Imani", "Elsie", "Noor", "Bronwen", "Tova", "Mina", "Cora"].map((first, nth) => `${first} ${names[nth]}`);
  assert.ok(people.some((person) => inbox.text.includes(person)), "a party reads the name");
  const wrong = "0".repeat(26);
  const addresses = (id) => [`/asks/${id}`, `/asks/${id}/history`, `/asks/${id}/offer`, `/asks/${id}/fit`, `/asks/${id}/glass`];
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
