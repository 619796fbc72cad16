// The main job from an online referral to a tasked agency and a meeting pack, as one story in a
// browser. The steps build on each other and run in order.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { Charmm } from "./harness.mjs";
import { PERSONAL, REFERRAL, send, tell } from "./referral.mjs";

const PEOPLE = {
  officer: "Grace Tillingham",
  coordinator: "Priya Fernsby",
  police: "Sam Whitlock",
};
const POLICE = "charmm@police.example";
const GROUND = "Crime and Disorder Act 1998, section 115";
const REASON = "Police, the landlord and health each hold a part, and the risk is rising.";
const INCIDENT = "Called at 02:10: shouting on the stairs. Words of advice given.";
const NOTE = "Two earlier calls this month were closed without a visit.";
const RATIONALE = "Three nights in a fortnight, and the neighbour is frail.";
const VISIT = "Visit the block together with the housing officer";
const LETTER = "Write to every household about reporting at night";
const OUTCOME = "Visited on Friday evening; the music was off and a letter was left.";

describe("the story", () => {
  let charmm;
  let officer;
  let coordinator;
  let police;
  /** What is found on the way: references, and addresses of pages. */
  const found = {};

  before(async () => (charmm = await Charmm.start()), { timeout: 180_000 });
  after(() => charmm?.stop());

  it("1: a housing officer refers two people and an address", { timeout: 120_000 }, async () => {
    officer = await charmm.visitor();
    await officer.goto("/refer");
    await officer.continueAs(PEOPLE.officer);
    await officer.isAt("Make a referral");
    await tell(officer, REFERRAL, async (page) => {
      if (page === "behaviours") await officer.picture("refer");
    });
    await officer.says(...PERSONAL);
    await officer.picture("check");
    found.referral = await send(officer);

    const [email] = await charmm.sent(about(found.referral, "Your referral has been received"));
    assert.match(email.to[0], /^grace\.tillingham@/);
  });

  it("2: the coordinator accepts it to a new case, and the referrer sees why", async () => {
    coordinator = await charmm.signedIn(PEOPLE.coordinator);
    await coordinator.picture("start");
    await coordinator.goto("/referrals");
    await coordinator.says(REFERRAL.headline);
    await coordinator.follow(found.referral);
    await coordinator.says(...PERSONAL, REFERRAL.impact);
    await coordinator.choose("Accept to a new case");
    await coordinator.fill("Why, or what do you need to know?", REASON);
    await coordinator.picture("triage", "#decide");
    await coordinator.press("Record decision");
    found.case = /\bRUN-2026-\d{4}\b/.exec(await coordinator.text())[0];
    await coordinator.follow(found.case);
    found.casePath = new URL(coordinator.page.url()).pathname;

    await officer.goto("/referrals");
    await officer.says(found.case);
    await officer.follow(found.referral);
    await officer.says(REASON);
    await charmm.sent(about(found.referral, "A decision has been made on your referral"));
  });

  it("3: agencies join, the police add what they know, and the risk is set", async () => {
    await coordinator.follow("Agencies");
    for (const [agency, why] of [
      ["Surrey Police", "Officers are called to the address."],
      ["Health Partners", "The district nurse visits weekly."],
    ]) {
      await coordinator.select("Agency", agency);
      await coordinator.choose(GROUND);
      await coordinator.fill("Why does it need to see this case?", why);
      await coordinator.press("Add agency");
      await coordinator.says(agency, why);
    }
    const [told] = await charmm.sent(about(found.case, "Your agency has been added to a case", POLICE));
    assert.deepEqual(told.to, [POLICE]);

    police = await charmm.signedIn(PEOPLE.police);
    await police.goto(path(told));
    await police.says(REFERRAL.headline);
    await add(police, found, "Incident", [2026, 11, 19], INCIDENT);
    await add(police, found, "Note", [2026, 11, 19], NOTE);
    await police.follow(/^Correct the note/);
    await police.fill("The text as it should be", `${NOTE} One was visited.`);
    await police.fill("Why is it corrected?", "The second call was found later.");
    await police.press("Correct the entry");
    await police.says("Corrected", "One was visited.");

    await coordinator.goto(`${found.casePath}/assessments/new`);
    for (const question of await coordinator.page.locator('fieldset:has(input[name^="answers."])').all())
      await question.locator("input").first().check();
    await coordinator.press("Work out the score");
    await coordinator.says("To be scored again by");
    await coordinator.choose("Red");
    await coordinator.choose("High");
    await coordinator.fill("Why do you judge it otherwise?", "A threat was made by phone today");
    await coordinator.fill("What is behind the answers?", RATIONALE);
    await coordinator.date("Next review", [2026, 12, 1]);
    await coordinator.press("Record assessment");
    await coordinator.goto(found.casePath);
    await coordinator.says("High risk", /\bRed\b/, "Surrey Police", "Wey Meadow Homes");
    await coordinator.picture("case");
    await coordinator.follow("Chronology");
    await coordinator.says(INCIDENT, NOTE, "Surrey Police", "Sam Whitlock");
  });

  it("4: the police are tasked without any personal data, accept and complete", async () => {
    await assign(coordinator, found, VISIT, [2026, 11, 27]);
    const isTasked = about(found.case, "Your agency has a new action", POLICE);
    const [email] = await charmm.sent(isTasked);
    const [topic] = await charmm.sent(
      (message) => message.channel === "sns" && message.body.includes('"action_assigned"'),
    );
    const message = JSON.parse(topic.body);
    assert.equal(message.reference, found.case);
    assert.equal(message.due_on, "2026-11-27");
    assert.ok(email.body.includes(message.link), "email and message lead to the same action");
    assert.match(topic.topic, /surrey-police/);
    await coordinator.goto("/dev/outbox");
    await coordinator.says("action_assigned");
    await coordinator.picture("outbox");

    await police.goto("/actions");
    await police.follow("Our agency’s actions");
    await police.says(VISIT);
    await police.goto(path(email));
    await police.says(VISIT, found.case);
    await police.press("Accept action");
    await police.says("Accepted");
    await police.picture("action");
    await police.choose("Done");
    await police.fill("What shows it?", OUTCOME);
    await police.press("Complete action");
    await police.says("Done", OUTCOME);
    const ended = about(found.case, "An action has ended");
    assert.equal((await charmm.sent(ended)).length, 1);
    // Once each, however often the stream delivers.
    assert.equal((await charmm.sent(isTasked)).length, 1);
  });

  it("5: packs are made on schedule and on demand, each of its agency's own cases", { timeout: 120_000 }, async () => {
    await assign(coordinator, found, LETTER, [2026, 11, 21]);
    await coordinator.goto("/meetings");
    await coordinator.says("24 November 2026");
    await coordinator.follow(/CHaRMM/);
    found.meetingPath = new URL(coordinator.page.url()).pathname;
    await coordinator.says(found.case);

    const isReady = (message) => message.channel === "email" && / pack is ready$/.test(message.subject);
    const before = (await charmm.outbox()).filter(isReady).length;
    await charmm.moveClock("2026-11-20T09:15:00Z");
    await charmm.sent((message) => isReady(message) && message.to[0] === POLICE, 1);
    await coordinator.goto(found.meetingPath);
    await coordinator.picture("meeting");
    await coordinator.goto(`${found.meetingPath}/packs`);
    await coordinator.says("Surrey Police", "Only Surrey Police can read it");
    assert.ok((await charmm.outbox()).filter(isReady).length > before);

    // Something new for the police: only those whose pack changes are told again.
    const news = "Neighbours report a quiet night.";
    await add(police, found, "Note", [2026, 11, 20], news);
    await coordinator.goto(found.meetingPath);
    await coordinator.press("Make packs now");
    const [newest] = await charmm.sent((message) => isReady(message) && message.to[0] === POLICE, 2);

    await police.goto(path(newest));
    await police.says("OFFICIAL-SENSITIVE", "Surrey Police", found.case, INCIDENT, news, "Action log");
    const shown = await references(police);
    const ours = await allCases(police);
    assert.ok(shown.length > 1, "the pack holds several cases");
    for (const reference of shown) assert.ok(ours.has(reference), `${reference} is not shared with the police`);

    await police.goto(path(newest));
    const text = await pdf(police);
    assert.match(text, /OFFICIAL-SENSITIVE/);
    assert.match(text, /Page 1 of \d+/);
    assert.match(text, /Surrey Police/);
    assert.deepEqual(namedIn(text), shown);
    assert.ok(text.includes(news));

    // Another agency's pack is its own.
    const other = path(newest).replace("surrey-police", "wey-meadow-homes");
    await police.goto(other, 404);
    await officer.goto(other);
    await officer.says("Wey Meadow Homes");
  });

  it("6: the history shows each step, and that nothing was altered", async () => {
    await coordinator.goto(`${found.casePath}/history`);
    await coordinator.says(
      "Opened the case",
      "Added Surrey Police",
      "Added Health Partners",
      "Recorded an incident of 19 November 2026",
      "Recorded a note of 19 November 2026",
      "Corrected an entry of the chronology",
      "Set RAG to red and risk to high",
      "Assigned action 1 to Surrey Police",
      "Accepted action 1",
      "Ended action 1: done",
      "Assigned action 2 to Surrey Police",
    );
    await coordinator.says("The chain of hashes holds.");
    await coordinator.picture("history");
  });

  it("4, otherwise: an action that is left alone is chased and escalated", { timeout: 180_000 }, async () => {
    const lead = "charmm.lead@police.example";
    const steps = [
      ["2026-11-21T07:30:00Z", "An action is due soon", POLICE],
      ["2026-11-22T07:30:00Z", "An action is overdue", POLICE],
      ["2026-11-26T07:30:00Z", "An overdue action has been escalated to you as agency lead", lead],
    ];
    for (const [now, subject, to] of steps) {
      await charmm.moveClock(now);
      const sent = await charmm.sent(about(found.case, subject, to));
      assert.equal(sent.length, 1, `${subject} is sent once`);
    }
    coordinator = await charmm.signedIn(PEOPLE.coordinator);
    await coordinator.goto(`${found.casePath}/history`);
    await coordinator.says(
      "Sent a reminder of action 2",
      "Chased action 2, which was overdue",
      "Escalated action 2 to the agency’s lead",
    );
  });

  it("no message of the whole story holds personal data", async () => {
    const messages = JSON.stringify(await charmm.outbox());
    for (const detail of [...PERSONAL, REFERRAL.headline, INCIDENT, NOTE, VISIT, OUTCOME, "Quillfeather", "Thimbleby"]) {
      assert.ok(!messages.includes(detail), detail);
    }
  });
});

/** Whether a message is an email about this reference with this subject, to this address. */
function about(reference, subject, to) {
  const fits = (address) => (to instanceof RegExp ? to.test(address) : address === to);
  return (message) =>
    message.channel === "email" &&
    message.subject === `${reference}: ${subject}` &&
    (to === undefined || message.to.some(fits));
}

/** Where the link in an email leads. */
function path(email) {
  return new URL(/https?:\/\/\S+/.exec(email.body)[0]).pathname;
}

/** Assigns an action on the case to the police. */
async function assign(coordinator, found, what, due) {
  await coordinator.goto(`${found.casePath}/actions`);
  await coordinator.fill("What is to be done?", what);
  await coordinator.select("Agency", "Surrey Police");
  await coordinator.date("By when?", due);
  await coordinator.choose(GROUND);
  await coordinator.press("Assign action");
  await coordinator.says(what, "Surrey Police");
}

/** Adds an entry to the chronology of the case. */
async function add(visitor, found, kind, day, text) {
  await visitor.goto(`${found.casePath}/entries`);
  await visitor.choose(kind);
  await visitor.date("When did it happen?", day);
  await visitor.fill("What happened?", text);
  await visitor.choose(GROUND);
  await visitor.press("Add to the chronology");
  await visitor.says(text);
}

/** The case references in a text, each once, sorted. */
function namedIn(text) {
  return [...new Set(text.replaceAll("\u2011", "-").match(/\b(?:RUN|WOK)-20\d\d-\d{4}\b/g))].sort();
}

async function references(visitor) {
  return namedIn(await visitor.text());
}

/** Every open or closed case that the visitor's agency is on. */
async function allCases(visitor) {
  const all = new Set();
  for (const tab of ["open", "closed"]) {
    let next = `/cases?area=ours&tab=${tab}`;
    while (next) {
      const reply = await visitor.page.request.get(next, { headers: { accept: "application/json" } });
      const page = await reply.json();
      for (const row of page.items) all.add(row.reference);
      next = page.next;
    }
  }
  return all;
}

/** The text of the PDF that the page leads to, in one line. */
async function pdf(visitor) {
  const href = await visitor.page.getByRole("link", { name: "Open this pack as a PDF" }).getAttribute("href");
  const reply = await visitor.page.request.get(href);
  assert.equal(reply.headers()["content-type"], "application/pdf");
  const file = join(visitor.charmm.data, "pack.pdf");
  writeFileSync(file, await reply.body());
  if (process.env.SCREENSHOTS) {
    mkdirSync(process.env.SCREENSHOTS, { recursive: true });
    const name = join(process.env.SCREENSHOTS, "pack");
    execFileSync("pdftoppm", ["-png", "-singlefile", "-r", "72", "-f", "1", file, name]);
  }
  return execFileSync("pdftotext", [file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}
